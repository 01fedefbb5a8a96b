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
import { driftOf, job, useDatabase } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { baselineColumns, checksum, countJobs, insertBaselineJobs } from "./rows.ts";
import { spawnMigrator } from "./spawn-migrator.ts";
import { isWrite, watched } from "./watched.ts";

const archive = `longshore_archive_0002_${job}`;
const queueColumns = ["queued_at", "scheduled_for", "launched_at", "retry_count", "max_retries", "priority"];
const everyColumn = [...baselineColumns, ...queueColumns];

/** Jobs of which four in five have something in the queue's columns. */
async function insertQueuedJobs(database: Database, count: number): Promise<void> {
  await insertBaselineJobs(database, count);
  const at = (text: string) => `'2025-03-04 05:06:${text}'`;
  const update = (set: string, where: string) => database.execute(`UPDATE ${job} SET ${set} WHERE ${where}`);
  await update(`queued_at = ${at("07.123456")}, priority = 80`, "timeout_seconds % 5 = 1");
  await update(`scheduled_for = ${at("08")}, queued_at = ${at("07")}`, "timeout_seconds % 5 = 2");
  await update(`launched_at = ${at("09.000001")}, retry_count = 2`, "timeout_seconds % 5 = 3");
  await update("max_retries = 0, priority = 0", "timeout_seconds % 5 = 4");
}

async function hasTable(database: Database, name: string): Promise<boolean> {
  return (await readCatalog(database, [name])).has(name);
}

async function countRows(database: Database, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
    database.query,
  );
  return Number(rows[0]?.n);
}

const back = { target: "0001" };

async function reportsOf(
  database: Database,
  options: Parameters<typeof migrate>[1] = {},
): Promise<DataReport[]> {
  return (await migrate(database, options)).flatMap(({ reports }) => reports);
}

export function archives(engine: Engine): void {
  const current = useDatabase(engine);
  const many = 20_000;

  describe("guarantees 2 and 12: what going back drops", () => {
    it("comes back exactly, in every column of every row", { timeout: 240_000 }, async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, many);
      const before = await checksum(database, everyColumn);
      const baseline = await checksum(database);
      const made = await fingerprint(database);

      expect(await reportsOf(database, back)).toContainEqual({
        what: "archived",
        table: job,
        counts: { rows: (many * 4) / 5 },
      });
      expect(await checksum(database)).toBe(baseline);
      expect(await countRows(database, archive)).toBe((many * 4) / 5);
      expect(await verify(database)).toContainEqual(
        expect.objectContaining({ kind: "note", object: `table ${archive}` }),
      );

      expect(await reportsOf(database)).toEqual([
        { what: "restoring", table: job, counts: { rows: (many * 4) / 5 } },
        { what: "restored", table: job, counts: { gone: 0, kept: 0 } },
      ]);
      expect(await checksum(database, everyColumn)).toBe(before);
      expect(await fingerprint(database)).toEqual(made);
      expect(await hasTable(database, archive)).toBe(false);
      expect(await countJobs(database)).toBe(many);
    });

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
        if (/^(with picked|update `?longshore_archive)/i.test(statement)) {
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
        condition?.repeat === false && statements.some((statement) => statement.includes(archive));
      const planned = async (options: { target?: string }) =>
        (await plan(database, options))
          .flatMap(({ steps }) => steps.filter((step) => !isSkipped(step)))
          .flatMap(({ statements }) => statements.filter(isWrite));
      for (const options of [back, {}]) {
        ran.length = 0;
        const wanted = await planned(options);
        expect(wanted.some((statement) => statement.includes(archive))).toBe(true);
        await migrate(recording, options);
        expect(ran).toEqual(wanted);
      }
    });
  });

  describe("guarantees 7 and 12: killed with SIGKILL at any statement", () => {
    it("backward and forward, no value is lost", { timeout: 300_000 }, async () => {
      const { url, database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 60);
      const target = { target: "0001" };
      const before = await checksum(database, everyColumn);
      const count = async (options: { target?: string }) => {
        let writes = 0;
        await migrate(
          watched(database, (statement) => {
            if (isWrite(statement)) writes++;
          }),
          options,
        );
        return writes;
      };
      const down = await count(target);
      const up = await count({});
      // SQLite rolls all of them back alike.
      const stride = engine === "sqlite" ? 8 : 1;
      const killAt = async (statement: number, options: { target?: string }) => {
        await using migrator = spawnMigrator();
        expect(await migrator.run({ url, killAt: statement, ...options })).toBe("SIGKILL");
      };
      for (let statement = 0; statement < Math.max(up, down); statement += stride) {
        if (statement < down) await killAt(statement, target);
        await migrate(database, target);
        if (statement < up) await killAt(statement, {});
        await migrate(database);
        expect(await checksum(database, everyColumn), `at statement ${statement}`).toBe(before);
        expect(await hasTable(database, archive)).toBe(false);
      }
      // Killed on the way back, and then forward after all.
      // Turning round differs less from statement to statement: some of them will do.
      for (let statement = 0; statement < down; statement += stride * 4) {
        await killAt(statement, target);
        await migrate(database);
        expect(await checksum(database, everyColumn), `turned round at ${statement}`).toBe(before);
      }
      expect(await driftOf(database)).toEqual([]);
    });
  });

  describe("guarantee 24: fifty cycles", () => {
    it("end where they began, with all data", { timeout: 300_000 }, async () => {
      const { database } = current;
      await migrate(database);
      await insertQueuedJobs(database, 100);
      const before = await checksum(database, everyColumn);
      const made = await fingerprint(database);
      for (let cycle = 0; cycle < 50; cycle++) {
        await migrate(database, back);
        await migrate(database);
      }
      expect(await checksum(database, everyColumn)).toBe(before);
      expect(await fingerprint(database)).toEqual(made);
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
