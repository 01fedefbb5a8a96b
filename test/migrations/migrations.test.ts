import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stateAfter } from "../../src/migrate/state.ts";
import { migrations } from "../../src/migrations/index.ts";
import { tables } from "../../src/schema/index.ts";

const names = migrations.map((migration) => migration.name);

describe("the migrations", () => {
  it("are all listed, numbered without gaps, each after those it depends on", () => {
    const files = readdirSync(new URL("../../src/migrations", import.meta.url))
      .filter((file) => /^\d/.test(file))
      .map((file) => file.replace(/\.ts$/, ""));
    expect(names).toEqual(files.sort());
    for (const [place, { name, dependsOn }] of migrations.entries()) {
      expect(name).toMatch(new RegExp(`^${String(place + 1).padStart(4, "0")}_`));
      expect(dependsOn).toEqual(place === 0 ? [] : [names[place - 1]]);
    }
  });

  it("lead to the declared tables, with their columns in the declared order", () => {
    const state = stateAfter(migrations);
    expect([...state.keys()].sort()).toEqual(tables.map((table) => table.name).sort());
    for (const table of tables) {
      const made = state.get(table.name);
      expect(Object.keys(made?.columns ?? {})).toEqual(Object.keys(table.columns));
    }
  });

  it("have the seed's names for what the seed has, in its order", () => {
    const queue = migrations[1];
    expect(queue?.name).toBe("0002_add_queue_fields");
    const named = queue?.operations.map((operation) => {
      if (operation.kind === "addColumn") return operation.name;
      if (operation.kind === "addIndex") return operation.index.name;
      return operation.kind === "addCheck" ? operation.check.name : operation.kind;
    });
    expect(named).toEqual([
      "queued_at",
      "scheduled_for",
      "launched_at",
      "retry_count",
      "max_retries",
      "priority",
      "idx_containerjob_queue_ready",
      "idx_containerjob_scheduled",
      "idx_containerjob_priority_queue",
      "idx_containerjob_queued_at",
      "idx_containerjob_launched_at",
      "idx_containerjob_scheduled_for",
      "idx_containerjob_priority",
      "idx_containerjob_queue_retry",
      "idx_containerjob_status_queue",
      "check_priority_range",
      "check_retry_count_positive",
      "check_max_retries_positive",
    ]);
  });
});
