import { MysqlDialect } from "kysely";
import { createPool } from "mysql2";

/** Kysely's dialect over a pool of connections; for MariaDB and MySQL. */
export function mysqlDialect(href: string, poolSize: number): MysqlDialect {
  const pool = createPool({
    uri: href.replace(/^mariadb:/, "mysql:"),
    connectionLimit: poolSize,
    connectTimeout: 10_000,
    enableKeepAlive: true,
    charset: "utf8mb4_unicode_ci",
    timezone: "Z",
    supportBigNumbers: true,
    // An update that changes nothing has still found its row.
    flags: ["FOUND_ROWS"],
  });
  return new MysqlDialect({ pool });
}
