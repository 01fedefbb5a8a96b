/** What is refused before the first change, on the servers. */
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../src/database/connect.ts";
import { type MigrateOptions, migrate } from "../../src/migrate/migrate.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { startPgbouncer } from "../support/servers/pgbouncer.ts";
import { runPostgres, startPostgres } from "../support/servers/postgres.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { wholeCatalog } from "./fingerprint.ts";
import { job } from "./rows.ts";

async function migrateAt(url: string, options: MigrateOptions = {}): Promise<void> {
  const database = await connect(url);
  await migrate(database, options).finally(() => database.close());
}

describe("on PostgreSQL, before anything is changed", () => {
  const current = databaseOfTest("postgres");

  async function refused(url: string, wanted: { code: string; message: RegExp }): Promise<void> {
    const before = await wholeCatalog(current.database);
    await expect(migrateAt(url)).rejects.toMatchObject({
      code: wanted.code,
      message: expect.stringMatching(wanted.message),
    });
    expect(await wholeCatalog(current.database)).toBe(before);
  }

  /** A user that may read everything, and the URL under its name. */
  async function reader(): Promise<string> {
    const name = `reader_${new URL(current.url).pathname.slice(1)}`;
    const client = new Client(current.url);
    await client.connect();
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'reads'`);
    await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${name}`);
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`);
    await client.end();
    const url = new URL(current.url);
    url.username = name;
    url.password = "reads";
    return url.href;
  }

  it("refuses who can read and cannot alter", async () => {
    await migrate(current.database, { target: "0001" });
    const url = await reader();
    await refused(url, {
      code: "MISSING_PRIVILEGE",
      message: /^reader_\w+ may not alter table \w+: only its owner may: migrate as longshore/,
    });
    await current.database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    await current.database.execute(`REVOKE CREATE ON SCHEMA public FROM ${new URL(url).username}`);
    await refused(url, {
      code: "MISSING_PRIVILEGE",
      message: /may not create anything in the schema public/,
    });
  });

  it("refuses sessions that may only read", async () => {
    const url = `${current.url}?options=${encodeURIComponent("-c default_transaction_read_only=on")}`;
    await refused(url, { code: "DATABASE_READ_ONLY", message: /default_transaction_read_only is on/ });
  });

  it("refuses a standby", async () => {
    const folder = makeFolder();
    onTestFinished(() => removeFolder(folder));
    // The server runs as another user.
    chmodSync(folder, 0o711);
    const [server, primary] = await startPostgres(path.join(folder, "postgres"));
    await primary.stop();
    writeFileSync(path.join(server.socketFolder, "data/standby.signal"), "");
    const standby = await runPostgres(server);
    onTestFinished(() => standby.stop());
    const { user, password, port } = server;
    await expect(
      migrateAt(`postgres://${user}:${password}@127.0.0.1:${port}/postgres`),
    ).rejects.toMatchObject({
      code: "DATABASE_READ_ONLY",
      message: expect.stringMatching(/it is a standby: migrate on its primary/),
    });
  });

  it("refuses a view under the name of a table", async () => {
    await current.database.execute(`CREATE VIEW ${job} AS SELECT 1 AS id`);
    await refused(current.url, { code: "SCHEMA_CONFLICT", message: /wanted a table; found a view/ });
  });

  it("refuses a pooler that keeps no sessions, and works through one that does", async () => {
    await using pooler = await startPgbouncer(current.url, "transaction");
    await refused(pooler.url, { code: "SHARED_SESSION", message: /pgbouncer.*direct connection/ });
    await using sessions = await startPgbouncer(current.url, "session");
    await migrateAt(sessions.url);
    expect(await driftOf(current.database)).toEqual([]);
    // Where nothing is left to do, nothing of a session is needed.
    await migrateAt(pooler.url);
  });
});

describe("on MariaDB, before anything is changed", () => {
  const current = databaseOfTest("mariadb");

  /** Runs statements as the administrator, and gives the URL for a user of that name. */
  async function asUser(name: string, ...statements: string[]): Promise<string> {
    const administrator = await createConnection(current.url.replace("mariadb:", "mysql:"));
    await administrator.query(`CREATE OR REPLACE USER ${name}@'%' IDENTIFIED BY 'reads'`);
    for (const statement of statements) await administrator.query(statement);
    await administrator.end();
    const url = new URL(current.url);
    url.username = name;
    url.password = "reads";
    return url.href;
  }

  const schema = () => new URL(current.url).pathname.slice(1);

  it("refuses who can read and cannot alter", async () => {
    await migrate(current.database, { target: "0001" });
    const url = await asUser("reader", `GRANT SELECT, INSERT, CREATE ON ${schema()}.* TO reader@'%'`);
    const before = await wholeCatalog(current.database);
    await expect(migrateAt(url)).rejects.toMatchObject({
      code: "MISSING_PRIVILEGE",
      message: expect.stringMatching(/^reader@% may not alter table \w+: GRANT ALTER/),
    });
    expect(await wholeCatalog(current.database)).toBe(before);
  });

  it("lets a user through who has the privileges from a role", async () => {
    const url = await asUser(
      "member",
      "CREATE ROLE IF NOT EXISTS keeper",
      `GRANT ALL ON ${schema()}.* TO keeper`,
      "GRANT keeper TO member@'%'",
      "SET DEFAULT ROLE keeper FOR member@'%'",
    );
    await migrate(current.database, { target: "0001" });
    await migrateAt(url);
    expect(await driftOf(current.database)).toEqual([]);
  });

  it("refuses a server that may only be read", async () => {
    const url = await asUser("plain", `GRANT ALL ON ${schema()}.* TO plain@'%'`);
    const before = await wholeCatalog(current.database);
    await current.database.execute("SET GLOBAL read_only = 1");
    try {
      await expect(migrateAt(url)).rejects.toMatchObject({
        code: "DATABASE_READ_ONLY",
        message: expect.stringMatching(/read_only is set/),
      });
      expect(await wholeCatalog(current.database)).toBe(before);
    } finally {
      await current.database.execute("SET GLOBAL read_only = 0");
    }
  });

  it("refuses a view under the name of a table", async () => {
    await current.database.execute(`CREATE VIEW ${job} AS SELECT 1 AS id`);
    await expect(migrate(current.database)).rejects.toThrow(/wanted a table; found a view/);
  });
});
