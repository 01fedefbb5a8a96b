import type { Catalog } from "../../database/catalog/index.ts";
import type { History, HistoryEntry } from "../history.ts";
import { type Migration, operationsOf } from "../migration.ts";
import type { Operation } from "../operations.ts";
import type { ServerKind } from "../server-kind.ts";
import { stateAfter } from "../state.ts";
import { type OperationsPlan, planOperations } from "./plan-operations.ts";
import { stillWanted } from "./still-wanted.ts";
import { countUpTo } from "./targets.ts";

export type Direction = "forward" | "backward";

/** A migration held against a catalog and the history. */
export interface MigrationPlan extends OperationsPlan {
  readonly name: string;
  readonly direction: Direction;
  readonly entry?: HistoryEntry;
  /** There is something to do or to record. */
  readonly pending: boolean;
  /** What is there before it, by `objectKey`. */
  readonly adopted: readonly string[];
}

/** The migrations and the server that a plan is for. */
export interface PlanScope {
  readonly migrations: readonly Migration[];
  readonly server: ServerKind;
  /** Going back keeps nothing of what it drops. */
  readonly discard?: boolean;
}

/**
 * What it takes to get to a target: first the migrations behind it are undone, the last first, those that
 * the history has; then those up to it are done, or held against the catalog where they were done before.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT, UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION
 */
export function planTo(
  target: string | undefined,
  migrations: readonly Migration[],
  catalog: Catalog,
  history: History,
  server: ServerKind,
  { discard = false }: { discard?: boolean } = {},
): MigrationPlan[] {
  const scope = { migrations, server, discard };
  const count = countUpTo(target, migrations);
  const remaining = new Map(history);
  let now = catalog;
  const plans: MigrationPlan[] = [];
  const add = (migration: Migration, direction: Direction) => {
    const plan = planMigration(migration, direction, now, remaining, scope);
    now = plan.after;
    plans.push(plan);
  };
  for (const migration of migrations.slice(count).reverse()) {
    if (!history.has(migration.name)) continue;
    add(migration, "backward");
    remaining.delete(migration.name);
  }
  for (const migration of migrations.slice(0, count)) add(migration, "forward");
  return plans;
}

/**
 * Holds one migration against the catalog.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT
 */
export function planMigration(
  migration: Migration,
  direction: Direction,
  catalog: Catalog,
  history: History,
  { migrations, server, discard = false }: PlanScope,
): MigrationPlan {
  const forward = direction === "forward";
  const place = migrations.indexOf(migration);
  const entry = history.get(migration.name);
  const done = entry !== undefined && entry.how !== "started";

  const plan = planOperations(operationsLeft(), catalog, {
    server,
    state: stateAfter(migrations.slice(0, forward ? place : place + 1)),
    reserved: reservedNames(migrations),
    migration: migration.name,
    drops: forward ? "drop" : discard ? "discard" : "archive",
    ...(forward ? {} : { adopted: new Set(entry?.adopted ?? []) }),
  });
  return {
    ...plan,
    name: migration.name,
    direction,
    ...(entry ? { entry } : {}),
    pending: plan.steps.length > 0 || !forward || !done,
    adopted: plan.operations.flatMap(({ found }) => found ?? []),
  };

  function operationsLeft(): readonly Operation[] {
    if (entry?.how === "faked") return [];
    const operations = operationsOf(migration, direction);
    if (!forward || !done) return operations;
    const later = migrations.slice(place + 1).filter(({ name }) => history.has(name));
    return stillWanted(
      operations,
      later.flatMap((other) => other.operations),
    );
  }
}

/** The names of every index and check that any migration adds. */
function reservedNames(migrations: readonly Migration[]): Set<string> {
  const names = new Set<string>();
  for (const { operations } of migrations) {
    for (const operation of operations) {
      if (operation.kind === "createTable") {
        for (const { name } of [...operation.table.indexes, ...operation.table.checks]) names.add(name);
      } else if (operation.kind === "addIndex") names.add(operation.index.name);
      else if (operation.kind === "addCheck") names.add(operation.check.name);
    }
  }
  return names;
}
