/** Whatever is wrong with what a command is to do on a database: one clear line, nothing changed. */
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import type { Engine } from "../support/databases.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { refusals } from "./refusals.ts";

export function badInput(engine: Engine): void {
  const { migrated, refused } = refusals(engine);
  const folder = makeFolder();
  const environmentFile = path.join(folder, "large.env");
  const brokenFile = path.join(folder, "broken.env");

  beforeAll(() => {
    const lines = Array.from({ length: 100 }, (_, i) => `A${i}=${"x".repeat(100_000)}`);
    writeFileSync(environmentFile, lines.join("\n"));
    writeFileSync(brokenFile, "A=1\nno pair\n");
  });
  afterAll(() => removeFolder(folder));

  it.each<[string[], RegExp]>([
    [["submit"], /needs an image or a command/],
    [["submit", "--env", "novalue", "--", "true"], /--env "novalue".*KEY=value/],
    [["submit", "--env-file", "/no/such/file", "--", "true"], /--env-file \/no\/such\/file.*ENOENT/],
    [["submit", "--template", "none", "--", "true"], /no environment template is called "none"/],
    [["submit", "--host", "none", "--", "true"], /no executor host is called "none"/],
    [["show", "00000000-0000-4000-8000-000000000000"], /no job has the id/],
    [["show", "not-an-id"], /job id "not-an-id".*0-9 and a-f/],
    [["cancel", "a"], /a begins several job ids/],
    [["migrate", "0099"], /no migration is called "0099"/],
    [["migrate", "000"], /"000" could be 0001_initial/],
    [["inspect", "no_such_table"], /no table is called "no_such_table"/],
  ])("%j", async (args, message) => refused(args, 2, message));

  it("10 MB of environment", () =>
    refused(
      ["submit", "--env-file", environmentFile, "--", "true"],
      2,
      /environment: it has 10\d+ bytes and may have 1048576/,
    ));
  it("an environment file with a broken line", () =>
    refused(["submit", "--env-file", brokenFile, "--", "true"], 2, /line 2: must be KEY=value/));

  it("NUL bytes, which only a file or the library can bring", async () => {
    const file = path.join(folder, "nul.env");
    writeFileSync(file, "A=x\0y\n");
    await refused(
      ["submit", "--env-file", file, "--", "true"],
      2,
      /environment variable "A": its value has a NUL byte/,
    );
  });

  if (engine !== "sqlite") return;

  describe("a read-only database file", () => {
    it.each([["submit", "--", "true"], ["migrate"], ["run", "--", "true"], ["work", "--drain"]])(
      "%s",
      async (...args) => {
        const file = migrated().url.slice("sqlite:".length);
        chmodSync(file, 0o444);
        try {
          await refused(args, 2, /is read-only/);
        } finally {
          chmodSync(file, 0o644);
        }
      },
    );
  });

  it("a database that is not migrated", async () => {
    const empty = path.join(folder, "empty.db");
    writeFileSync(empty, "");
    const result = await runCli(["--database", `sqlite:${empty}`, "submit", "--", "true"]);
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toMatch(
      /^longshore: the database is not migrated .*run "longshore migrate" first\n$/,
    );
  });
}
