import {
  type CatalogCheck,
  type CatalogColumn,
  type CatalogForeignKey,
  type CatalogIndex,
  type CatalogTable,
  canonicalDefault,
  canonicalType,
  normaliseExpression,
} from "../database/catalog/index.ts";
import type { Check, Column, Index, Table } from "../schema/index.ts";
import type { ServerKind } from "./server-kind.ts";
import { columnType, defaultLiteral, kindCheck } from "./statements/columns.ts";
import { indexColumnsFor, isIndexOn, predicateFor } from "./statements/indexes.ts";

/** What the catalog of a server shows of a table that is exactly as declared. */
export function expectedTable(table: Table, server: ServerKind): CatalogTable {
  const columns = Object.entries<Column>(table.columns);
  const uniques = columns.filter(([, column]) => column.unique);
  return {
    name: table.name,
    columns: columns.map(([name, column]) => expectedColumn(name, column, server)),
    primaryKey: table.primaryKey,
    indexes: [
      ...uniques.map(([name]) => expectedUnique(name)),
      ...table.indexes
        .filter((index) => isIndexOn(index, server.dialect))
        .map((index) => expectedIndex(index, server)),
    ],
    checks: [...expectedKindChecks(table, server), ...table.checks.map(expectedCheck)],
    foreignKeys: expectedForeignKeys(table),
  };
}

export function expectedColumn(name: string, column: Column, server: ServerKind): CatalogColumn {
  const { dialect, capabilities } = server;
  const value =
    column.default === undefined ? undefined : canonicalDefault(defaultLiteral(column.default, server));
  return {
    name,
    type: canonicalType(columnType(column, server), dialect),
    nullable: column.nullable,
    ...(value === undefined ? {} : { default: value }),
    ...(column.comment !== undefined && capabilities.columnComments ? { comment: column.comment } : {}),
    serial: column.kind === "serial",
  };
}

export function expectedIndex(index: Index, server: ServerKind): CatalogIndex {
  const where = predicateFor(index, server);
  return {
    name: index.name,
    columns: indexColumnsFor(index, server).map(({ name, descending, operatorClass }) => ({
      name,
      descending: descending === true && server.capabilities.descendingIndexes,
      ...(operatorClass === undefined ? {} : { operatorClass }),
    })),
    unique: false,
    ...(where === undefined ? {} : { where: normaliseExpression(where) }),
    valid: true,
  };
}

function expectedUnique(column: string): CatalogIndex {
  return { name: column, columns: [{ name: column, descending: false }], unique: true, valid: true };
}

export function expectedCheck(check: Check): CatalogCheck {
  return {
    name: check.name,
    column: check.column,
    inColumn: false,
    expression: normaliseExpression(check.expression),
    validated: true,
  };
}

/** The checks that come with the kinds of a table's columns. They have no names that count. */
function expectedKindChecks(table: Table, server: ServerKind): CatalogCheck[] {
  return Object.entries<Column>(table.columns).flatMap(([name, column]) => {
    // MariaDB adds this one to each JSON column by itself.
    const ownOfMariadb =
      server.dialect === "mariadb" && column.kind === "json" ? `json_valid(${name})` : undefined;
    const expression = kindCheck(name, column, server) ?? ownOfMariadb;
    return expression === undefined
      ? []
      : [
          {
            column: name,
            inColumn: true,
            expression: normaliseExpression(expression),
            validated: true,
          },
        ];
  });
}

function expectedForeignKeys(table: Table): CatalogForeignKey[] {
  return Object.entries<Column>(table.columns).flatMap(([name, { references }]) =>
    references
      ? [
          {
            name: references.name,
            columns: [name],
            references: references.table,
            referencedColumns: [references.column],
          },
        ]
      : [],
  );
}
