import type { CatalogTable } from "../../database/catalog/index.ts";
import type { Check } from "../../schema/index.ts";
import type { CheckOperation, ColumnOperation } from "../operations.ts";
import type { PlanContext } from "./operation-plan.ts";

/** The checks that the same migration adds to this column, where they can become part of its definition. */
export function ridingChecks(
  column: ColumnOperation,
  table: CatalogTable,
  { operations, statements }: PlanContext,
): Check[] {
  if (!statements.checksRideWithColumns) return [];
  return operations
    .filter((other) => other.kind === "addCheck" && other.table === table.name)
    .map((other) => (other as CheckOperation).check)
    .filter((check) => check.column === column.name);
}
