/** Databases to test on: one fresh and empty for each test that asks. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { describe, inject } from "vitest";
import type { Engine } from "./context.ts";
import { makeDataFolder, removeFolder } from "./folder.ts";
import type { Servers } from "./servers/setup.ts";

export type { Engine } from "./context.ts";

export interface TestDatabase {
  /** As Longshore takes it. */
  readonly url: string;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** The engines of this Vitest project: SQLite in `*.test.ts`, the servers in `*.servers.test.ts`. */
export const engines: readonly Engine[] = inject("engines");

/** Runs a suite once for each engine of this project. */
export function forEachEngine(name: string, suite: (engine: Engine) => void): void {
  describe.each(engines)(`${name} on %s`, suite);
}

/** @param servers others than those of all tests */
export async function createTestDatabase(
  engine: Engine,
  servers: Partial<DatabaseServers> = inject("servers"),
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  return create[engine](name, servers as DatabaseServers);
}

export type DatabaseServers = Pick<Servers, "postgres" | "mariadb">;

const create: Record<Engine, (name: string, servers: DatabaseServers) => Promise<TestDatabase>> = {
  async sqlite(name) {
    const folder = makeDataFolder();
    return { url: `sqlite:${path.join(folder, `${name}.db`)}`, drop: async () => removeFolder(folder) };
  },

  async postgres(name, servers) {
    const { user, password, port } = servers.postgres;
    const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
    const administer = async (statement: string) => {
      const client = new Client(url("postgres"));
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };
    await administer(`CREATE DATABASE ${name}`);
    return { url: url(name), drop: () => administer(`DROP DATABASE ${name} WITH (FORCE)`) };
  },

  async mariadb(name, servers) {
    const { user, password, port } = servers.mariadb;
    const url = (scheme: string, database: string) =>
      `${scheme}://${user}:${password}@127.0.0.1:${port}/${database}`;
    const administer = async (statement: string) => {
      const connection = await createConnection(url("mysql", "mysql"));
      await connection.query(statement).finally(() => connection.end());
    };
    await administer(`CREATE DATABASE ${name}`);
    return { url: url("mariadb", name), drop: () => administer(`DROP DATABASE ${name}`) };
  },
};

/** The URL of the same PostgreSQL database through the server's Unix socket. */
export function overUnixSocket(postgresUrl: string): string {
  const { user, password, port, socketFolder } = inject("servers").postgres;
  const host = encodeURIComponent(socketFolder);
  return `postgres://${user}:${password}@/${new URL(postgresUrl).pathname.slice(1)}?host=${host}&port=${port}`;
}
