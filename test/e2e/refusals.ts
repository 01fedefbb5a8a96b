/** What every refusal looks like: one clear line, an exit code, nothing changed. */
import { afterAll, beforeAll, expect } from "vitest";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { list } from "../../src/queue/list.ts";
import { runCli } from "../support/cli.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

interface Refusals {
  /** A database with jobs. */
  readonly migrated: () => MigratedDatabase;
  /** Runs `longshore ARGS…` on it, and expects to be told what is wrong. */
  readonly refused: (args: readonly string[], code: number, message: RegExp) => Promise<void>;
}

export function refusals(engine: Engine): Refusals {
  let migrated: MigratedDatabase;
  let before: string;
  const contents = async () => JSON.stringify(await list(migrated.database, { limit: 1_000 }));

  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
    // With this many, each first digit begins at least two ids.
    await enqueueMany(
      migrated.database,
      Array.from({ length: 300 }, () => ({ command: ["true"] })),
    );
    before = await contents();
  });
  afterAll(() => migrated?.drop());

  return {
    migrated: () => migrated,
    async refused(args, code, message) {
      const result = await runCli(["--database", migrated.url, ...args]);
      expect(result.stderr).toMatch(message);
      expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(result.stderr).toMatch(/^longshore: /);
      expect(result).toMatchObject({ code, stdout: "" });
      expect(await contents()).toBe(before);
    },
  };
}
