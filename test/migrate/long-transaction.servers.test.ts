/** Guarantee 5: somebody's transaction is open for long, and has a lock that the migration needs. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { createTestDatabase } from "../support/databases.ts";
import { driftOf } from "./conformance.ts";
import { openReader } from "./open-reader.ts";
import { insertBaselineJobs, job } from "./rows.ts";

/** Milliseconds that the transaction is open. */
const held = 20_000;

/** More than a strong lock is waited for on either server, and much less than the transaction is open. */
const tooLong = held / 2;

/** Each only waits: they wait together. */
describe.concurrent.each(["postgres", "mariadb"] as const)(
  "guarantee 5: behind a transaction that is open for 20 s, on %s",
  (engine) => {
    it("gives up soon again and again, lets others pass, and ends by itself after it", async () => {
      const test = await createTestDatabase(engine);
      const database = await connect(test.url);
      const migrator = await connect(test.url);
      try {
        await migrate(database, { target: "0001" });
        await insertBaselineJobs(database, 10);
        const reader = await openReader[engine](test.url);
        const retries: string[] = [];
        let ended = false;
        const done = migrate(migrator, {
          onProgress: (progress) => {
            if (progress.kind === "retry") retries.push(progress.why);
          },
        }).finally(() => {
          ended = true;
        });

        let writes = 0;
        let longest = 0;
        const until = performance.now() + held;
        while (performance.now() < until) {
          const start = performance.now();
          await database.execute(`UPDATE ${job} SET name = 'old writer' WHERE exit_code IS NULL`);
          longest = Math.max(longest, performance.now() - start);
          writes++;
          await sleep(100);
        }
        expect(ended).toBe(false);
        expect(longest).toBeLessThan(tooLong);
        expect(writes).toBeGreaterThan(10);
        // On average one in some two seconds.
        expect(retries.length).toBeGreaterThan(3);
        expect(retries).toContainEqual(expect.stringMatching(/^pid \d+, open since 2\S+Z, query /));

        await reader.end();
        await done;
        expect(await driftOf(database)).toEqual([]);
      } finally {
        await Promise.all([database.close(), migrator.close()]);
        await test.drop();
      }
    });
  },
);
