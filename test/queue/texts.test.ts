import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { formatCommand, parseCommand } from "../../src/queue/text/command-text.ts";
import { formatEnvironment, parseEnvironment } from "../../src/queue/text/environment-text.ts";
import fc from "../support/properties.ts";

const word = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));

describe("command text", () => {
  it("gives back every command", () => {
    fc.assert(
      fc.property(fc.array(word), (command) => {
        expect(parseCommand(formatCommand(command))).toEqual(command);
      }),
    );
  });

  it("gives back words of quotes and backslashes", () => {
    const hard = fc.string({ unit: fc.constantFrom("\\", '"', "'", "$", "n", " ", "\n") });
    fc.assert(
      fc.property(fc.array(hard), (command) => {
        expect(parseCommand(formatCommand(command))).toEqual(command);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read by a POSIX shell as the same words", () => {
    const command = ["a b", "it's", '"', "$HOME", "`id`", "\\", "*", "", "ü", "line\nbreak"];
    const script = `for word in ${formatCommand(command)}; do printf '%s\\036' "$word"; done`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\x1e").slice(0, -1)).toEqual(
      command,
    );
  });

  it("reads what people write in Django", () => {
    expect(parseCommand(`python -c 'print("hi there")'`)).toEqual(["python", "-c", 'print("hi there")']);
    expect(parseCommand("")).toEqual([]);
    expect(parseCommand(`a\\ b "c\\d\\"e\\\\" $'f\\n' ''`)).toEqual(["a b", 'c\\d"e\\', "$f\\n", ""]);
    expect(parseCommand("run \\\n  --fast\r\n")).toEqual(["run", "--fast"]);
    expect(() => parseCommand("echo \\")).toThrow(/^command: /);
    expect(() => parseCommand("echo 'open")).toThrow(/^command: /);
  });
});

describe("environment text", () => {
  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]*$/);
  const value = word.map((text) => text.replaceAll(/[\r\n]/g, "").trim());

  it("gives back every environment", () => {
    fc.assert(
      fc.property(fc.dictionary(key, value), (environment) => {
        expect(parseEnvironment(formatEnvironment(environment))).toEqual({ ...environment });
      }),
    );
  });

  it("reads what people write in Django", () => {
    const text = "# comment\n\n DEBUG = true \nURL=postgres://a?b=c\nEMPTY=\nnot a pair\n=nothing";
    expect(parseEnvironment(text)).toEqual({ DEBUG: "true", URL: "postgres://a?b=c", EMPTY: "" });
  });

  it.each([
    [{ "1A": "x" }, /a name begins with/],
    [{ "A B": "x" }, /a name begins with/],
    [{ A: "x\0y" }, /NUL byte/],
    [{ A: "x\ny" }, /line break/],
    [{ A: " x" }, /white space/],
    [{ A: "x".repeat(140_000) }, /may have 131072/],
    [
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`A${i}`, "x".repeat(100_000)])),
      /may have 1048576/,
    ],
  ])("refuses what it cannot hold", (environment, message) => {
    expect(() => formatEnvironment(environment as Record<string, string>)).toThrow(message);
  });
});
