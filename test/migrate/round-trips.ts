/** Back and forward again with a queue's data: many rows, many times, and killed on the way. */
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { verify } from "../../src/migrate/verify.ts";
import type { Engine } from "../support/databases.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { countWrites, Killer } from "./killer.ts";
import {
  checksumOfAll,
  countRows,
  everyColumn,
  firstAttemptColumns,
  insertAttempts,
  insertQueuedJobs,
  multiplyJobs,
} from "./queued-jobs.ts";
import { checksum, countJobs, job } from "./rows.ts";

const archive = `longshore_archive_0002_${job}`;
const first = { target: "0001_initial" };
const second = { target: "0002_add_queue_fields" };

export function roundTrips(engine: Engine): void {
  const current = databaseOfTest(engine);
  const many = 100_000;

  describe("guarantees 2 and 12: what going back drops", () => {
    it("comes back exactly, in every column of many rows", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 100);
      await multiplyJobs(database, many / 100);
      await insertAttempts(database, 1000);
      const before = await checksumOfAll(database);
      const baseline = await checksum(database);
      const made = await fingerprint(database);

      const back = (await migrate(database, first)).flatMap(({ reports }) => reports);
      const rows = (many * 4) / 5;
      expect(back).toContainEqual({ what: "archived", table: job, counts: { rows } });
      expect(await checksum(database)).toBe(baseline);
      expect(await countRows(database, archive)).toBe(rows);
      expect(await verify(database)).toContainEqual(
        expect.objectContaining({ kind: "note", object: `table ${archive}` }),
      );

      const again = (await migrate(database)).flatMap(({ reports }) => reports);
      // More than one batch, of a key that is several columns.
      expect(back).toContainEqual({ what: "archived", table: "longshore_attempt", counts: { rows: 2000 } });
      expect(again).toContainEqual({ what: "restoring", table: job, counts: { rows } });
      for (const table of [job, "longshore_attempt"]) {
        expect(again).toContainEqual({ what: "restored", table, counts: { gone: 0, kept: 0 } });
      }
      expect(await checksumOfAll(database)).toBe(before);
      expect(await fingerprint(database)).toEqual(made);
      expect(await countJobs(database)).toBe(many);
    });
  });

  describe("guarantees 7 and 12: killed with SIGKILL at any statement", () => {
    // SQLite rolls all of them back alike.
    const stride = engine === "sqlite" ? 8 : 1;

    it.each([
      {
        name: second.target,
        before: first.target,
        look: (database: Database) => checksum(database, everyColumn),
      },
      {
        name: "0003_add_workers_and_attempts",
        before: second.target,
        look: (database: Database) => checksum(database, firstAttemptColumns, "longshore_attempt"),
      },
      { name: "0006_add_attempt_usage", before: "0005_add_host_capacity", look: checksumOfAll },
    ])("of $name, no value is lost", async ({ name, before, look }) => {
      const { url, database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 20);
      await insertAttempts(database, 10);
      const everything = await checksumOfAll(database);
      await migrate(database, { target: name });
      const kept = await look(database);
      const down = await countWrites(database, before);
      const up = await countWrites(database, name);
      await using killer = new Killer(url);

      for (let statement = 0; statement < Math.max(up, down); statement += stride) {
        if (statement < down) await killer.killAt(statement, before);
        await migrate(database, { target: before });
        if (statement < up) await killer.killAt(statement, name);
        await migrate(database, { target: name });
        expect(await look(database), `at statement ${statement}`).toBe(kept);
      }
      // Killed on the way back, and then forward after all: that differs less from statement to statement.
      for (let statement = 0; statement < down; statement += stride * 4) {
        await killer.killAt(statement, before);
        await migrate(database, { target: name });
        expect(await look(database), `turned round at ${statement}`).toBe(kept);
      }
      await migrate(database);
      expect(await checksumOfAll(database)).toBe(everything);
      expect(await driftOf(database)).toEqual([]);
    });
  });

  describe("guarantee 24: fifty cycles", () => {
    it("end where they began, with all data", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 100);
      const before = await checksum(database, everyColumn);
      const made = await fingerprint(database);
      // What comes after the table that others share is made, and undone, once.
      for (let cycle = 0; cycle < 50; cycle++) {
        await migrate(database, first);
        await migrate(database, second);
      }
      await migrate(database);
      expect(await checksum(database, everyColumn)).toBe(before);
      expect(await fingerprint(database)).toEqual(made);
    });
  });
}
