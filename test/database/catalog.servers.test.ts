import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog } from "../../src/database/catalog/read.ts";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { createTestDatabase, type Engine, type TestDatabase } from "../support/databases.ts";

function databaseOfTest(engine: Engine): (statements: readonly string[]) => Promise<Database> {
  let test: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    test = await createTestDatabase(engine);
    database = await connect(test.url);
  });
  afterEach(async () => {
    await database.close();
    await test.drop();
  });
  return async (statements) => {
    for (const statement of statements) await database.execute(statement);
    return database;
  };
}

describe("the catalog of PostgreSQL", () => {
  const given = databaseOfTest("postgres");

  it("is read in one vocabulary, strange tables of others included", async () => {
    const database = await given([
      "CREATE TABLE other (a integer, b text, PRIMARY KEY (b, a))",
      `CREATE TABLE "Strange" (id bigserial PRIMARY KEY, "a b" varchar(9) UNIQUE DEFAULT 'x''y', c integer NOT NULL,
        d text COLLATE "C", e integer[] DEFAULT '{}', f numeric(10, 2) GENERATED ALWAYS AS (c * 2) STORED,
        FOREIGN KEY (d, c) REFERENCES other (b, a), CHECK (c > 0), CHECK (c < id))`,
      `ALTER TABLE "Strange" ADD CONSTRAINT later CHECK (c < 9) NOT VALID`,
      `ALTER TABLE "Strange" DROP COLUMN e`,
      `COMMENT ON COLUMN "Strange".c IS 'it''s'`,
      `CREATE INDEX expression ON "Strange" (lower("a b"), c DESC NULLS LAST) WHERE c > 0`,
      `CREATE INDEX hashed ON "Strange" USING hash (c)`,
      `CREATE INDEX covering ON "Strange" (c) INCLUDE (d)`,
      `CREATE INDEX pattern ON "Strange" (d text_pattern_ops)`,
      `CREATE VIEW seen AS SELECT c FROM "Strange"`,
      "CREATE SCHEMA elsewhere",
      "CREATE TABLE elsewhere.hidden (id integer)",
    ]);
    const catalog = await readCatalog(database, ["Strange", "other", "seen", "hidden", "missing"]);
    expect([...catalog.keys()].sort()).toEqual(["Strange", "other", "seen"]);
    expect(catalog.get("other")?.primaryKey).toEqual(["b", "a"]);
    const strange = catalog.get("Strange");
    expect(strange?.columns).toMatchObject([
      { name: "id", type: "bigint", nullable: false, serial: true },
      { name: "a b", type: "character varying(9)", nullable: true, default: "x'y" },
      { name: "c", type: "integer", nullable: false, comment: "it's" },
      { name: "d", type: "text" },
      { name: "f", type: "numeric(10,2)" },
    ]);
    expect(Object.fromEntries((strange?.indexes ?? []).map((index) => [index.name, index]))).toMatchObject({
      "Strange_a b_key": { unique: true, valid: true, columns: [{ name: "a b" }] },
      expression: {
        where: "c > 0",
        extra: "c NULLS otherwise",
        columns: [{ name: expect.stringContaining("lower") }, { name: "c", descending: true }],
      },
      hashed: { extra: "USING hash" },
      covering: { columns: [{ name: "c" }], extra: "INCLUDE 1 columns" },
      pattern: { columns: [{ name: "d", operatorClass: "text_pattern_ops" }] },
    });
    expect(strange?.checks).toMatchObject([
      { name: "Strange_c_check", column: "c", expression: "c > 0", validated: true },
      { name: "Strange_check", expression: "c < id" },
      { name: "later", column: "c", validated: false },
    ]);
    expect(strange?.foreignKeys).toMatchObject([
      { columns: ["d", "c"], references: "other", referencedColumns: ["b", "a"] },
    ]);
  });
});

describe("the catalog of MariaDB", () => {
  const given = databaseOfTest("mariadb");

  it("is read in one vocabulary, strange tables of others included", async () => {
    const database = await given([
      "CREATE TABLE other (a int, b varchar(20), PRIMARY KEY (b, a))",
      `CREATE TABLE \`strange\` (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, \`a b\` varchar(9) UNIQUE DEFAULT 'x''y',
        c int NOT NULL DEFAULT -1 COMMENT 'it''s' CHECK (c > -5), d varchar(20), e enum('x', 'y') NULL DEFAULT NULL,
        f int AS (c * 2) VIRTUAL, g timestamp NOT NULL DEFAULT current_timestamp(), j json,
        CONSTRAINT whole CHECK (c < 9 and d <> 'x'))`,
      "ALTER TABLE strange ADD INDEX prefix (d(3), c DESC), ADD FULLTEXT INDEX words (d)",
      "CREATE TABLE child (x varchar(20), y int, CONSTRAINT both_of FOREIGN KEY (x, y) REFERENCES other (b, a))",
      "CREATE VIEW seen AS SELECT c FROM strange",
    ]);
    const catalog = await readCatalog(database, ["strange", "other", "seen", "child", "missing"]);
    expect([...catalog.keys()].sort()).toEqual(["child", "other", "seen", "strange"]);
    expect(catalog.get("child")?.foreignKeys).toEqual([
      { name: "both_of", columns: ["x", "y"], references: "other", referencedColumns: ["b", "a"] },
    ]);
    expect(catalog.get("other")?.primaryKey).toEqual(["b", "a"]);
    const strange = catalog.get("strange");
    expect(strange?.columns).toMatchObject([
      { name: "id", type: "bigint unsigned", nullable: false, serial: true },
      { name: "a b", type: "varchar(9)", nullable: true, default: "x'y" },
      { name: "c", type: "int", nullable: false, default: "-1", comment: "it's" },
      { name: "d", type: "varchar(20)" },
      { name: "e", type: "enum('x','y')", nullable: true },
      { name: "f", type: "int" },
      { name: "g", default: "current_timestamp()" },
      { name: "j", type: "longtext" },
    ]);
    expect(strange?.columns.find((column) => column.name === "e")).not.toHaveProperty("default");
    expect(Object.fromEntries((strange?.indexes ?? []).map((index) => [index.name, index]))).toMatchObject({
      "a b": { unique: true, columns: [{ name: "a b" }] },
      prefix: { columns: [{ name: "d(3)" }, { name: "c", descending: true }] },
      words: { extra: "USING FULLTEXT" },
    });
    expect(strange?.checks).toEqual([
      { column: "c", inColumn: true, expression: "c > -5", validated: true },
      { column: "j", inColumn: true, expression: "json_valid(j)", validated: true },
      { name: "whole", inColumn: false, expression: "c < 9 AND d <> 'x'", validated: true },
    ]);
  });
});
