/** Guarantee 10: Ctrl-C stops a migration cleanly, and it tells how far it is and whom it waits for. */
import { sql } from "kysely";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { spawnCli } from "../support/cli.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { insertQueuedJobs, multiplyJobs } from "./queued-jobs.ts";
import { insertBaselineJobs, job } from "./rows.ts";
import { mariadbBuild, untilOrEnded } from "./until.ts";

const stopped = /^longshore: interrupted at ".+"; "longshore migrate" goes on from there, and mends/;

describe("guarantee 10: Ctrl-C on PostgreSQL", () => {
  const current = databaseOfTest("postgres");

  it("cancels a build that waits, leaves nothing locked, and the next run goes on", async () => {
    const { database, url } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 10);
    const other = new Client(url);
    // A test that fails drops the database under it.
    other.on("error", () => {});
    await other.connect();
    const { rows: own } = await other.query("SELECT pg_backend_pid() AS pid");
    await other.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await other.query("SELECT 1 FROM pg_class");

    await using cli = spawnCli(["--database", url, "migrate"]);
    await cli.waitForLine(/^ {2}add index \w+ to \w+: waiting for old snapshots, waits for pid/);
    const [waiting] = await cli.waitForLine(/waits for .*/);
    expect(waiting).toMatch(
      new RegExp(`waits for pid ${own[0].pid}, open since 2.*Z, query SELECT 1 FROM pg_class`),
    );
    cli.kill("SIGINT");
    const { code, stderr } = await cli.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(stopped);

    const left = await sql`select 1 from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and (l.locktype = 'advisory' or l.mode like 'ShareUpdate%')`.execute(
      database.query,
    );
    expect(left.rows).toEqual([]);
    await other.query("COMMIT");
    await other.end();
    await migrate(database);
    expect(await driftOf(database)).toEqual([]);
  });

  it("stops one that waits for another migrator", async () => {
    const { url, database } = current;
    const other = new Client(url);
    // A test that fails drops the database under it.
    other.on("error", () => {});
    await other.connect();
    await migrate(database, { target: "0001" });
    await other.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await other.query("SELECT 1 FROM pg_class");
    await using first = spawnCli(["--database", url, "migrate"]);
    await first.waitForLine(/waits for pid/);
    await using second = spawnCli(["--database", url, "migrate"]);
    await second.waitForLine(/Another migration is at work/);
    second.kill("SIGINT");
    expect((await second.ended).code).toBe(130);
    await other.query("COMMIT");
    await other.end();
    expect((await first.ended).code).toBe(0);
  });
});

describe("guarantee 10: Ctrl-C on MariaDB", () => {
  const current = databaseOfTest("mariadb");

  it("stops a migration that waits for a lock, names who has it, and the next run goes on", async () => {
    const { database, url } = current;
    await migrate(database, { target: "0001" });
    await insertBaselineJobs(database, 10);
    const other = await createConnection(url.replace("mariadb:", "mysql:"));
    await other.query("BEGIN");
    await other.query(`SELECT count(*) FROM ${job}`);

    await using cli = spawnCli(["--database", url, "migrate"]);
    const [line] = await cli.waitForLine(/got no lock .*/);
    expect(line).toMatch(
      new RegExp(`got no lock \\(pid ${other.threadId}, open since .*Z, query none at the moment\\)`),
    );
    cli.kill("SIGINT");
    const { code, stderr } = await cli.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(stopped);
    await other.query("COMMIT");
    await other.end();
    await migrate(database);
    expect(await driftOf(database)).toEqual([]);
  });

  it("cancels an index build in its midst, and the next run builds it", async () => {
    const { database, url } = current;
    await migrate(database);
    await insertQueuedJobs(database, 100);
    await multiplyJobs(database, 600);
    const made = await fingerprint(database);
    let error: unknown;
    // A build takes an instant: it is not always caught in the act.
    while (error === undefined) {
      await database.execute(`ALTER TABLE ${job} DROP INDEX idx_containerjob_status_queue`);
      const migrator = await connect(url);
      const stopping = new AbortController();
      const failure = migrate(migrator, { signal: stopping.signal }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      await untilOrEnded(database, mariadbBuild, failure);
      stopping.abort();
      error = await failure;
      await migrator.close();
    }
    expect(error).toMatchObject({
      code: "MIGRATION_INTERRUPTED",
      message: expect.stringMatching(/^interrupted at "add index idx_containerjob_status_queue/),
    });
    expect(await driftOf(database)).toEqual([expect.stringMatching(/status_queue .* is missing/)]);
    await migrate(database);
    expect(await fingerprint(database)).toEqual(made);
  });
});
