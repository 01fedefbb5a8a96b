import { type CatalogIndex, type CatalogTable, describeIndex } from "../../database/catalog/index.ts";
import type { Index } from "../../schema/index.ts";
import { expectedIndex } from "../expected.ts";
import { matchIndex } from "../match.ts";
import type { IndexOperation } from "../operations.ts";
import type { Step } from "../statements/index.ts";
import { isIndexOn } from "../statements/indexes.ts";
import { conflict, type OperationPlan, objectKey, type PlanContext } from "./operation-plan.ts";

export function planAddIndex(
  operation: IndexOperation,
  table: CatalogTable,
  context: PlanContext,
): OperationPlan {
  const { index } = operation;
  if (!isIndexOn(index, context.server.dialect)) {
    return { operation, status: "elsewhere", steps: [], after: table };
  }
  const { found, steps } = buildIndex(table, index, context);
  const wanted = expectedIndex(index, context.server);
  if (found && steps.length === 0) {
    const key = objectKey("index", table.name, found.name);
    return { operation, status: "done", steps, found: key, after: table };
  }
  return { operation, status: found ? "repair" : "todo", steps, after: withIndex(table, wanted) };
}

/**
 * The steps that give a table an index, none where it has an equal one.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT where another index has the name
 */
export function buildIndex(
  table: CatalogTable,
  index: Index,
  { server, statements, reserved, before }: PlanContext,
): { found?: CatalogIndex; steps: Step[] } {
  const wanted = expectedIndex(index, server);
  const match = matchIndex(table, wanted, reserved);
  switch (match.kind) {
    case "same":
      return { found: match.found, steps: [] };
    case "unfinished":
      return { found: match.found, steps: statements.rebuildIndex(table.name, index) };
    case "different":
      throw conflict(`index ${table.name}.${index.name}`, describeIndex(wanted), describeIndex(match.found));
    case "missing":
      return { steps: statements.addIndex(table.name, index, before.has(table.name)) };
  }
}

function withIndex(table: CatalogTable, index: CatalogIndex): CatalogTable {
  return { ...table, indexes: [...table.indexes.filter((other) => other.name !== index.name), index] };
}
