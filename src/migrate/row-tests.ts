import { sql } from "kysely";
import type { Catalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import type { RowTest } from "./plan/operation-plan.ts";
import type { OperationsPlan } from "./plan/plan-operations.ts";
import { quoteName, quoteNames } from "./statements/quote.ts";

/**
 * Looks for rows that the checks to come would refuse. It comes before the first change: some databases
 * do not look at old rows themselves, and those that do would stop half way.
 *
 * @throws {LongshoreError} ROWS_VIOLATE_CHECK
 */
export async function testRows(
  database: Database,
  tests: readonly RowTest[],
  catalog: Catalog,
): Promise<void> {
  for (const test of tests) {
    const columns = catalog.get(test.table)?.columns ?? [];
    if (columns.some((column) => column.name === test.check.column)) await testTable(database, test);
  }
}

/** The tests that plans ask for. */
export function rowTestsOf(plans: readonly OperationsPlan[]): RowTest[] {
  return plans.flatMap((plan) => plan.operations.flatMap((operation) => operation.rowTests ?? []));
}

async function testTable(database: Database, { table, primaryKey, check }: RowTest): Promise<void> {
  const { dialect } = database;
  const violators = `FROM ${quoteName(table, dialect)} WHERE NOT (${check.expression})`;
  const [counted] = (
    await sql.raw<{ violators: number }>(`SELECT count(*) AS violators ${violators}`).execute(database.query)
  ).rows;
  const count = Number(counted?.violators);
  if (count === 0) return;
  const columns = quoteNames([...primaryKey, check.column], dialect);
  const { rows } = await sql
    .raw<Record<string, unknown>>(`SELECT ${columns} ${violators} LIMIT 3`)
    .execute(database.query);
  const examples = rows.map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${name} ${value}`)
      .join(" "),
  );
  throw new LongshoreError("ROWS_VIOLATE_CHECK", {
    check: `${check.name} (${check.expression})`,
    table,
    count,
    examples: examples.join("; "),
  });
}
