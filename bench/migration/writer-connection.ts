/** One connection with autocommit, as an application has one: on the bare drivers, with nothing of ours between. */
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import type { BenchDialect } from "./rows.ts";

export interface WriterConnection {
  run(sql: string): Promise<unknown>;
  close(): Promise<void>;
}

/** As long as Django waits for SQLite's lock. */
const sqliteTimeoutMs = 5000;

export const connectWriter: Record<BenchDialect, (url: string) => Promise<WriterConnection>> = {
  async postgres(url) {
    const client = new Client(url);
    await client.connect();
    return { run: (sql) => client.query(sql), close: () => client.end() };
  },
  async mariadb(url) {
    const connection = await createConnection(url.replace("mariadb:", "mysql:"));
    return { run: (sql) => connection.query(sql), close: () => connection.end() };
  },
  async sqlite(url) {
    const file = new DatabaseSync(url.slice("sqlite:".length), { timeout: sqliteTimeoutMs });
    file.exec("pragma synchronous = normal");
    return { run: async (sql) => file.exec(sql), close: async () => file.close() };
  },
};
