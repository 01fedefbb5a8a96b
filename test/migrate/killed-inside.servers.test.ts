/** Guarantee 7: killed inside the statements that take long. */
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.ts";
import addQueueFields from "../../src/migrations/0002_add_queue_fields.ts";
import { databaseOfTest } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { insertQueuedJobs, multiplyJobs } from "./queued-jobs.ts";
import { insertBaselineJobs, job } from "./rows.ts";
import { spawnMigrator } from "./spawn-migrator.ts";
import { mariadbBuild, until, untilOrEnded } from "./until.ts";

const indexes = addQueueFields.operations.flatMap((operation) =>
  operation.kind === "addIndex" ? [operation.index.name] : [],
);

describe("guarantee 7: killed with SIGKILL inside a concurrent build", () => {
  const current = databaseOfTest("postgres");
  const waiting = (statement: string) => `SELECT 1 FROM pg_stat_activity
    WHERE query LIKE '${statement}%' AND wait_event_type = 'Lock' AND datname = current_database()`;

  /** Starts a migrator, kills it while `statement` waits for somebody's transaction, and migrates again. */
  async function killWithin(statement: string, theirs: string, target?: string): Promise<void> {
    const { url, database } = current;
    const other = new Client(url);
    other.on("error", () => {});
    await other.connect();
    await using migrator = spawnMigrator(url);
    try {
      await other.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      await other.query(theirs);
      const ended = migrator.run(target === undefined ? {} : { target });
      await until(database, waiting(statement));
      migrator.kill();
      expect(await ended).toBe("SIGKILL");
      await other.query("COMMIT");
    } finally {
      await other.end();
    }
    await migrate(database, target === undefined ? {} : { target });
  }

  it("of any index, forward", async () => {
    const { database } = current;
    await migrate(database);
    await insertBaselineJobs(database, 10);
    const made = await fingerprint(database);
    expect(indexes).toHaveLength(9);
    for (const index of indexes) {
      await database.execute(`DROP INDEX ${index}`);
      await killWithin("CREATE INDEX CONCURRENTLY", "SELECT 1 FROM pg_class");
      expect(await fingerprint(database), index).toEqual(made);
    }
  });

  it("while one is dropped, backward", async () => {
    const { database } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 10);
    const before = await fingerprint(database);
    await migrate(database);
    await killWithin("DROP INDEX CONCURRENTLY", `SELECT count(*) FROM ${job}`, "0001");
    expect(await fingerprint(database)).toEqual(before);
  });

  it("leaves nobody behind who would keep its locks while somebody's transaction is open", async () => {
    const { url, database } = current;
    await migrate(database, { target: "0001" });
    const other = new Client(url);
    await other.connect();
    await other.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await other.query("SELECT 1 FROM pg_class");
    await using migrator = spawnMigrator(url);
    const ended = migrator.run({});
    await until(database, waiting("CREATE INDEX CONCURRENTLY"));
    migrator.kill();
    await ended;
    await until(
      database,
      `SELECT 1 WHERE NOT EXISTS (${waiting("CREATE INDEX CONCURRENTLY")})
        AND NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
    );
    expect((await other.query("SELECT 1 AS open")).rows).toEqual([{ open: 1 }]);
    await other.query("COMMIT");
    await other.end();
  });
});

describe("guarantee 7: killed with SIGKILL inside an index build on MariaDB", () => {
  const current = databaseOfTest("mariadb");

  it("of any index", async () => {
    const { url, database } = current;
    await migrate(database);
    await insertQueuedJobs(database, 100);
    await multiplyJobs(database, 300);
    const made = await fingerprint(database);
    for (const index of indexes) {
      let signal: NodeJS.Signals | null = null;
      // A build takes an instant: it is not always caught in the act.
      while (signal === null) {
        await database.execute(`ALTER TABLE ${job} DROP INDEX ${index}`);
        await using migrator = spawnMigrator(url);
        const ended = migrator.run({});
        await untilOrEnded(database, mariadbBuild, ended);
        migrator.kill();
        signal = await ended;
      }
      expect(signal).toBe("SIGKILL");
      await migrate(database);
      expect(await fingerprint(database), index).toEqual(made);
    }
  });
});
