/** How a run of `migrate` behaves: beside others, planned, to a target, faked, with migrations that drop. */
import { describe, expect, it } from "vitest";
import { readCatalog } from "../../src/database/catalog/index.ts";
import { connect } from "../../src/database/connect.ts";
import { migrate, plan } from "../../src/migrate/migrate.ts";
import { migration } from "../../src/migrate/migration.ts";
import {
  addColumn,
  addIndex,
  createTable,
  dropCheck,
  dropColumn,
  dropIndex,
} from "../../src/migrate/operations.ts";
import { sqlmigrate } from "../../src/migrate/sqlmigrate.ts";
import { migrations } from "../../src/migrations/index.ts";
import { index, integer, table, text, uuid, varchar } from "../../src/schema/index.ts";
import type { Engine } from "../support/databases.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { fingerprint, wholeCatalog } from "./fingerprint.ts";
import { checksum, insertBaselineJobs, job } from "./rows.ts";
import { isWrite, watched } from "./watched.ts";

export function runs(engine: Engine): void {
  const current = databaseOfTest(engine);

  describe("guarantee 9: several migrators", () => {
    it.each([2, 8])("%i at once: one works, the others find it done", async (count) => {
      const databases = await Promise.all(
        Array.from({ length: count }, () => connect(current.url, { poolSize: 2 })),
      );
      try {
        const results = await Promise.all(databases.map((database) => migrate(database)));
        expect(results.filter((result) => result.length > 0)).toHaveLength(1);
        expect(results.flat()).toHaveLength(migrations.length);
        expect(await driftOf(current.database)).toEqual([]);
      } finally {
        await Promise.all(databases.map((database) => database.close()));
      }
    });
  });

  describe("plan", () => {
    it("guarantee 21: changes nothing and makes no table, at any point", async () => {
      const { database } = current;
      for (const target of [undefined, "0001", "zero"]) {
        const before = await wholeCatalog(database);
        for (const planned of [{}, { target: "0002" }, { target: "zero" }]) await plan(database, planned);
        expect(await wholeCatalog(database)).toBe(before);
        await migrate(database, target ? { target } : {});
      }
      expect(await fingerprint(database)).toEqual([]);
    });

    it("guarantee 20: holds the statements that run, and sqlmigrate prints the same", async () => {
      const ran: string[] = [];
      const recording = watched(current.database, (statement) => {
        if (isWrite(statement) && !/longshore_migration|QueryNode$/.test(statement)) ran.push(statement);
      });
      const planned = async (target?: string) =>
        (await plan(current.database, target ? { target } : {})).flatMap(({ steps }) =>
          steps.flatMap((step) => step.statements.filter(isWrite)),
        );
      const printed = (direction: "forward" | "backward") => {
        const list = direction === "forward" ? migrations : migrations.toReversed();
        return list.flatMap(({ name }) => statementsIn(sqlmigrate(name, current.database, direction)));
      };

      const forward = await planned();
      await migrate(recording);
      expect(ran).toEqual(forward);
      expect(ran).toEqual(printed("forward"));

      ran.length = 0;
      const backward = await planned("zero");
      await migrate(recording, { target: "zero" });
      expect(ran).toEqual(backward);
      expect(ran).toEqual(printed("backward"));
    });
  });

  describe("migrations that drop", () => {
    const name = "longshore_example";
    const size = integer({ default: 5 });
    const bySize = index("longshore_example_size_idx", ["-size"]);
    const small = { name: "longshore_example_small", column: "size", expression: "size < 10" };
    const example = table(
      name,
      { id: uuid(), size, note: text({ nullable: true }) },
      { indexes: [bySize], checks: [small] },
    );
    const later = [
      migration("0001_make", { operations: [createTable(example)] }),
      migration("0002_drop", {
        operations: [dropIndex(name, bySize), dropCheck(name, small), dropColumn(name, "size", size)],
      }),
      migration("0003_make_again", {
        operations: [
          addColumn(name, "size", varchar(9, { default: "it's", comment: "Now a word" })),
          addColumn(name, "note_id", integer({ nullable: true })),
          addIndex(name, index(bySize.name, ["size", "note_id"])),
        ],
      }),
    ];

    it("are done, held to, and undone", async () => {
      const { database } = current;
      const shapes: string[] = [];
      const shape = async () => {
        const found = (await readCatalog(database, [name])).get(name);
        const { sql: _, columns = [], ...rest } = found ?? {};
        return JSON.stringify({ ...rest, columns: columns.toSorted((a, b) => a.name.localeCompare(b.name)) });
      };
      for (const { name: target } of later) {
        await migrate(database, { migrations: later, target });
        shapes.push(await shape());
        // What a later migration dropped is not missed by an earlier one.
        expect(await migrate(database, { migrations: later, target })).toEqual([]);
      }
      expect(new Set(shapes).size).toBe(3);
      for (const [place, { name: target }] of [...later.entries()].reverse()) {
        await migrate(database, { migrations: later, target });
        expect(withoutLevels(await shape())).toBe(withoutLevels(shapes[place] ?? ""));
      }
      await migrate(database, { migrations: later, target: "zero" });
      expect((await readCatalog(database, [name])).size).toBe(0);
    });

    /** A check that comes back with its column may come back as a part of it. */
    const withoutLevels = (shape: string) =>
      shape.replaceAll(/"name":"longshore_example_small",|"inColumn":\w+,/g, "");
  });

  describe("targets", () => {
    it("are refused where no migration, or more than one, is meant", async () => {
      const before = await wholeCatalog(current.database);
      await expect(migrate(current.database, { target: "0099" })).rejects.toThrow(/"0099".*0001_initial/);
      await expect(migrate(current.database, { target: "000" })).rejects.toMatchObject({
        code: "AMBIGUOUS_MIGRATION",
      });
      await expect(migrate(current.database, { target: "" })).rejects.toMatchObject({
        code: "UNKNOWN_MIGRATION",
      });
      expect(await wholeCatalog(current.database)).toBe(before);
    });

    it("may be any migration, forward and backward", async () => {
      const steps = ["0002", "0003", "0001", "0004", "0002", "zero"];
      for (const target of steps) await migrate(current.database, { target });
      expect(await fingerprint(current.database)).toEqual([]);
    });
  });

  describe("fake", () => {
    it("of a baseline that Django made is forgotten at zero, and nothing of it dropped", async () => {
      const { database, url } = current;
      await loadDjangoFixture(url, "initial");
      await insertBaselineJobs(database, 5);
      const shape = await fingerprint(database);
      const rows = await checksum(database);
      await migrate(database, { target: "0001", fake: true });
      await migrate(database);
      const results = await migrate(database, { target: "zero" });
      expect(results.map(({ outcome }) => outcome)).toEqual(migrations.map(() => "undone"));
      expect(await fingerprint(database)).toEqual(shape);
      expect(await checksum(database)).toBe(rows);
    });

    it("records and neither makes nor drops", async () => {
      const { database } = current;
      const results = await migrate(database, { target: "0002", fake: true });
      expect(results.map(({ outcome }) => outcome)).toEqual(["faked", "faked"]);
      expect((await fingerprint(database)).filter((line) => line.startsWith(job))).toEqual([]);

      await migrate(database, { target: "zero" });
      await migrate(database);
      const clean = await fingerprint(database);
      await migrate(database, { target: "zero", fake: true });
      await migrate(database, { fake: true });
      await migrate(database, { target: "zero" });
      expect(await fingerprint(database)).toEqual(clean.filter((line) => !/^longshore_migration/.test(line)));
    });
  });
}

/** The statements of a script, without its comments and what holds its transactions. */
function statementsIn(script: string): string[] {
  return script
    .replaceAll(/^--.*\n/gm, "")
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter(isWrite);
}
