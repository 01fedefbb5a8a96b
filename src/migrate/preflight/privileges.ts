import { sql } from "kysely";
import type { Catalog } from "../../database/catalog/index.ts";
import { type Database, isMysqlFamily } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";
import { retryLock } from "../lock-retry.ts";
import { tableOf } from "../operations.ts";
import type { MigrationPlan } from "../plan/plan-migration.ts";
import { quoteName } from "../statements/quote.ts";

/**
 * Sees to it that this user may alter the tables that are there and make those that are not.
 *
 * @throws {LongshoreError} MISSING_PRIVILEGE
 */
export async function requirePrivileges(
  database: Database,
  plans: readonly MigrationPlan[],
  catalog: Catalog,
): Promise<void> {
  const changing = plans.filter((plan) => plan.steps.length > 0);
  const tables = new Set(changing.flatMap((plan) => plan.operations.filter(hasSteps).map(tableIn)));
  const existing = [...tables].filter((table) => catalog.has(table));
  if (database.dialect === "postgres") await requireOwnership(database, existing);
  if (isMysqlFamily(database.dialect)) await requireAlter(database, existing);
}

const hasSteps = ({ steps }: MigrationPlan["operations"][number]) => steps.length > 0;
const tableIn = ({ operation }: MigrationPlan["operations"][number]) => tableOf(operation);

async function requireOwnership({ query }: Database, tables: readonly string[]): Promise<void> {
  const { rows: schemas } = await sql<{ user: string; schema: string | null; allowed: boolean | null }>`
    select current_user::text as user, current_schema()::text as schema,
      has_schema_privilege(current_schema(), 'CREATE') as allowed
  `.execute(query);
  const { user = "", schema = null, allowed } = schemas[0] ?? {};
  if (!allowed) {
    throw new LongshoreError("MISSING_PRIVILEGE", {
      user,
      what: schema === null ? "find a schema to work in" : `create anything in the schema ${schema}`,
      how: schema === null ? "set search_path to one" : `GRANT CREATE ON SCHEMA ${schema} TO ${user}`,
    });
  }
  if (tables.length === 0) return;
  const { rows } = await sql<{ table: string; owner: string }>`
    select relname::text as table, pg_get_userbyid(relowner)::text as owner from pg_class
    where relnamespace = current_schema()::regnamespace and relname in (${sql.join(tables)})
      and not pg_has_role(relowner, 'USAGE')
    order by relname
  `.execute(query);
  for (const { table, owner } of rows) {
    const how = `only its owner may: migrate as ${owner}, or GRANT ${owner} TO ${user}`;
    throw new LongshoreError("MISSING_PRIVILEGE", { user, what: `alter table ${table}`, how });
  }
}

/**
 * Privileges come from many places there, roles among them, so the server itself is asked: to drop a column that
 * no table has. It answers whether we may, and then that there is no such column.
 */
async function requireAlter(database: Database, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const name = quoteName(table, database.dialect);
    const attempt = `ALTER TABLE ${name} DROP COLUMN longshore_migration_probe, ALGORITHM=INPLACE, LOCK=NONE`;
    try {
      await retryLock(
        () => `look at ${table}`,
        () => database.execute(attempt),
      );
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ER_CANT_DROP_FIELD_OR_KEY") continue;
      if (code !== "ER_TABLEACCESS_DENIED_ERROR") throw error;
      const { rows } = await sql<{ user: string }>`select current_user() as user`.execute(database.query);
      throw new LongshoreError("MISSING_PRIVILEGE", {
        user: rows[0]?.user ?? "",
        what: `alter table ${table}`,
        how: "GRANT ALTER, CREATE, DROP, INDEX on it",
      });
    }
  }
}
