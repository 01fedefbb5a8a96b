/** What is left of a migration whose process was killed, and how the next run finishes it. */
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import type { Engine } from "../support/databases.ts";
import { useDatabase } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { spawnMigrator } from "./spawn-migrator.ts";
import { isWrite, watched } from "./watched.ts";

export function killed(engine: Engine): void {
  const current = useDatabase(engine);

  describe("guarantee 7: killed with SIGKILL", () => {
    it("at any statement, in both directions, the next run ends at the same schema", {
      timeout: 300_000,
    }, async () => {
      const { url, database } = current;
      const up = await countWrites(database);
      const made = await fingerprint(database);
      const down = await countWrites(database, "zero");
      const nothing = await fingerprint(database);
      expect(up).toBeGreaterThan(20);
      expect(down).toBeGreaterThan(20);

      // The next process starts while this one works.
      let next = spawnMigrator();
      const killAt = async (statement: number, target?: string) => {
        await using migrator = next;
        next = spawnMigrator();
        const signal = await migrator.run({ url, killAt: statement, ...(target && { target }) });
        expect(signal, `at statement ${statement}`).toBe("SIGKILL");
      };
      try {
        for (let statement = 0; statement < Math.max(up, down); statement++) {
          if (statement < up) await killAt(statement);
          await migrate(database);
          expect(await fingerprint(database), `forward, killed at statement ${statement}`).toEqual(made);
          if (statement < down) await killAt(statement, "zero");
          await migrate(database, { target: "zero" });
          expect(await fingerprint(database), `backward, killed at statement ${statement}`).toEqual(nothing);
        }
      } finally {
        await next[Symbol.asyncDispose]();
      }
    });
  });
}

/** Migrates, and counts the statements that changed anything. */
async function countWrites(database: Database, target?: string): Promise<number> {
  let writes = 0;
  const counting = watched(database, (statement) => {
    if (isWrite(statement)) writes++;
  });
  await migrate(counting, target === undefined ? {} : { target });
  return writes;
}
