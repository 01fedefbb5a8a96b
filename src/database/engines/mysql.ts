import type { Socket } from "node:net";
import { MysqlDialect } from "kysely";
import { createPool } from "mysql2";
import { startClock } from "./answer-limit.ts";

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
  pool.on("connection", (connection) => {
    connection.query(limitIdleTransactions, () => {});
    limitStatements(connection as unknown as RawConnection);
  });
  return new MysqlDialect({ pool });
}

/**
 * If we vanish without a word, MariaDB keeps our locks no longer than this. To MySQL, which has no such
 * setting, it is a comment.
 */
const limitIdleTransactions =
  "set session wait_timeout = @@session.wait_timeout /*M!100300 , idle_transaction_timeout = 30 */";

type Callback = (...result: unknown[]) => void;

interface RawConnection {
  readonly stream: Socket;
  query(sql: string, values: unknown, callback: Callback): unknown;
}

/**
 * mysql2's own time-out fails a statement, and leaves the connection to those behind it. Kysely always
 * passes all three arguments; a callback in another place would never stop the clock.
 */
function limitStatements(connection: RawConnection): void {
  const query = connection.query.bind(connection);
  connection.query = (sql, values, callback) => {
    const stop = startClock((error) => connection.stream.destroy(error));
    return query(sql, values, (...result) => {
      stop();
      callback(...result);
    });
  };
}
