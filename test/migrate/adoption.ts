/** What `migrate` does with tables that Django, or the seed run by hand, has made. */
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "../../src/database/catalog/index.ts";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { serverKind } from "../../src/migrate/server-kind.ts";
import { sqlmigrate } from "../../src/migrate/sqlmigrate.ts";
import { verify } from "../../src/migrate/verify.ts";
import { claim } from "../../src/queue/claim.ts";
import { enqueue } from "../../src/queue/enqueue.ts";
import { defaultHost } from "../../src/queue/hosts/hosts.ts";
import { someWorker } from "../queue/claim-cost.ts";
import { createTestDatabase, type Engine } from "../support/databases.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint, wholeCatalog } from "./fingerprint.ts";
import { checksum, insertBaselineJobs, job } from "./rows.ts";
import { seedStatements } from "./seed-statements.ts";

export function adoption(engine: Engine): void {
  const current = databaseOfTest(engine);
  let clean: string[];

  beforeAll(async () => {
    const test = await createTestDatabase(engine);
    const database = await connect(test.url, { create: true });
    await migrate(database);
    clean = await fingerprint(database);
    await database.close();
    await test.drop();
  });

  /** Everything of a clean database is there, by definition; what else is there may be the others'. */
  async function expectClean(): Promise<void> {
    const found = await fingerprint(current.database);
    expect(clean.filter((line) => !found.includes(line))).toEqual([]);
    expect(await driftOf(current.database)).toEqual([]);
    await expectIntegrity(current.database);
  }

  async function djangoHistory(): Promise<string> {
    const { rows } = await sql`select * from django_migrations order by id`.execute(current.database.query);
    expect(rows.length).toBeGreaterThan(0);
    return JSON.stringify(rows);
  }

  describe("guarantees 1 and 13: Django's first migration (a)", () => {
    it("is adopted, and left alone on the way back", async () => {
      await loadDjangoFixture(current.url, "initial");
      await insertBaselineJobs(current.database, 100);
      const shape = await fingerprint(current.database);
      const history = await djangoHistory();
      const rows = await checksum(current.database);

      const results = await migrate(current.database);
      expect(results.map(({ name, outcome }) => `${name} ${outcome}`).slice(0, 2)).toEqual([
        "0001_initial adopted",
        "0002_add_queue_fields applied",
      ]);
      await expectClean();
      expect(await checksum(current.database)).toBe(rows);

      await goBack(current.database);
      expect(await fingerprint(current.database)).toEqual(shape);
      expect(await checksum(current.database)).toBe(rows);
      expect(await djangoHistory()).toBe(history);
    });
  });

  describe("guarantees 1, 11 and 13: Django's own queue fields (b)", () => {
    it("are adopted by definition, completed, and left alone on the way back", async () => {
      await loadDjangoFixture(current.url, "upstream");
      const shape = await outline(current.database);
      const history = await djangoHistory();

      await migrate(current.database);
      await expectClean();
      const added = (await outline(current.database)).filter(
        (line) => line.startsWith("index") && !shape.includes(line),
      );
      expect(added).toEqual([
        "index idx_containerjob_priority",
        "index idx_containerjob_priority_queue",
        "index idx_containerjob_queue_ready",
        ...(engine === "mariadb"
          ? []
          : ["index idx_containerjob_scheduled", "index longshore_claim_due_idx"]),
        "index longshore_claim_ready_idx",
      ]);
      const notes = (await verify(current.database)).map(({ object, message }) => `${object} ${message}`);
      expect(notes).toContainEqual(
        expect.stringMatching(/idx_containerjob_queue_retry is there as cjob_queue_retry_idx/),
      );
      expect(notes).toContainEqual(expect.stringMatching(/last_error is not ours/));

      await goBack(current.database);
      expect(await outline(current.database)).toEqual(shape);
      expect(await djangoHistory()).toBe(history);

      await migrate(current.database);
      await expectClean();
    });
  });

  describe("guarantee 1: the seed's migration (c), run by hand", () => {
    const statements = seedStatements(engine);

    it.each(statements.map((statement, place) => [place + 1, statement] as const))(
      "is completed after statement %i: %s",
      async (count) => {
        await loadDjangoFixture(current.url, "initial");
        for (const statement of statements.slice(0, count)) await current.database.execute(statement);
        const shape = await outline(current.database);
        await migrate(current.database);
        await expectClean();
        await goBack(current.database);
        expect(await outline(current.database)).toEqual(shape);
      },
    );
  });

  describe("guarantee 11: an index that statements name", () => {
    it("is built beside an equal one of another name, and a claim finds it", async () => {
      const { database } = current;
      await migrate(database, { target: "0006" });
      for (const statement of claimIndexes(engine)) {
        await database.execute(statement.replaceAll("longshore_claim", "their_claim"));
      }
      expect(await outline(database)).toContain("index their_claim_ready_idx");

      await migrate(database);
      await expectClean();
      const id = await enqueue(database, { command: ["true"] });
      const hosts = [(await defaultHost(database, "process")).id];
      const claimed = await claim(database, { worker: await someWorker(database), limit: 1, hosts });
      expect(claimed.map(({ attempt }) => attempt.jobId)).toEqual([id]);

      await migrate(database, { target: "0006" });
      expect(await outline(database)).toContain("index their_claim_ready_idx");
    });
  });

  describe("guarantees 11 and 14: a table that is not as it should be", () => {
    const conflicts: readonly (readonly [name: string, statement: string, message: RegExp])[] = [
      [
        "an index of another definition",
        `CREATE INDEX idx_containerjob_priority ON ${job} (name, status)`,
        /index .*idx_containerjob_priority.*wanted \(priority\); found \(name, status\)/,
      ],
      [
        "a column of another type",
        `ALTER TABLE ${job} ADD COLUMN queued_at varchar(20) NULL`,
        /column .*queued_at.*wanted .*(datetime|timestamp).*; found .*20\)/,
      ],
      [
        "a nullable column that should not be",
        `ALTER TABLE ${job} ADD COLUMN retry_count integer NULL`,
        /column .*retry_count.*wanted int\w* NOT NULL DEFAULT 0; found int\w* NULL/,
      ],
      [
        "another default",
        `ALTER TABLE ${job} ADD COLUMN priority integer DEFAULT 10 NOT NULL`,
        /column .*priority.*wanted int\w* NOT NULL DEFAULT 50; found int\w* NOT NULL DEFAULT 10/,
      ],
      [
        "a table of the name that is none of ours",
        "CREATE TABLE longshore_attempt (id integer)",
        /table longshore_attempt .*wanted columns job_id, .*; found columns id/,
      ],
    ];

    it.each(conflicts)("is refused before anything is changed: %s", async (_, statement, message) => {
      await loadDjangoFixture(current.url, "initial");
      await current.database.execute(statement);
      const before = await wholeCatalog(current.database);
      await expect(migrate(current.database)).rejects.toThrow(message);
      await expect(migrate(current.database)).rejects.toMatchObject({ code: "SCHEMA_CONFLICT", exitCode: 1 });
      expect(await wholeCatalog(current.database)).toBe(before);
    });

    it("is refused where rows violate a check, before anything is changed", async () => {
      await loadDjangoFixture(current.url, "initial");
      await insertBaselineJobs(current.database, 5);
      await current.database.execute(`ALTER TABLE ${job} ADD COLUMN priority integer DEFAULT 50 NOT NULL`);
      await current.database.execute(`UPDATE ${job} SET priority = 150 WHERE exit_code IS NULL`);
      const before = await wholeCatalog(current.database);
      await expect(migrate(current.database)).rejects.toMatchObject({
        code: "ROWS_VIOLATE_CHECK",
        message: expect.stringMatching(/^4 rows of .*check_priority_range.*priority 150/),
      });
      expect(await wholeCatalog(current.database)).toBe(before);

      await current.database.execute(`UPDATE ${job} SET priority = 100 WHERE priority > 100`);
      await migrate(current.database);
      await expectClean();
    });
  });
}

/** As far as can be: what Django made stays, and nothing of ours does. */
export async function goBack(database: Database): Promise<void> {
  const before = await wholeCatalog(database);
  await expect(migrate(database, { target: "zero" })).rejects.toMatchObject({ code: "ADOPTED_BASELINE" });
  expect(await wholeCatalog(database)).toBe(before);
  await migrate(database, { target: "0001" });
  await migrate(database, { target: "zero", fake: true });
}

/** The statements that make the indexes of the claim. */
function claimIndexes(engine: Engine): string[] {
  const lines = sqlmigrate("0007", serverKind(engine)).split("\n");
  return lines.filter((line) => /^(CREATE|ALTER).*longshore_claim/.test(line));
}

/** The names of the job table's columns and indexes, and its checks. */
async function outline(database: Database): Promise<string[]> {
  const table = (await readCatalog(database, [job])).get(job);
  return [
    ...(table?.columns ?? []).map((column) => `column ${column.name}`),
    ...(table?.indexes ?? []).map((index) => `index ${index.name}`),
    ...(table?.checks ?? []).map((check) => `check ${check.expression}`),
  ].sort();
}

async function expectIntegrity({ dialect, query }: Database): Promise<void> {
  if (dialect !== "sqlite") return;
  expect((await sql`pragma integrity_check`.execute(query)).rows).toEqual([{ integrity_check: "ok" }]);
  expect((await sql`pragma foreign_key_check`.execute(query)).rows).toEqual([]);
}
