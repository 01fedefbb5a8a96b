import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { capabilitiesOf } from "../../src/database/capabilities.ts";
import { connect } from "../../src/database/connect.ts";
import { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { goBack } from "./adoption.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { checksum, insertBaselineJobs, job } from "./rows.ts";

describe("migrate on SQLite", () => {
  const current = databaseOfTest("sqlite");

  async function rows(query: string): Promise<unknown[]> {
    return (await sql.raw(query).execute(current.database.query)).rows;
  }

  it("guarantee 18: leaves others' triggers, views and indexes where they are", async () => {
    const { database } = current;
    await loadDjangoFixture(current.url, "upstream");
    for (const statement of [
      "CREATE TABLE seen (id char(32))",
      `CREATE TRIGGER theirs AFTER INSERT ON ${job} BEGIN INSERT INTO seen VALUES (new.id); END`,
      `CREATE VIEW their_view AS SELECT id, priority FROM ${job}`,
      `CREATE INDEX their_index ON ${job} (name) WHERE name <> ''`,
    ]) {
      await database.execute(statement);
    }
    const theirs = () => rows("SELECT name, sql FROM sqlite_master WHERE name LIKE 'their%' ORDER BY name");
    const before = await theirs();

    await migrate(database);
    await insertBaselineJobs(database, 3);
    expect(await theirs()).toEqual(before);
    expect(await rows("SELECT count(*) AS n FROM seen")).toEqual([{ n: 3 }]);
    expect(await rows("SELECT DISTINCT priority FROM their_view")).toEqual([{ priority: 50 }]);
    await goBack(database);
    expect(await theirs()).toEqual(before);
  });

  it("gives an existing column its default for other connections as well", async () => {
    await loadDjangoFixture(current.url, "upstream");
    const other = await connect(current.url);
    try {
      await other.query.selectFrom(job).selectAll().execute();
      await migrate(current.database);
      await insertBaselineJobs(other, 2);
      expect(await other.query.selectFrom(job).select("max_retries").execute()).toEqual([
        { max_retries: 3 },
        { max_retries: 3 },
      ]);
    } finally {
      await other.close();
    }
  });

  it("forbids writing to SQLite's own schema again afterwards", async () => {
    await loadDjangoFixture(current.url, "upstream");
    await migrate(current.database);
    await expect(
      current.database.execute(
        "UPDATE sqlite_master SET sql = 'CREATE TABLE x (y)' WHERE name = 'auth_user'",
      ),
    ).rejects.toThrow(/may not be modified/);
  });

  it("adds and drops checks in versions that have no ALTER for them", async () => {
    const version = [3, 45, 0] as const;
    const old = new Database(current.database.query, {
      ...current.database,
      display: current.database.display,
      version,
      capabilities: capabilitiesOf("sqlite", version),
    });
    await loadDjangoFixture(current.url, "upstream");
    await insertBaselineJobs(old, 10, { retry_count: 0, max_retries: 3, priority: 50 });
    const before = await checksum(old);
    const shape = await fingerprint(old);

    await migrate(old);
    expect(await driftOf(old)).toEqual([]);
    await expect(old.execute(`UPDATE ${job} SET priority = 101`)).rejects.toThrow(/check_priority_range/);

    await goBack(old);
    const without = (lines: string[]) => lines.filter((line) => !/NOT NULL/.test(line));
    expect(without(await fingerprint(old))).toEqual(without(shape));
    await old.execute(`UPDATE ${job} SET priority = 101`);
    expect(await checksum(old)).toBe(before);
    expect(await rows("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });
});
