import { describe, expect, it } from "vitest";
import type { Catalog, CatalogTable } from "../../src/database/catalog/index.ts";
import { expectedTable } from "../../src/migrate/expected.ts";
import { serverKind } from "../../src/migrate/server-kind.ts";
import { compareSchema } from "../../src/migrate/verify.ts";
import { type Dialect, type Table, tables } from "../../src/schema/index.ts";

const schema: readonly Table[] = tables;
const dialects: readonly Dialect[] = ["postgres", "mariadb", "mysql", "sqlite"];

describe.each(dialects)("a declared schema against a catalog of %s", (dialect) => {
  const server = serverKind(dialect);
  const catalog: Catalog = new Map(schema.map((table) => [table.name, expectedTable(table, server)]));
  const driftOf = (changed: Catalog) =>
    compareSchema(schema, changed, server).filter((difference) => difference.kind === "drift");

  it("finds no drift where all is as expected", () => {
    expect(driftOf(catalog)).toEqual([]);
  });

  it("finds each single change", () => {
    let changes = 0;
    for (const table of catalog.values()) {
      for (const [what, changed] of singleChanges(table, dialect)) {
        changes++;
        const found = driftOf(new Map(catalog).set(table.name, changed));
        expect(found, `${table.name}: ${what}`).toHaveLength(1);
        expect(found[0]?.object).toContain(table.name);
      }
    }
    expect(changes).toBeGreaterThan(300);
  });

  it("warns of a column that others require", () => {
    const [first] = catalog.values();
    const { name, columns } = first as CatalogTable;
    const column = { name: "theirs", type: "int", nullable: false, serial: false };
    const changed = new Map(catalog).set(name, { ...(first as CatalogTable), columns: [...columns, column] });
    expect(driftOf(changed)).toEqual([]);
    expect(compareSchema(schema, changed, server)).toContainEqual({
      kind: "note",
      object: `column ${name}.theirs`,
      message: expect.stringMatching(/required/),
    });
  });
});

/** A table with one thing changed, for everything that there is to change. */
function* singleChanges(table: CatalogTable, dialect: Dialect): Generator<[string, CatalogTable]> {
  for (const [place, column] of table.columns.entries()) {
    const columns = (changed: Partial<typeof column>) => ({
      ...table,
      columns: table.columns.with(place, { ...column, ...changed }),
    });
    yield [`no ${column.name}`, { ...table, columns: table.columns.toSpliced(place, 1) }];
    yield [`${column.name} type`, columns({ type: "char(7)" })];
    yield [`${column.name} nullable`, columns({ nullable: !column.nullable })];
    yield [`${column.name} default`, columns({ default: "7" })];
    yield [`${column.name} serial`, columns({ serial: !column.serial })];
    if (column.comment !== undefined) yield [`${column.name} comment`, columns({ comment: "other" })];
    if (column.default !== undefined) {
      const { default: _, ...bare } = column;
      yield [`${column.name} without default`, { ...table, columns: table.columns.with(place, bare) }];
    }
  }
  yield ["another primary key", { ...table, primaryKey: [...table.primaryKey, "other"] }];
  for (const [place, index] of table.indexes.entries()) {
    const indexes = (changed: Partial<typeof index>) => ({
      ...table,
      indexes: table.indexes.with(place, { ...index, ...changed }),
    });
    const [first, ...rest] = index.columns;
    if (!first) throw new Error(`${index.name} has no columns`);
    yield [`no ${index.name}`, { ...table, indexes: table.indexes.toSpliced(place, 1) }];
    yield [
      `${index.name} direction`,
      indexes({ columns: [{ ...first, descending: !first.descending }, ...rest] }),
    ];
    yield [
      `${index.name} columns`,
      indexes({ columns: [...index.columns, { name: "x", descending: false }] }),
    ];
    yield [`${index.name} predicate`, indexes({ where: "other IS NULL" })];
    yield [`${index.name} unique`, indexes({ unique: !index.unique })];
    yield [`${index.name} method`, indexes({ extra: "USING hash" })];
    yield [`${index.name} invalid`, indexes({ valid: false })];
  }
  for (const [place, check] of table.checks.entries()) {
    const checks = (changed: Partial<typeof check>) => ({
      ...table,
      checks: table.checks.with(place, { ...check, ...changed }),
    });
    // UNSIGNED does the same as the check that Django adds to it.
    const spare = dialect === "mysql" || dialect === "mariadb" ? / >= 0$/.test(check.expression) : false;
    if (check.name === undefined && spare) continue;
    yield [`no ${check.expression}`, { ...table, checks: table.checks.toSpliced(place, 1) }];
    yield [`${check.expression} changed`, checks({ expression: "other > 1" })];
    if (check.name !== undefined) yield [`${check.name} not validated`, checks({ validated: false })];
  }
  for (const [place, key] of table.foreignKeys.entries()) {
    yield [`no key of ${key.columns}`, { ...table, foreignKeys: table.foreignKeys.toSpliced(place, 1) }];
    yield [
      `another key of ${key.columns}`,
      { ...table, foreignKeys: table.foreignKeys.with(place, { ...key, references: "other" }) },
    ];
  }
}
