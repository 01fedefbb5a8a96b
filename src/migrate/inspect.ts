import { type CatalogTable, normaliseExpression, readCatalog } from "../database/catalog/index.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { type Column, migrationHistory, type Table, tables } from "../schema/index.ts";
import type { Difference } from "./compare/difference.ts";
import { compareTable } from "./compare/table.ts";
import { expectedCheck } from "./expected.ts";

/** A table as the database has it, and where that differs from its declaration. */
export interface Inspection {
  readonly table: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly nullable: boolean;
    readonly default: string | null;
    /** The declared one, where the database keeps none. */
    readonly comment: string | null;
  }[];
  readonly primaryKey: readonly string[];
  readonly indexes: readonly {
    readonly name: string;
    /** As in SQL: `priority DESC`. */
    readonly columns: readonly string[];
    readonly where: string | null;
    readonly unique: boolean;
    readonly valid: boolean;
  }[];
  readonly checks: readonly {
    /** The declared one, where the database keeps none. */
    readonly name: string | null;
    readonly column: string | null;
    readonly expression: string;
    readonly validated: boolean;
  }[];
  readonly foreignKeys: readonly {
    readonly name: string | null;
    readonly columns: readonly string[];
    readonly references: string;
    readonly referencedColumns: readonly string[];
  }[];
  readonly differences: readonly Difference[];
}

const declared: readonly Table[] = [...tables, migrationHistory];

/**
 * Reads tables as the database has them; those that are not there are left out.
 *
 * @param name one table; all of ours where it is missing
 * @throws {LongshoreError} UNKNOWN_TABLE
 */
export async function inspect(database: Database, name?: string): Promise<Inspection[]> {
  const wanted = declared.filter((table) => name === undefined || table.name === name);
  if (wanted.length === 0) {
    const known = declared.map((table) => table.name).join(", ");
    throw new LongshoreError("UNKNOWN_TABLE", { name: name ?? "", known });
  }
  const catalog = await readCatalog(
    database,
    wanted.map((table) => table.name),
  );
  return wanted.flatMap((table) => {
    const found = catalog.get(table.name);
    return found ? [inspectTable(table, found, compareTable(table, found, database))] : [];
  });
}

function inspectTable(table: Table, found: CatalogTable, differences: readonly Difference[]): Inspection {
  const commentOf = (column: string): string | undefined =>
    (table.columns as Record<string, Column>)[column]?.comment;
  const declaredChecks = new Map(table.checks.map((check) => [expectedCheck(check).expression, check]));
  const predicates = new Map(
    table.indexes.flatMap(({ where }) => (where === undefined ? [] : [[normaliseExpression(where), where]])),
  );
  return {
    table: table.name,
    columns: found.columns.map(({ name, type, nullable, default: value, comment }) => ({
      name,
      type,
      nullable,
      default: value ?? null,
      comment: comment ?? commentOf(name) ?? null,
    })),
    primaryKey: found.primaryKey,
    indexes: found.indexes.map(({ name, columns, where, unique, valid }) => ({
      name,
      columns: columns.map((column) => (column.descending ? `${column.name} DESC` : column.name)),
      where: where === undefined ? null : (predicates.get(where) ?? where),
      unique,
      valid,
    })),
    checks: found.checks.map(({ name, column, expression, validated }) => ({
      name: name ?? declaredChecks.get(expression)?.name ?? null,
      column: column ?? null,
      expression: declaredChecks.get(expression)?.expression ?? expression,
      validated,
    })),
    foreignKeys: found.foreignKeys.map((key) => ({ ...key, name: key.name ?? null })),
    differences,
  };
}
