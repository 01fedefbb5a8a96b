import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { job } from "./rows.ts";

/** Somebody else's transaction, which has read the jobs and stays open until it ends. */
export const openReader = {
  async postgres(url: string): Promise<{ end(): Promise<void> }> {
    const client = new Client(url);
    // A test that fails drops the database under it.
    client.on("error", () => {});
    await client.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await client.query(`SELECT count(*) FROM ${job}`);
    return client;
  },
  async mariadb(url: string): Promise<{ end(): Promise<void> }> {
    const connection = await createConnection(url.replace("mariadb:", "mysql:"));
    await connection.query("BEGIN");
    await connection.query(`SELECT count(*) FROM ${job}`);
    return connection;
  },
};
