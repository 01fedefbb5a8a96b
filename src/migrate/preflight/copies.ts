import type { Catalog } from "../../database/catalog/index.ts";
import { LongshoreError } from "../../errors.ts";
import type { OperationsPlan } from "../plan/plan-operations.ts";

/**
 * Refuses steps that copy a table that is there already, unless it is named.
 *
 * @param allowed tables that may be copied
 * @throws {LongshoreError} COPY_NOT_ALLOWED
 */
export function refuseCopies(
  plans: readonly Pick<OperationsPlan, "steps">[],
  catalog: Catalog,
  allowed: readonly string[],
): void {
  for (const { description, copies } of plans.flatMap((plan) => plan.steps)) {
    if (copies !== undefined && catalog.has(copies) && !allowed.includes(copies)) {
      throw new LongshoreError("COPY_NOT_ALLOWED", { step: description, table: copies });
    }
  }
}
