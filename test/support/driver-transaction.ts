/** A transaction as an application opens it with its own driver. */
import { DatabaseSync } from "node:sqlite";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import type { CallerTransaction } from "../../src/database/caller-transaction.ts";

export interface DriverTransaction {
  readonly connection: CallerTransaction;
  end(how: "commit" | "rollback"): Promise<void>;
}

export async function driverTransaction(url: string): Promise<DriverTransaction> {
  if (url.startsWith("sqlite:")) {
    const connection = new DatabaseSync(url.slice("sqlite:".length));
    connection.exec("begin immediate");
    return {
      connection,
      async end(how) {
        connection.exec(how);
        connection.close();
      },
    };
  }
  if (url.startsWith("postgres:")) {
    const connection = new Client(url);
    await connection.connect();
    await connection.query("begin");
    return { connection, end: (how) => connection.query(how).then(() => connection.end()) };
  }
  const connection = await createConnection(url.replace(/^mariadb:/, "mysql:"));
  await connection.query("begin");
  return { connection, end: (how) => connection.query(how).then(() => connection.end()) };
}
