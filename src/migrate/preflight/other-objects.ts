import { type RawBuilder, sql } from "kysely";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";

/**
 * Refuses a view, or whatever else is no table, under the name of a table of ours.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT
 */
export async function refuseOtherObjects(database: Database, tables: readonly string[]): Promise<void> {
  const { rows } = await queryFor(database, sql.join(tables)).execute(database.query);
  const [other] = rows;
  if (!other) return;
  throw new LongshoreError("SCHEMA_CONFLICT", {
    object: `table ${other.name}`,
    wanted: "a table",
    found: `a ${other.kind.toLowerCase()}`,
  });
}

function queryFor(
  { dialect }: Database,
  names: RawBuilder<unknown>,
): RawBuilder<{ name: string; kind: string }> {
  if (dialect === "postgres") {
    return sql`select relname::text as name, case relkind when 'v' then 'view' when 'm' then 'materialized view'
        when 'f' then 'foreign table' when 'i' then 'index' when 'S' then 'sequence' else 'type' end as kind
      from pg_class where relnamespace = current_schema()::regnamespace and relkind not in ('r', 'p')
        and relname in (${names}) order by relname`;
  }
  if (isMysqlFamily(dialect)) {
    return sql`select table_name as name, table_type as kind from information_schema.tables
      where table_schema = database() and table_type not in ('BASE TABLE', 'SYSTEM VERSIONED')
        and table_name in (${names}) order by table_name`;
  }
  return sql`select name, type as kind from sqlite_master
    where type <> 'table' and name in (${names}) order by name`;
}
