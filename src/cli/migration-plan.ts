import { conditionsOf } from "../migrate/describe-condition.ts";
import { describeOperation } from "../migrate/operations.ts";
import type { MigrationPlan } from "../migrate/plan/plan-migration.ts";
import type { ServerKind } from "../migrate/server-kind.ts";
import { print } from "./output.ts";

/** What `migrate --plan --json` prints of a migration. */
export function planAsJson({ name, direction, pending, operations, steps, entry }: MigrationPlan) {
  return {
    name,
    direction,
    pending,
    recorded: entry?.how ?? null,
    operations: operations.map(({ operation, status, found }) => ({
      operation: describeOperation(operation),
      status,
      found: found ?? null,
    })),
    steps: steps.map(({ description, statements, transaction, lock, safe, note, condition, rowBatches }) => ({
      description,
      statements,
      transaction,
      lock,
      safe,
      note: note ?? null,
      condition: condition ?? null,
      rowBatches: rowBatches ?? null,
    })),
  };
}

/** What `migrate --plan` prints: each step with its SQL, its lock and why it is safe. */
export function printPlan(plans: readonly MigrationPlan[], server: ServerKind): void {
  const pending = plans.filter((plan) => plan.pending);
  if (pending.length === 0) print("Nothing to migrate.");
  for (const plan of pending) printMigration(plan, server);
}

function printMigration({ name, direction, operations, steps }: MigrationPlan, server: ServerKind): void {
  print(`${name}, ${direction}, on ${server.dialect} ${server.version.join(".")}`);
  for (const { operation, status, found } of operations) {
    if (status === "done")
      print(`  ${found ? `there already: ${found}` : `done: ${describeOperation(operation)}`}`);
    if (status === "kept") print(`  kept, for others made it: ${describeOperation(operation)}`);
  }
  for (const step of steps.filter(({ statements }) => statements.length > 0)) {
    print(`  ${step.description}`);
    for (const statement of step.statements) print(`    ${statement.replaceAll("\n", "\n    ")};`);
    print(`    lock: ${step.lock}`);
    print(`    safe: ${step.safe}`);
    for (const condition of conditionsOf(step)) print(`    ${condition}`);
    if (step.note !== undefined) print(`    note: ${step.note}`);
  }
  print();
}
