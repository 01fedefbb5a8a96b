/** An operation as SQL: one file a dialect. Pure functions; nothing here has a connection. */
import type { ServerKind } from "../server-kind.ts";
import { mariadbStatements } from "./mariadb.ts";
import { mysqlStatements } from "./mysql.ts";
import { postgresStatements } from "./postgres.ts";
import { sqliteStatements } from "./sqlite.ts";
import type { Statements } from "./step.ts";

export { type ArchiveStatements, archiveStatements } from "./archive/index.ts";
export type { RowBatches, Statements, Step, StepReport } from "./step.ts";

const byDialect = {
  postgres: postgresStatements,
  mariadb: mariadbStatements,
  mysql: mysqlStatements,
  sqlite: sqliteStatements,
};

export function statementsFor(server: ServerKind): Statements {
  return byDialect[server.dialect](server);
}
