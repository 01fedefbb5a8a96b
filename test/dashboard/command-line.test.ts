import { execFileSync } from "node:child_process";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commandLineOf } from "../../dashboard/src/lib/command-line.ts";
import { addJobOptions, toJobSpec } from "../../src/cli/job-options.ts";
import { checkSpec } from "../../src/queue/job/job-spec.ts";
import type { JobSpec } from "../../src/server/schemas/spec.ts";
import fc from "../support/properties.ts";

/** What the command line makes of a text that is typed into a shell. */
function parse(line: string) {
  const printWords = "longshore() { printf '%s\\0' \"$@\"; }";
  const words = execFileSync("sh", ["-c", `${printWords}; ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
  const command = addJobOptions(new Command("submit")).exitOverride();
  let spec: ReturnType<typeof toJobSpec> = {};
  command.action((rest: string[], options) => {
    spec = toJobSpec(rest, options);
  });
  command.parse(words.slice(1), { from: "user" });
  return checkSpec(spec);
}

describe("commandLineOf", () => {
  it("is one option a line", () => {
    const spec: JobSpec = {
      image: "python:3.13",
      name: "nightly report",
      command: ["python", "-c", "print('hi')"],
    };
    expect(commandLineOf(spec)).toBe(
      `longshore submit \\\n  --image python:3.13 \\\n  --name 'nightly report' \\\n  -- python -c 'print('"'"'hi'"'"')'`,
    );
  });

  it("makes the same job that the form does", () => {
    const word = fc.string({ unit: fc.constantFrom(..."ab -'\"$\\`;=") });
    const spec = fc.record(
      {
        image: fc.constantFrom("busybox", "registry.example.com:5000/a/b@sha256:00"),
        name: fc
          .string({ unit: fc.constantFrom(..."ab '\"$!"), minLength: 1 })
          .filter((text) => text.trim() === text),
        priority: fc.integer({ min: 0, max: 100 }),
        delay: fc.integer({ min: 0, max: 10_000_000_000 }),
        maxRetries: fc.integer({ min: 1, max: 1_000 }),
        retryStrategy: fc.constantFrom("default" as const, "aggressive" as const),
        retry: fc.record({ onExit: fc.integer({ min: 0, max: 1_000 }) }),
        env: fc.dictionary(fc.string({ unit: fc.constantFrom(..."ABC_"), minLength: 1 }), word),
        memory: fc.integer({ min: 6, max: 1_000_000 }),
        cpus: fc.integer({ min: 1, max: 640 }).map((tenths) => tenths / 10),
        timeout: fc.integer({ min: 1, max: 1_000_000 }),
        networks: fc.array(fc.record({ name: fc.constantFrom("front", "back end") })),
        workdir: fc.constantFrom("/srv", "/a b"),
        host: fc.constantFrom("local", "docker-1"),
        command: fc.array(word, { minLength: 1 }).filter(([program]) => program !== ""),
      },
      { requiredKeys: ["command"] },
    );
    fc.assert(
      fc.property(spec, (given) => {
        expect(parse(commandLineOf(given))).toEqual(checkSpec(given));
      }),
    );
  });
});
