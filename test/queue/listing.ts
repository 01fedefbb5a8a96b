/** Pages of jobs: what SQL reads of a row is what we read of it, and no page repeats or hides a job. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidParameter } from "../../src/database/codecs.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import type { QueueStatus } from "../../src/queue/job/readings.ts";
import { statuses } from "../../src/queue/job/states.ts";
import { countJobs } from "../../src/queue/listing/count-jobs.ts";
import type { Cursor } from "../../src/queue/listing/cursor.ts";
import { findPage, listPage } from "../../src/queue/listing/list-page.ts";
import type { Engine } from "../support/databases.ts";
import { createMigratedDatabase, type MigratedDatabase } from "../support/migrated.ts";

const readings: QueueStatus[] = ["not_queued", "queued", "scheduled", "launch_failed", "launched"];

export function listing(engine: Engine): void {
  let migrated: MigratedDatabase;
  beforeAll(async () => {
    migrated = await createMigratedDatabase(engine);
  });
  afterAll(() => migrated?.drop());

  describe("the filter for a queue status", () => {
    it("finds in SQL what is read of the row, for every combination of what it reads", async () => {
      const { database } = migrated;
      const past = database.after(-60_000);
      const future = database.after(3_600_000);
      const rows = statuses.flatMap((status) =>
        [null, past].flatMap((queued_at) =>
          [null, past].flatMap((launched_at) =>
            [null, past, future].flatMap((scheduled_for) =>
              [0, 3].map((retry_count) => ({ status, queued_at, launched_at, scheduled_for, retry_count })),
            ),
          ),
        ),
      );
      const ids = await enqueueMany(
        database,
        rows.map(() => ({ command: ["true"] })),
      );
      await database.transaction(async (transaction) => {
        for (const [place, id] of ids.entries()) {
          await transaction.query
            .updateTable("container_manager_containerjob")
            .set(rows[place] ?? {})
            .where("id", "=", uuidParameter(id))
            .execute();
        }
      });
      let found = 0;
      for (const reading of readings) {
        const filter = { queueStatus: [reading], status: statuses };
        const { jobs } = await listPage(database, { filter, limit: 1_000 });
        expect(new Set(jobs.map(({ queueStatus }) => queueStatus))).toEqual(new Set([reading]));
        expect(await countJobs(database, filter)).toEqual({ count: jobs.length, exact: true });
        found += jobs.length;
      }
      expect(found).toBe(rows.length);
    });
  });

  describe("pages", () => {
    it("go on where they were, whatever is deleted and added meanwhile", async () => {
      const { database } = migrated;
      await sql`delete from container_manager_containerjob`.execute(database.query);
      const specs = Array.from({ length: 30 }, (_, n) => ({
        command: ["true"],
        name: n % 2 === 0 ? "even" : "odd",
      }));
      const made = new Set(await enqueueMany(database, specs));
      const seen: string[] = [];
      let after: Cursor | undefined;
      for (;;) {
        const page = await findPage(database, { limit: 4, after });
        seen.push(...page.ids);
        if (page.next === null) break;
        after = page.next;
        await database.query
          .deleteFrom("container_manager_containerjob")
          .where("id", "=", uuidParameter(after.id))
          .execute();
        await enqueueMany(database, [{ command: ["true"] }]);
      }
      expect(seen).toHaveLength(30);
      expect(new Set(seen)).toEqual(made);
    });
  });
}
