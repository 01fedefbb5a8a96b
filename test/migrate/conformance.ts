/** What `migrate` promises on every database. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { inspect } from "../../src/migrate/inspect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { verify } from "../../src/migrate/verify.ts";
import { migrations } from "../../src/migrations/index.ts";
import { createTestDatabase, type Engine, type TestDatabase } from "../support/databases.ts";
import { fingerprint } from "./fingerprint.ts";
import { baselineColumns, checksum, countJobs, insertBaselineJobs, job } from "./rows.ts";
import { isDdl, watched } from "./watched.ts";

/** A database for each test, and the means to look at it. */
export function databaseOfTest(engine: Engine): { readonly url: string; readonly database: Database } {
  const current: { test?: TestDatabase; database?: Database } = {};
  beforeEach(async () => {
    current.test = await createTestDatabase(engine);
    current.database = await connect(current.test.url, { create: true });
  });
  afterEach(async () => {
    await current.database?.close();
    await current.test?.drop();
  });
  return {
    get url() {
      return current.test?.url as string;
    },
    get database() {
      return current.database as Database;
    },
  };
}

export async function driftOf(database: Database): Promise<string[]> {
  const differences = await verify(database);
  return differences
    .filter(({ kind }) => kind === "drift")
    .map(({ object, message }) => `${object} ${message}`);
}

export function conformance(engine: Engine): void {
  const current = databaseOfTest(engine);

  describe("from nothing", () => {
    it("makes every declared table, index and check", async () => {
      const results = await migrate(current.database);
      expect(results.map(({ name, outcome }) => [name, outcome])).toEqual(
        migrations.map(({ name }) => [name, "applied"]),
      );
      expect(await driftOf(current.database)).toEqual([]);
      expect(await migrate(current.database)).toEqual([]);
    });

    it("gives the job table the seed's columns, indexes and checks", async () => {
      await migrate(current.database);
      const [table] = await inspect(current.database, job);
      const columns = Object.fromEntries((table?.columns ?? []).map((column) => [column.name, column]));
      const moment = { nullable: true, default: null };
      expect(columns).toMatchObject({
        queued_at: { ...moment, comment: "When job was added to queue for execution" },
        scheduled_for: { ...moment, comment: "When job should be launched (for scheduled execution)" },
        launched_at: { ...moment, comment: "When job container was actually launched" },
        retry_count: { nullable: false, default: "0", comment: "Number of launch attempts made" },
        max_retries: { nullable: false, default: "3", comment: "Maximum launch attempts before giving up" },
        priority: {
          nullable: false,
          default: "50",
          comment: "Job priority (0-100, higher numbers = higher priority)",
        },
      });
      expect(table?.columns.slice(-6).map((column) => column.name)).toEqual([
        "queued_at",
        "scheduled_for",
        "launched_at",
        "retry_count",
        "max_retries",
        "priority",
      ]);
      const indexes = (table?.indexes ?? []).filter(({ name }) => name.startsWith("idx_containerjob_"));
      expect(Object.fromEntries(indexes.map(({ name, columns, where }) => [name, [columns, where]]))).toEqual(
        {
          idx_containerjob_queued_at: [["queued_at"], null],
          idx_containerjob_launched_at: [["launched_at"], null],
          idx_containerjob_scheduled_for: [["scheduled_for"], null],
          idx_containerjob_priority: [["priority"], null],
          idx_containerjob_queue_retry: [["queued_at", "retry_count"], null],
          idx_containerjob_status_queue: [["status", "queued_at"], null],
          ...(engine === "mariadb"
            ? {
                idx_containerjob_queue_ready: [["launched_at", "queued_at"], null],
                idx_containerjob_scheduled: [["scheduled_for", "queued_at"], null],
                idx_containerjob_priority_queue: [["launched_at", "priority DESC", "queued_at"], null],
              }
            : {
                idx_containerjob_queue_ready: [
                  ["queued_at", "launched_at"],
                  "queued_at IS NOT NULL AND launched_at IS NULL",
                ],
                idx_containerjob_scheduled: [["scheduled_for", "queued_at"], "scheduled_for IS NOT NULL"],
                idx_containerjob_priority_queue: [["priority DESC", "queued_at"], "queued_at IS NOT NULL"],
              }),
        },
      );
      expect(table?.checks).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            name: "check_priority_range",
            expression: "priority >= 0 AND priority <= 100",
            validated: true,
          }),
          expect.objectContaining({ name: "check_retry_count_positive", expression: "retry_count >= 0" }),
          expect.objectContaining({ name: "check_max_retries_positive", expression: "max_retries >= 0" }),
        ]),
      );
    });

    it("guarantee 15: says why an index or a check is not as the seed has it", async () => {
      await migrate(current.database);
      const notes = (await verify(current.database)).map(({ object, message }) => `${object} ${message}`);
      if (engine === "postgres") expect(notes).toEqual([]);
      if (engine === "sqlite") expect(notes).toEqual([expect.stringMatching(/comments/)]);
      if (engine === "mariadb") {
        for (const name of ["queue_ready", "scheduled", "priority_queue"]) {
          expect(notes).toContainEqual(expect.stringMatching(new RegExp(`${name}.*stands in for.*WHERE`)));
        }
        expect(notes.filter((text) => /^check/.test(text))).toHaveLength(3);
        const ours = notes.filter((text) => text.includes("longshore_"));
        expect(ours).toEqual(ours.map(() => expect.stringMatching(/stands in for.*WHERE/)));
        expect(notes.length - ours.length).toBe(6);
      }
    });

    it("undoes everything at zero, and leaves nothing behind", async () => {
      const before = await fingerprint(current.database);
      await migrate(current.database);
      await migrate(current.database, { target: "zero" });
      expect(await fingerprint(current.database)).toEqual(before);
      expect(before).toEqual([]);
    });
  });

  describe("rows", () => {
    it("guarantee 2: come through forward, backward and forward unchanged", async () => {
      const { database } = current;
      await migrate(database, { target: "0001" });
      await insertBaselineJobs(database, 1000);
      const before = await checksum(database);

      await migrate(database);
      expect(await checksum(database)).toBe(before);
      const defaults = await database.query
        .selectFrom(job)
        .select(["queued_at", "scheduled_for", "launched_at", "retry_count", "max_retries", "priority"])
        .distinct()
        .execute();
      expect(defaults).toEqual([
        {
          queued_at: null,
          scheduled_for: null,
          launched_at: null,
          retry_count: 0,
          max_retries: 3,
          priority: 50,
        },
      ]);

      await migrate(database, { target: "0001" });
      expect(await checksum(database)).toBe(before);
      await migrate(database);
      expect(await checksum(database)).toBe(before);
      expect(await countJobs(database)).toBe(1000);
      expect(baselineColumns).toHaveLength(28);
    });

    it("guarantee 3: get the defaults where a writer knows only the old columns", async () => {
      await migrate(current.database);
      await insertBaselineJobs(current.database, 1);
      expect(
        await current.database.query
          .selectFrom(job)
          .select(["retry_count", "max_retries", "priority"])
          .execute(),
      ).toEqual([{ retry_count: 0, max_retries: 3, priority: 50 }]);
    });

    it.each([
      ["priority", -1],
      ["priority", 101],
      ["retry_count", -1],
      ["max_retries", -1],
    ] as const)("guarantee 14: are refused with %s %i", async (column, value) => {
      const { database } = current;
      await migrate(database);
      await insertBaselineJobs(database, 1);
      const set = (to: number) =>
        database.query
          .updateTable(job)
          .set({ [column]: to })
          .execute();
      await expect(set(value)).rejects.toThrow(/check|constraint/i);
      await set(0);
      if (column === "priority") await set(100);
    });
  });

  describe("guarantees 7 and 18: stopped", () => {
    it.each([
      ["forward", undefined, "zero"],
      ["backward", "zero", undefined],
    ])("%s at a statement, goes on from there", async (_, target, back) => {
      const { database } = current;
      const to = (place: string | undefined) => (place === undefined ? {} : { target: place });
      await migrate(database, to(back));
      let statements = 0;
      await migrate(
        watched(database, (statement) => {
          if (isDdl(statement)) statements++;
        }),
        to(target),
      );
      const wanted = await fingerprint(database);
      await migrate(database, to(back));

      expect(statements).toBeGreaterThan(20);
      for (const stop of stopsIn(statements, engine)) {
        let seen = 0;
        const fragile = watched(database, (statement) => {
          if (isDdl(statement) && seen++ === stop) throw new Error("stopped");
        });
        await expect(migrate(fragile, to(target))).rejects.toThrow("stopped");
        await migrate(database, to(target));
        expect(await fingerprint(database), `stopped at statement ${stop} of ${statements}`).toEqual(wanted);
        await migrate(database, to(back));
      }
    });
  });
}

/** The first and last statements and some between: killed.ts goes through all of them, one migration at a time. */
function stopsIn(statements: number, engine: Engine): number[] {
  const stride = engine === "sqlite" ? 24 : 8;
  const all = Array.from({ length: statements }, (_, number) => number);
  return all.filter((number) => number < 2 || number >= statements - 2 || number % stride === 0);
}
