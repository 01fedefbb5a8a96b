import { sql } from "kysely";
import type { Database } from "../../database/database.ts";
import { isMysqlFamily } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";

/**
 * Refuses a server, or a user's sessions, that may only read. SQLite's files are looked at when they are opened.
 *
 * @throws {LongshoreError} DATABASE_READ_ONLY
 */
export async function refuseReadOnly(database: Database): Promise<void> {
  const why = await reasonIn(database);
  if (why !== undefined) throw new LongshoreError("DATABASE_READ_ONLY", { url: database.display, why });
}

async function reasonIn({ dialect, query }: Database): Promise<string | undefined> {
  if (dialect === "postgres") {
    const { rows } = await sql<{ standby: boolean; readonly: string }>`
      select pg_is_in_recovery() as standby, current_setting('transaction_read_only') as readonly
    `.execute(query);
    if (rows[0]?.standby) return "it is a standby: migrate on its primary";
    return rows[0]?.readonly === "on" ? "default_transaction_read_only is on" : undefined;
  }
  if (isMysqlFamily(dialect)) {
    const variable = sql.raw(dialect === "mysql" ? "@@transaction_read_only" : "@@tx_read_only");
    const { rows } = await sql<{ server: number; session: number; exempt: number }>`
      select @@global.read_only <> 'OFF' and @@global.read_only <> '0' as server, ${variable} as session,
        (select count(*) from information_schema.user_privileges
          where privilege_type in ('READ ONLY ADMIN', 'READ_ONLY ADMIN', 'CONNECTION_ADMIN')
            or (privilege_type = 'SUPER' and ${dialect === "mysql"})) as exempt
    `.execute(query);
    if (rows[0]?.session) return "its transactions are read-only";
    return rows[0]?.server && !rows[0].exempt ? "read_only is set: it may be a replica" : undefined;
  }
  return undefined;
}
