/** Going back keeps what it drops, and going forward again restores it. */
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/database/catalog/index.ts";
import type { Database } from "../../src/database/database.ts";
import { djangoCommand } from "../../src/migrate/django.ts";
import { migrate, plan } from "../../src/migrate/migrate.ts";
import type { DataReport } from "../../src/migrate/progress.ts";
import type { Step } from "../../src/migrate/statements/index.ts";
import { verify } from "../../src/migrate/verify.ts";
import type { Engine } from "../support/databases.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { countRows, everyColumn, insertQueuedJobs } from "./queued-jobs.ts";
import { checksum, insertBaselineJobs, job } from "./rows.ts";
import { isWrite, watched } from "./watched.ts";

const archive = `longshore_archive_0002_${job}`;
async function hasTable(database: Database, name: string): Promise<boolean> {
  return (await readCatalog(database, [name])).has(name);
}

const back = { target: "0001" };

async function reportsOf(
  database: Database,
  options: Parameters<typeof migrate>[1] = {},
): Promise<DataReport[]> {
  return (await migrate(database, options)).flatMap(({ reports }) => reports);
}

/** A batch of rows is planned before it is known which keys it lies between. */
const withoutKeys = (statement: string) =>
  statement.replaceAll(/NULL IS NULL|:after IS NULL|(?<=[<>]=? )(:after|:last|NULL|'[0-9a-f-]{36}')/g, "?");

export function archives(engine: Engine): void {
  const current = databaseOfTest(engine);

  describe("guarantee 12: what going back drops", () => {
    it("includes what is written after going back was begun", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 50);
      let written = false;
      const late = watched(database, (statement) => {
        if (written || !/^(alter|drop index)/i.test(statement) || !statement.includes("idx_containerjob"))
          return;
        written = true;
        throw new Error("stopped");
      });
      await expect(migrate(late, back)).rejects.toThrow("stopped");
      await database.execute(
        `UPDATE ${job} SET priority = 99, retry_count = 7 WHERE timeout_seconds % 5 = 0`,
      );
      const before = await checksum(database, everyColumn);
      await migrate(database, back);
      await migrate(database);
      expect(await checksum(database, everyColumn)).toBe(before);
    });

    it("is reported where its row is gone, or others have written to it", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 50);
      await migrate(database, back);
      await database.execute(`DELETE FROM ${job} WHERE timeout_seconds IN (1, 2, 3)`);
      // What another has left half done: the columns are back, and somebody writes to one.
      let stopped = false;
      const fragile = watched(database, (statement) => {
        if (/^(with restored|update `?longshore_archive)/i.test(statement)) {
          stopped = true;
          throw new Error("stopped");
        }
      });
      if (engine !== "sqlite") {
        await expect(migrate(fragile)).rejects.toThrow("stopped");
        expect(stopped).toBe(true);
        await database.execute(`UPDATE ${job} SET priority = 33 WHERE timeout_seconds IN (6, 7)`);
      }
      const reports = await reportsOf(database);
      const kept = engine === "sqlite" ? 0 : 2;
      expect(reports).toContainEqual({ what: "restored", table: job, counts: { gone: 3, kept } });
      expect(await hasTable(database, archive)).toBe(false);
      const { rows } = await sql<{ priority: number; queued: number }>`select priority,
        count(queued_at) as queued from ${sql.table(job)} where timeout_seconds in (6, 7) group by priority
        order by priority`.execute(database.query);
      if (engine !== "sqlite")
        expect(rows.map((row) => [row.priority, Number(row.queued)])).toEqual([[33, 0]]);
    });

    it("stays in the archive where a check refuses it, which is told before anything is changed", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 20);
      await migrate(database, back);
      await database.execute(`UPDATE ${archive} SET priority = 500 WHERE retry_count = 2`);
      const before = await fingerprint(database);
      await expect(migrate(database)).rejects.toMatchObject({
        code: "ROWS_VIOLATE_CHECK",
        message: expect.stringMatching(
          /^4 rows of longshore_archive_0002.*check_priority_range.*priority 500/,
        ),
      });
      expect(await fingerprint(database)).toEqual(before);
      await database.execute(`UPDATE ${archive} SET priority = 50 WHERE priority = 500`);
      await migrate(database);
      expect(await driftOf(database)).toEqual([]);
    });

    it("is not dropped where the archive cannot be made", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 20);
      const before = await checksum(database, everyColumn);
      await database.execute(`CREATE TABLE ${archive} (word varchar(20))`);
      await expect(migrate(database, back)).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
      expect(await checksum(database, everyColumn)).toBe(before);
    });

    it("is lost with --discard alone, which counts it and keeps nothing", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 50);
      const counts = {
        priority: 20,
        max_retries: 10,
        retry_count: 10,
        launched_at: 10,
        scheduled_for: 10,
        queued_at: 20,
      };
      const reports = await reportsOf(database, { ...back, discard: true });
      expect(reports).toContainEqual({ what: "discarded", table: job, counts });
      expect(await hasTable(database, archive)).toBe(false);
      await migrate(database);
      expect(await countRows(database, job)).toBe(50);
      expect(await driftOf(database)).toEqual([]);
    });

    it("includes the rows of tables of our own, which are renamed", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 20);
      await database.execute("INSERT INTO longshore_setting (name, value) VALUES ('a', 'b')");
      const before = await checksum(database, everyColumn);
      const made = await fingerprint(database);
      const reports = await reportsOf(database, { target: "zero" });
      expect(reports).toContainEqual({ what: "archived", table: "longshore_setting", counts: { rows: 1 } });
      expect(await fingerprint(database)).toEqual([]);
      expect(await hasTable(database, "longshore_archive_longshore_worker")).toBe(false);
      await migrate(database);
      expect(await countRows(database, "longshore_setting")).toBe(1);
      expect(await checksum(database, everyColumn)).toBe(before);
      expect(await fingerprint(database)).toEqual(made);
      expect(await verify(database)).not.toContainEqual(
        expect.objectContaining({ object: expect.stringContaining("longshore_archive") }),
      );
    });

    it("is printed as it runs, forward and backward", async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 20);
      const ran: string[] = [];
      const recording = watched(database, (statement) => {
        if (isWrite(statement) && !/longshore_migration|QueryNode$/.test(statement)) ran.push(statement);
      });
      // An archive that keeps something is not dropped, though the plan has it.
      const isSkipped = ({ condition, statements }: Step) =>
        condition !== undefined && statements.some((statement) => statement.includes(archive));
      const planned = async (options: { target?: string }) =>
        (await plan(database, options))
          .flatMap(({ steps }) => steps.filter((step) => !isSkipped(step)))
          .flatMap(({ statements }) => statements.filter(isWrite));
      for (const options of [back, {}]) {
        ran.length = 0;
        const wanted = await planned(options);
        expect(wanted.some((statement) => statement.includes(archive))).toBe(true);
        await migrate(recording, options);
        expect(ran.map(withoutKeys)).toEqual(wanted.map(withoutKeys));
      }
    });
  });

  describe("guarantees 13 and 23: Django's own", () => {
    it("objects stay where they are, with their data, and its history is only read", async () => {
      const { url, database } = current;
      await loadDjangoFixture(url, "upstream");
      await insertBaselineJobs(database, 50, { retry_count: 1, max_retries: 2, priority: 70 });
      const before = await checksum(database, everyColumn);
      const history = async () =>
        JSON.stringify((await sql`select * from django_migrations order by id`.execute(database.query)).rows);
      const theirs = await history();
      await migrate(database);
      expect(await djangoCommand(database)).toBe(
        "python manage.py migrate container_manager 0002_containerjob_last_error_containerjob_last_error_at_and_more --fake",
      );
      await migrate(database, back);
      expect(await hasTable(database, archive)).toBe(false);
      expect(await checksum(database, everyColumn)).toBe(before);
      expect(await history()).toBe(theirs);
    });

    it("migration is the seed's where its history has none, and there is none without Django", async () => {
      expect(await djangoCommand(current.database)).toBeUndefined();
      await loadDjangoFixture(current.url, "initial");
      expect(await djangoCommand(current.database)).toBe(
        "python manage.py migrate container_manager XXXX_add_queue_fields --fake",
      );
    });
  });
}
