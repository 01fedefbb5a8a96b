import type { Catalog } from "../database/catalog/index.ts";
import { migrations as released } from "../migrations/index.ts";
import { conditionsOf } from "./describe-condition.ts";
import type { Migration } from "./migration.ts";
import { type Direction, planMigration } from "./plan/plan-migration.ts";
import { findMigration } from "./plan/targets.ts";
import { type Batch, batchesOf, transactionPrelude } from "./run-steps.ts";
import type { ServerKind } from "./server-kind.ts";
import type { Step } from "./statements/index.ts";

/**
 * The SQL of one migration for a server, from the state that the earlier ones lead to. Offline; `migrate`
 * runs the same statements.
 *
 * @param name the migration's name or the beginning of it
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION
 */
export function sqlmigrate(
  name: string,
  server: ServerKind,
  direction: Direction = "forward",
  migrations: readonly Migration[] = released,
): string {
  const migration = findMigration(name, migrations);
  const place = migrations.indexOf(migration) + (direction === "forward" ? 0 : 1);
  const scope = { migrations, server };
  const before = migrations
    .slice(0, place)
    .reduce<Catalog>(
      (catalog, earlier) => planMigration(earlier, "forward", catalog, new Map(), scope).after,
      new Map(),
    );
  const plan = planMigration(migration, direction, before, new Map(), scope);

  const title = `-- ${migration.name}, ${direction}, on ${server.dialect} ${server.version.join(".")}`;
  const steps = plan.steps.filter(({ statements }) => statements.length > 0);
  const batches = batchesOf(steps, server).map((batch) => printBatch(batch, server));
  return `${[title, ...batches].join("\n\n")}\n`;
}

function printBatch({ transaction, steps }: Batch, server: ServerKind): string {
  const body = steps.map(printStep).join("\n\n");
  if (!transaction) return body;
  const begin = server.dialect === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN";
  const opening = [begin, ...transactionPrelude(server)].map((statement) => `${statement};`);
  return [opening.join("\n"), body, "COMMIT;"].join("\n\n");
}

function printStep(step: Step): string {
  return [
    `-- ${step.description}`,
    `--   lock: ${step.lock}`,
    `--   safe: ${step.safe}`,
    ...(step.note === undefined ? [] : [`--   note: ${step.note}`]),
    ...conditionsOf(step).map((condition) => `--   ${condition}`),
    ...step.statements.map((statement) => `${statement};`),
  ].join("\n");
}
