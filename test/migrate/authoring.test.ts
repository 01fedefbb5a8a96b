import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { diffStates } from "../../src/migrate/authoring/diff.ts";
import { draftMigration, writeMigration } from "../../src/migrate/authoring/makemigrations.ts";
import type { Migration } from "../../src/migrate/migration.ts";
import { describeOperation } from "../../src/migrate/operations.ts";
import { applyAll, type State, stateAfter } from "../../src/migrate/state.ts";
import { migrations } from "../../src/migrations/index.ts";
import { bytes, index, integer, type Table, table, tables, varchar } from "../../src/schema/index.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import fc from "../support/properties.ts";
import { anySchema, comparable } from "./schemas.ts";

const job = tables.find(({ name }) => name === "container_manager_containerjob") as Table;
const withJob = (changed: Partial<Table>): Table[] =>
  tables.map((each) => (each.name === job.name ? { ...job, ...changed } : each));
const operationsFor = (declared: readonly Table[]) =>
  draftMigration("next", declared)?.operations.map(describeOperation);

describe("makemigrations", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) removeFolder(folder);
  });

  it("finds nothing to do: the released migrations lead to the declared schema", () => {
    expect(draftMigration("next")).toBeUndefined();
  });

  it("finds each kind of change", () => {
    expect(operationsFor(withJob({ columns: { ...job.columns, size: integer({ default: 1 }) } }))).toEqual([
      `add column size to ${job.name}`,
    ]);
    const { priority: _, ...columns } = job.columns;
    expect(operationsFor(withJob({ columns }))).toEqual([`drop column priority of ${job.name}`]);
    expect(operationsFor(withJob({ indexes: job.indexes.slice(1) }))).toEqual([
      `drop index ${job.indexes[0]?.name} of ${job.name}`,
    ]);
    const name = "idx_containerjob_priority";
    const changed = job.indexes.map((each) => (each.name === name ? index(name, ["-priority"]) : each));
    expect(operationsFor(withJob({ indexes: changed }))).toEqual([
      `drop index ${name} of ${job.name}`,
      `add index ${name} to ${job.name}`,
    ]);
    expect(operationsFor(withJob({ checks: [] }))).toHaveLength(3);
    expect(operationsFor(tables.slice(1))).toEqual([`drop table ${tables[0].name}`]);
    expect(operationsFor([...tables, table("more", { id: integer() })])).toEqual(["create table more"]);
  });

  it("refuses what cannot be done to a table in use", () => {
    const columns = { ...job.columns, priority: varchar(20, { nullable: true }) };
    expect(() => draftMigration("next", withJob({ columns }))).toThrow(
      /column .*priority: it cannot change from/,
    );
    expect(() => draftMigration("next", withJob({ primaryKey: ["id", "name"] }))).toThrow(/primary key/);
    const required = { ...job.columns, size: integer() };
    expect(() => draftMigration("next", withJob({ columns: required }))).toThrow(
      /nullable or have a default/,
    );
  });

  it("leads from any schema to any other, and back", () => {
    fc.assert(
      fc.property(anySchema, anySchema, (from, to) => {
        const operations = differences(from, to);
        fc.pre(operations !== undefined);
        expect(comparable(applyAll(from, operations ?? []))).toEqual(comparable(to));
        expect(differences(to, to)).toEqual([]);
      }),
    );
  });

  /** undefined where a column or a key would have to change its kind. */
  function differences(from: State, to: State) {
    try {
      return diffStates(from, to);
    } catch {
      return undefined;
    }
  }

  it("writes a migration that reads as what was meant, and lists it", async () => {
    const folder = sources();
    const declared = [
      ...withJob({
        columns: { ...job.columns, size: integer({ default: -1, comment: 'the "size", it\'s' }) },
        checks: job.checks.slice(1),
        indexes: [...job.indexes, index("by_size", ["-size"], { where: "size > 0", dialects: ["postgres"] })],
      }),
      table(
        "longshore_more",
        { a: varchar(9, { unique: true }), b: bytes() },
        {
          primaryKey: ["a", "b"],
          indexes: [index("more", [{ name: "a", operatorClass: "varchar_pattern_ops" }])],
          checks: [{ name: "short", column: "a", expression: "a <> 'x'" }],
        },
      ),
    ];
    const number = String(migrations.length + 1).padStart(4, "0");
    const draft = draftMigration("more", declared);
    if (!draft) throw new Error("no draft");
    const [file, list] = await writeMigration(draft, folder);
    expect(path.basename(file ?? "")).toBe(`${number}_more.ts`);
    expect(readFileSync(list ?? "", "utf8")).toContain(`import m${number} from "./${number}_more.ts";`);

    const { migrations: next } = (await import(pathToFileURL(list ?? "").href)) as {
      migrations: Migration[];
    };
    expect(next.at(-1)?.dependsOn).toEqual([migrations.at(-1)?.name]);
    const wanted: State = new Map(declared.map((each) => [each.name, each]));
    expect(comparable(stateAfter(next))).toEqual(comparable(wanted));
    expect(draftMigration("again", declared, next)).toBeUndefined();
  });

  it("refuses to write where there are no sources", async () => {
    const folder = makeFolder();
    folders.push(folder);
    const draft = draftMigration("more", tables.slice(1));
    if (!draft) throw new Error("no draft");
    await expect(writeMigration(draft, folder)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  /** Sources of their own, with the released migrations in them. */
  function sources(): string {
    const folder = makeFolder();
    folders.push(folder);
    const real = path.resolve(import.meta.dirname, "../../src");
    mkdirSync(path.join(folder, "src/migrations"), { recursive: true });
    for (const name of ["migrate", "schema", "database", "errors.ts"]) {
      symlinkSync(path.join(real, name), path.join(folder, "src", name));
    }
    for (const { name } of migrations) {
      symlinkSync(
        path.join(real, "migrations", `${name}.ts`),
        path.join(folder, "src/migrations", `${name}.ts`),
      );
    }
    // It is written to: a link would lead to the real one.
    copyFileSync(path.join(real, "migrations/index.ts"), path.join(folder, "src/migrations/index.ts"));
    return folder;
  }
});
