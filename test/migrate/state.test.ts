import { describe, expect, it } from "vitest";
import { invert, invertAll } from "../../src/migrate/invert.ts";
import {
  addCheck,
  addColumn,
  addIndex,
  createTable,
  describeOperation,
  dropColumn,
  dropIndex,
} from "../../src/migrate/operations.ts";
import { applyAll, applyOperation, stateAfter } from "../../src/migrate/state.ts";
import { migrations } from "../../src/migrations/index.ts";
import { index, integer, table, tables, uuid } from "../../src/schema/index.ts";
import fc from "../support/properties.ts";
import { anyStep, comparable } from "./schemas.ts";

const jobs = table(
  "jobs",
  { id: uuid(), size: integer({ default: 1 }) },
  { indexes: [index("jobs_size", ["size"])] },
);
const before = applyOperation(new Map(), createTable(jobs));

describe("state", () => {
  it("is what it was when an operation is applied and undone", () => {
    fc.assert(
      fc.property(anyStep, ([state, operation]) => {
        const there = applyOperation(state, operation);
        expect(comparable(there)).not.toEqual(comparable(state));
        expect(comparable(applyOperation(there, invert(operation)))).toEqual(comparable(state));
        expect(invert(invert(operation))).toEqual(operation);
      }),
    );
  });

  it("is empty when the released migrations are applied and undone", () => {
    const operations = migrations.flatMap((migration) => migration.operations);
    const state = stateAfter(migrations);
    expect([...state.keys()].sort()).toEqual(tables.map(({ name }) => name).sort());
    expect(applyAll(state, invertAll(operations)).size).toBe(0);
  });

  it.each([
    [createTable(jobs), /create table jobs: it is there already/],
    [addColumn("jobs", "size", integer({ default: 1 })), /add column size to jobs: it is there already/],
    [addColumn("runs", "size", integer({ default: 1 })), /the table is not there/],
    [addIndex("jobs", index("jobs_size", ["id"])), /it is there already/],
    [addIndex("jobs", index("other", ["gone"])), /the column gone is not there/],
    [dropIndex("jobs", index("other", ["id"])), /it is not there/],
    [dropColumn("jobs", "size", integer()), /drop column size of jobs: jobs_size needs it/],
    [dropColumn("jobs", "id", integer()), /the primary key needs it/],
    [dropColumn("jobs", "other", integer()), /it is not there/],
  ])("refuses an operation that does not fit: %j", (operation, message) => {
    expect(() => applyOperation(before, operation)).toThrow(message);
  });

  it("refuses a new column that old writers would fail on", () => {
    expect(() => addColumn("jobs", "n", integer())).toThrow(/must be nullable or have a default/);
    expect(() => addColumn("jobs", "n", integer({ nullable: true, unique: true }))).toThrow(
      /cannot be unique/,
    );
  });

  it("tells what an operation does", () => {
    const check = { name: "positive", column: "size", expression: "size > 0" };
    expect(describeOperation(addCheck("jobs", check))).toBe("add check positive to jobs");
    expect(describeOperation(invert(addCheck("jobs", check)))).toBe("drop check positive of jobs");
  });
});
