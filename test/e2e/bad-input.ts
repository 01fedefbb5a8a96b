/** Whatever is wrong: one clear line, exit code 2 (1 for an unreachable server), nothing changed. */
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { list } from "../../src/queue/list.ts";
import { runCli } from "../support/cli.ts";
import type { Engine } from "../support/databases.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

export function badInput(engine: Engine): void {
  let migrated: MigratedDatabase;
  let before: string;
  const folder = makeFolder();
  const environmentFile = path.join(folder, "large.env");
  const brokenFile = path.join(folder, "broken.env");

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    // With this many, each first digit begins at least two ids.
    await enqueueMany(
      migrated.database,
      Array.from({ length: 300 }, () => ({ command: ["true"] })),
    );
    before = await contents();
    const lines = Array.from({ length: 100 }, (_, i) => `A${i}=${"x".repeat(100_000)}`);
    writeFileSync(environmentFile, lines.join("\n"));
    writeFileSync(brokenFile, "A=1\nno pair\n");
  });
  afterAll(async () => {
    await migrated?.drop();
    removeFolder(folder);
  });

  const contents = async () => JSON.stringify(await list(migrated.database, { limit: 1_000 }));

  async function refused(args: string[], code: number, message: RegExp): Promise<void> {
    const result = await runCli(["--database", migrated.url, ...args]);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(result.stderr).toMatch(/^longshore: /);
    expect(result).toMatchObject({ code, stdout: "" });
    expect(await contents()).toBe(before);
  }

  it.each<[string[], RegExp]>([
    [["--no-such-option"], /unknown option '--no-such-option'/],
    [["submit", "--prioritty", "5", "--", "true"], /unknown option '--prioritty'.*--priority/],
    [["no-such-command"], /unknown command 'no-such-command'/],
    [["submit", "--priority", "101", "--", "true"], /priority.*'101'.*whole number from 0 to 100/],
    [["submit", "--priority", "-1", "--", "true"], /priority.*'-1'.*whole number from 0 to 100/],
    [["submit", "--priority", "abc", "--", "true"], /priority.*'abc'.*whole number from 0 to 100/],
    [["submit", "--priority", "1e1", "--", "true"], /priority/],
    [["submit"], /needs an image or a command/],
    [["submit", "--at", "tomorrow", "--", "true"], /--at.*'tomorrow'.*2030-01-31T09:00:00Z/],
    [["submit", "--at", "2030-02-31", "--", "true"], /--at.*'2030-02-31'/],
    [["submit", "--at", "2030-13-01T00:00:00Z", "--", "true"], /--at/],
    [["submit", "--in", "5", "--", "true"], /--in.*'5'.*duration such as/],
    [["submit", "--in", "1h", "--at", "2030-01-01", "--", "true"], /--at.*--in|--in.*--at/],
    [["submit", "--timeout", "soon", "--", "true"], /--timeout.*duration such as/],
    [["submit", "--env", "novalue", "--", "true"], /--env "novalue".*KEY=value/],
    [["submit", "--env-file", "/no/such/file", "--", "true"], /--env-file \/no\/such\/file.*ENOENT/],
    [["submit", "--template", "none", "--", "true"], /no environment template is called "none"/],
    [["submit", "--host", "none", "--", "true"], /no executor host is called "none"/],
    [["show", "00000000-0000-4000-8000-000000000000"], /no job has the id/],
    [["show", "not-an-id"], /job id "not-an-id".*0-9 and a-f/],
    [["cancel", "a"], /a begins several job ids/],
    [["reprioritize", "a", "101"], /whole number from 0 to 100/],
    [["jobs", "--status", "done"], /--status.*'done'.*one of pending, queued/],
    [["migrate", "0099"], /no migration is called "0099"/],
    [["migrate", "000"], /"000" could be 0001_initial/],
    [["sqlmigrate", "0002", "--dialect", "oracle"], /oracle/],
    [["inspect", "no_such_table"], /no table is called "no_such_table"/],
    [["work", "--concurrency", "0"], /whole number from 1 to 1000/],
  ])("%j", async (args, message) => refused(args, 2, message));

  it("10 MB of environment", () =>
    refused(
      ["submit", "--env-file", environmentFile, "--", "true"],
      2,
      /environment: it has 10\d+ bytes and may have 1048576/,
    ));
  it("an environment file with a broken line", () =>
    refused(["submit", "--env-file", brokenFile, "--", "true"], 2, /line 2: must be KEY=value/));

  it.each<[string, number, RegExp]>([
    ["oracle://x/y", 2, /"oracle" is not a database/],
    ["not a url", 2, /cannot be read as a URL/],
    ["postgres://localhost", 2, /names no database/],
    ["sqlite:", 2, /names no file/],
    [
      "postgres://me:secret@127.0.0.1:1/app",
      1,
      /cannot reach the database postgres:\/\/me:\*\*\*@127.0.0.1:1\/app: .*ECONNREFUSED/,
    ],
    [
      "mariadb://me:secret@127.0.0.1:1/app",
      1,
      /cannot reach the database mariadb:\/\/me:\*\*\*@127.0.0.1:1\/app: .*ECONNREFUSED/,
    ],
    ["sqlite:/no/such/folder/x.db", 1, /no such file/],
  ])("database %s", async (url, code, message) => {
    const result = await runCli(["--database", url, "stats"]);
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain("secret");
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("NUL bytes, which only a file or the library can bring", async () => {
    const file = path.join(folder, "nul.env");
    writeFileSync(file, "A=x\0y\n");
    await refused(
      ["submit", "--env-file", file, "--", "true"],
      2,
      /environment variable "A": its value has a NUL byte/,
    );
  });

  if (engine === "sqlite") {
    describe("a read-only database file", () => {
      it.each([["submit", "--", "true"], ["migrate"], ["run", "--", "true"], ["work", "--drain"]])(
        "%s",
        async (...args) => {
          const file = migrated.url.slice("sqlite:".length);
          chmodSync(file, 0o444);
          try {
            await refused(args, 2, /is read-only/);
          } finally {
            chmodSync(file, 0o644);
          }
        },
      );
    });
  }

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
