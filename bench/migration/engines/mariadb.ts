import { setTimeout as sleep } from "node:timers/promises";
import { createConnection } from "mysql2/promise";
import { loadDjangoFixture } from "../../../test/support/django.ts";
import { startMariadb } from "../../../test/support/servers/mariadb.ts";
import { bareFile, type Contender, django, longshore } from "../contenders.ts";
import { insertHost, insertRows } from "../rows.ts";
import type { StartEngine } from "./engine.ts";

/** A small server's usual settings. All else is as it comes, durability above all. */
const settings = ["innodb-buffer-pool-size=1G", "innodb-log-file-size=512M"];

const bare: Contender = {
  name: "bare statements",
  command: (url) => {
    const { hostname, port, username, password, pathname } = new URL(url);
    const place = ["--host", hostname, "--port", port, "--user", username, pathname.slice(1)];
    return {
      program: "mariadb",
      args: ["--no-defaults", "--unbuffered", "--verbose", ...place],
      env: { MYSQL_PWD: password },
      input: bareFile("mariadb.sql"),
    };
  },
};

export const startMariadbEngine: StartEngine = async (folder) => {
  const [{ user, password, port }, service] = await startMariadb(
    folder,
    settings.map((setting) => `--${setting}`),
  );
  const urlOf = (database: string) => `mariadb://${user}:${password}@127.0.0.1:${port}/${database}`;
  const run = async (database: string, ...statements: string[]): Promise<unknown> => {
    const connection = await createConnection(urlOf(database).replace("mariadb:", "mysql:"));
    try {
      let result: unknown;
      for (const statement of statements) [result] = await connection.query(statement);
      return result;
    } finally {
      await connection.end();
    }
  };
  const [found] = (await run("mysql", "SELECT version() AS version")) as { version: string }[];
  /** Does what is left to do of earlier statements, so that no contender inherits it. */
  const settle = async () => {
    const history = `SELECT variable_value AS length FROM information_schema.global_status
      WHERE variable_name = 'Innodb_history_list_length'`;
    for (;;) {
      const [purge] = (await run("bench", history)) as { length: string }[];
      if (Number(purge?.length) < 100) break;
      await sleep(100);
    }
    // Writes all that is in memory only.
    await run("bench", "FLUSH TABLES container_manager_containerjob FOR EXPORT", "UNLOCK TABLES");
  };
  let rows = 0;
  return {
    dialect: "mariadb",
    description: `MariaDB ${found?.version}, ${settings.join(", ")}`,
    contenders: [bare, django, longshore],
    async fill(count) {
      rows = count;
    },
    // There is no cheaper copy than filling anew: foreign keys stand in the way of moving files.
    async copy() {
      await run("mysql", "CREATE DATABASE bench");
      await loadDjangoFixture(urlOf("bench"), "initial");
      await run("bench", insertHost("mariadb"), insertRows("mariadb", rows));
      await settle();
      return urlOf("bench");
    },
    async change(statement) {
      await run("bench", statement);
      await settle();
    },
    async drop() {
      await run("mysql", "DROP DATABASE bench");
    },
    stop: service.stop,
  };
};
