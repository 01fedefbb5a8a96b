/** What `migrate` shows on a terminal. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { insertQueuedJobs, multiplyJobs } from "./queued-jobs.ts";

const bin = path.resolve(import.meta.dirname, "../../src/cli/bin.ts");

/** Runs the command on a terminal of its own, and returns all that was written to it. */
async function onTerminal(...args: string[]): Promise<string> {
  const line = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(" ");
  const env = { PATH: process.env.PATH, TERM: "xterm", COLUMNS: "200" };
  const { stdout } = await promisify(execFile)(
    "script",
    ["-qefc", `stty rows 50 cols 200; ${line}`, "/dev/null"],
    {
      env,
    },
  );
  return stdout;
}

describe("guarantee 10: on a terminal", () => {
  const current = databaseOfTest("postgres");

  it("there is a line for each migration, with a bar for the step that takes long", async () => {
    const { database, url } = current;
    await migrate(database);
    await insertQueuedJobs(database, 100);
    await multiplyJobs(database, 150);
    await migrate(database, { target: "0001" });
    const shown = await onTerminal("--database", url, "migrate");
    expect(shown).toMatch(/restore container_manager_containerjob from \w+: rows [█░]{20} \d+ %/);
    expect(shown).toMatch(/0002_add_queue_fields: applied/);
    expect(await driftOf(database)).toEqual([]);
  });
});
