import { Client } from "pg";
import { loadDjangoFixture } from "../../../test/support/django.ts";
import { startPostgres } from "../../../test/support/servers/postgres.ts";
import { bareFile, type Contender, django, longshore } from "../contenders.ts";
import { insertHost, insertRows } from "../rows.ts";
import type { StartEngine } from "./engine.ts";

/** A small server's usual settings. All else is as it comes, durability above all. */
const settings = { shared_buffers: "1GB", max_wal_size: "8GB" };

const contenders: readonly Contender[] = [
  psql("bare statements", "postgres.sql"),
  psql("bare, CONCURRENTLY", "postgres-concurrent.sql"),
  django,
  longshore,
];

function psql(name: string, file: string): Contender {
  const options = ["--no-psqlrc", "--echo-queries", "--set", "ON_ERROR_STOP=1"];
  return {
    name,
    command: (url) => ({ program: "psql", args: [...options, "--file", bareFile(file), url] }),
  };
}

export const startPostgresEngine: StartEngine = async (folder) => {
  const [{ user, password, port }, service] = await startPostgres(folder, settings);
  const urlOf = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const run = async (database: string, ...statements: string[]): Promise<Record<string, string>[]> => {
    const client = new Client(urlOf(database));
    await client.connect();
    try {
      let rows: Record<string, string>[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.end();
    }
  };
  const [version] = await run("postgres", "SHOW server_version");
  const shown = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return {
    dialect: "postgres",
    description: `PostgreSQL ${version?.server_version}, ${shown.join(", ")}`,
    contenders,
    async fill(rows) {
      await run("postgres", "CREATE DATABASE filled");
      await loadDjangoFixture(urlOf("filled"), "initial");
      await run("filled", insertHost("postgres"), insertRows("postgres", rows), "VACUUM (FREEZE, ANALYZE)");
    },
    async copy() {
      // Files are copied between two checkpoints, so that no contender inherits work of the one before it.
      await run("postgres", "CREATE DATABASE bench TEMPLATE filled STRATEGY FILE_COPY");
      return urlOf("bench");
    },
    async change(statement) {
      await run("bench", statement, "VACUUM (ANALYZE)", "CHECKPOINT");
    },
    async drop() {
      await run("postgres", "DROP DATABASE bench WITH (FORCE)");
    },
    stop: service.stop,
  };
};
