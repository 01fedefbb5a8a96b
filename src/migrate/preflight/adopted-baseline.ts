import { LongshoreError } from "../../errors.ts";
import type { MigrationPlan } from "../plan/plan-migration.ts";

/**
 * Refuses to undo a migration whose tables were there before it: whoever asks for it expects them to go.
 *
 * @throws {LongshoreError} ADOPTED_BASELINE
 */
export function refuseAdoptedBaseline(plans: readonly MigrationPlan[]): void {
  for (const { name, operations } of plans) {
    for (const { operation, status } of operations) {
      if (operation.kind === "dropTable" && status === "kept") {
        throw new LongshoreError("ADOPTED_BASELINE", { name, table: `table ${operation.table.name}` });
      }
    }
  }
}
