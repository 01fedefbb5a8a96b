import { sql } from "kysely";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import type { MigrateProgress } from "../../src/migrate/progress.ts";
import { verify } from "../../src/migrate/verify.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { insertBaselineJobs, job } from "./rows.ts";

describe("migrate on PostgreSQL", () => {
  const current = databaseOfTest("postgres");

  /** Somebody else's connection, with a transaction open. */
  async function openTransaction(statement: string): Promise<Client & AsyncDisposable> {
    const client = new Client(current.url);
    // A test that fails drops the database under it.
    client.on("error", () => {});
    await client.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await client.query(statement);
    return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
  }

  /** Starts a migration and waits until it tells of something. */
  async function migrateUntil(url: string, wanted: (progress: MigrateProgress) => boolean) {
    const database = await connect(url);
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    const done = migrate(database, {
      onProgress: (progress) => {
        if (wanted(progress)) resolve();
      },
    }).finally(() => database.close());
    // A failure is for whoever waits for the end.
    done.catch(() => {});
    await Promise.race([reached, done]);
    return { done };
  }

  it("mends what a connection lost within a concurrent build left behind", async () => {
    const { database } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 10);
    await using reader = await openTransaction("SELECT 1 FROM pg_class");
    // The first build waits for the transaction.
    const { done } = await migrateUntil(current.url, isBuilding);
    await waitForBuild();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'CREATE INDEX CONCURRENTLY%' and pid <> pg_backend_pid()`.execute(database.query);
    await expect(done).rejects.toThrow();
    await reader.query("COMMIT");

    expect(await driftOf(database)).toContainEqual(expect.stringMatching(/queue_ready is invalid/));
    await migrate(database);
    expect(await verify(database)).toEqual([]);
  });

  const isBuilding = (progress: MigrateProgress) =>
    progress.kind === "step" && progress.description.startsWith("add index");

  async function waitForBuild(): Promise<void> {
    for (;;) {
      const { rows } = await sql`select 1 from pg_stat_activity
        where query like 'CREATE INDEX CONCURRENTLY%' and wait_event_type = 'Lock'`.execute(
        current.database.query,
      );
      if (rows.length > 0) return;
    }
  }

  it("guarantee 8: builds an invalid index again, whoever left it", async () => {
    const { database } = current;
    await migrate(database);
    await database.execute(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_containerjob_scheduled'::regclass",
    );
    expect(await driftOf(database)).toContainEqual(expect.stringMatching(/scheduled is invalid/));
    expect(await migrate(database)).toMatchObject([{ name: "0002_add_queue_fields", outcome: "repaired" }]);
    expect(await verify(database)).toEqual([]);
  });

  it("builds indexes to the end whatever time-outs its role has", async () => {
    await migrate(current.database, { target: "0001" });
    await using reader = await openTransaction("SELECT 1 FROM pg_class");
    const url = `${current.url}?options=${encodeURIComponent("-c lock_timeout=20ms -c statement_timeout=200ms")}`;
    const { done } = await migrateUntil(url, isBuilding);
    await waitForBuild();
    await reader.query("SELECT pg_sleep(0.5)");
    await reader.query("COMMIT");
    await done;
    expect(await verify(current.database)).toEqual([]);
  });

  it("tells of rows that came to violate a check after they were tested, and goes on once they are mended", async () => {
    const { database } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 5);
    await database.execute(`ALTER TABLE ${job} ADD COLUMN priority integer DEFAULT 50 NOT NULL`);
    await using writer = await openTransaction(`UPDATE ${job} SET priority = 150`);
    const { done } = await migrateUntil(current.url, (progress) => progress.kind === "retry");
    await writer.query("COMMIT");
    await expect(done).rejects.toMatchObject({ code: "ROWS_VIOLATE_CHECK" });

    await database.execute(`UPDATE ${job} SET priority = 50`);
    await migrate(database);
    expect(await verify(database)).toEqual([]);
  });

  it("says at which step it stopped, and why, and goes on from there", async () => {
    const { database } = current;
    await migrate(database, { target: "0001" });
    await database.execute("CREATE TABLE other (id integer)");
    await database.execute("CREATE INDEX idx_containerjob_scheduled ON other (id)");
    await expect(migrate(database)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringMatching(
        /^0002_add_queue_fields stopped at "add index idx_containerjob_scheduled .*already exists/,
      ),
    });
    await database.execute("DROP TABLE other");
    await migrate(database);
    expect(await verify(database)).toEqual([]);
  });

  it("works in the schema that the connection names, and sees no other", async () => {
    await migrate(current.database);
    await current.database.execute("CREATE SCHEMA app");
    const url = `${current.url}?options=${encodeURIComponent("-c search_path=app")}`;
    const database = await connect(url);
    try {
      expect(await driftOf(database)).toContain(`table ${job} is missing`);
      await migrate(database);
      expect(await verify(database)).toEqual([]);
      await migrate(database, { target: "zero" });
    } finally {
      await database.close();
    }
    expect(await verify(current.database)).toEqual([]);
  });
});
