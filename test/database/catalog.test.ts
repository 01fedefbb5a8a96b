import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalDefault, canonicalType } from "../../src/database/catalog/canonical.ts";
import { readCatalog } from "../../src/database/catalog/read.ts";
import { checksIn, columnText, predicateIn } from "../../src/database/catalog/sqlite-definition.ts";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import type { Dialect } from "../../src/schema/index.ts";
import { createTestDatabase, type TestDatabase } from "../support/databases.ts";

describe("canonicalType", () => {
  it.each<[Dialect, string, string]>([
    ["postgres", "varchar(200)", "character varying(200)"],
    ["postgres", "timestamp with time zone", "timestamp with time zone"],
    ["postgres", "bool", "boolean"],
    ["postgres", "text[]", "text[]"],
    ["mariadb", "integer UNSIGNED", "int unsigned"],
    ["mariadb", "int(10) unsigned", "int unsigned"],
    ["mariadb", "bigint(20)", "bigint"],
    ["mariadb", "bool", "tinyint(1)"],
    ["mariadb", "tinyint(1)", "tinyint(1)"],
    ["mariadb", "json", "longtext"],
    ["mysql", "json", "json"],
    ["mysql", "double precision", "double"],
    ["sqlite", "INTEGER  unsigned", "integer unsigned"],
  ])("on %s: %s is %s", (dialect, type, canonical) => {
    expect(canonicalType(type, dialect)).toBe(canonical);
  });
});

describe("canonicalDefault", () => {
  it.each([
    ["50", "50"],
    ["(50)", "50"],
    ["'50'::integer", "50"],
    ["'it''s'::character varying", "it's"],
    ["''", ""],
    ["-1", "-1"],
    ["NULL", undefined],
    ["NULL::character varying", undefined],
    [null, undefined],
    ["now()", "now()"],
    ["(a + (b))", "a + (b)"],
  ])("%s is %s", (text, value) => {
    expect(canonicalDefault(text)).toBe(value);
  });
});

describe("SQLite's text of a table", () => {
  const sql = `CREATE TABLE "t" ( -- CHECK (not = this)
    "id" integer PRIMARY KEY, [odd, name] text CHECK ([odd, name] <> ')'),
    priority integer DEFAULT (1 + (2)) CONSTRAINT "in range" CHECK (priority >= 0 AND priority <= 100) NOT NULL,
    note text DEFAULT 'CHECK (x)' /* , CHECK (y) */, \`check\` text,
    CONSTRAINT whole CHECK (id > 0), CHECK (note IS NULL OR length(note) < 9), UNIQUE (note)
  ) STRICT`;

  it("has its checks, those of columns and those of the table", () => {
    expect(checksIn(sql).map(({ name, column, expression }) => [name, column, expression])).toEqual([
      [undefined, "odd, name", "[odd, name] <> ')'"],
      ["in range", "priority", "priority >= 0 AND priority <= 100"],
      ["whole", undefined, "id > 0"],
      [undefined, undefined, "note IS NULL OR length(note) < 9"],
    ]);
    const [, named] = checksIn(sql);
    expect(sql.slice(named?.start, named?.end)).toBe(
      'CONSTRAINT "in range" CHECK (priority >= 0 AND priority <= 100)',
    );
  });

  it("has the text of a column, with what stands before it", () => {
    expect(columnText(sql, "check")).toBe(", `check` text");
    expect(columnText(sql, "id")).toMatch(/^\( -- CHECK[^\n]*\n\s+"id" integer PRIMARY KEY$/);
    expect(columnText(sql, "none")).toBeUndefined();
  });

  it.each(["CREATE VIRTUAL TABLE v USING fts5(a, b)", "CREATE VIEW v AS SELECT (1)", "", "CREATE TABLE t"])(
    "has no checks: %s",
    (text) => expect(checksIn(text)).toEqual([]),
  );

  it("has the predicate of an index", () => {
    expect(predicateIn("CREATE INDEX i ON t (lower(a), b) WHERE a IS NOT NULL")?.trim()).toBe(
      "a IS NOT NULL",
    );
    expect(predicateIn('CREATE INDEX "where" ON t ("where")')).toBeUndefined();
  });
});

describe("the catalog of SQLite", () => {
  let test: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    test = await createTestDatabase("sqlite");
    database = await connect(test.url, { create: true });
  });
  afterEach(async () => {
    await database.close();
    await test.drop();
  });

  it("is read in one vocabulary, strange tables of others included", async () => {
    for (const statement of [
      "CREATE TABLE other (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID",
      `CREATE TABLE strange ("id" INTEGER PRIMARY KEY, "a b" VARCHAR(9) UNIQUE COLLATE NOCASE, c, d DEFAULT (1+2),
        e GENERATED ALWAYS AS (c + 1), FOREIGN KEY (c, d) REFERENCES other, CHECK (c < d))`,
      'CREATE INDEX odd ON strange (lower("a b"), c DESC) WHERE c > 0',
      "CREATE VIRTUAL TABLE words USING fts5(word)",
      "CREATE VIEW seen AS SELECT c FROM strange",
    ]) {
      await database.execute(statement);
    }
    const catalog = await readCatalog(database, ["strange", "other", "words", "seen", "missing"]);
    expect([...catalog.keys()].sort()).toEqual(["other", "seen", "strange", "words"]);
    expect(catalog.get("other")?.primaryKey).toEqual(["b", "a"]);
    expect(catalog.get("strange")).toMatchObject({
      columns: [
        { name: "id", type: "integer", nullable: true, serial: true },
        { name: "a b", type: "varchar(9)", nullable: true, serial: false },
        { name: "c", type: "" },
        { name: "d", default: "1+2" },
        { name: "e" },
      ],
      primaryKey: ["id"],
      indexes: [
        {
          name: "odd",
          columns: [
            { name: "(an expression)", descending: false },
            { name: "c", descending: true },
          ],
          unique: false,
          where: "c > 0",
        },
        { columns: [{ name: "a b" }], unique: true, extra: "a b COLLATE NOCASE" },
      ],
      checks: [{ expression: "c < d", inColumn: false, validated: true }],
      foreignKeys: [{ columns: ["c", "d"], references: "other" }],
    });
  });
});
