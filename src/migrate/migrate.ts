import type { Database } from "../database/database.ts";
import { migrations as released } from "../migrations/index.ts";
import { migrationHistory } from "../schema/index.ts";
import { exclusively } from "./exclusive.ts";
import { fakeTo } from "./fake.ts";
import { dropEmptyHistory, ensureHistory } from "./history.ts";
import { look } from "./look.ts";
import type { Migration } from "./migration.ts";
import { type MigrationPlan, planTo } from "./plan/plan-migration.ts";
import { countUpTo, findMigration } from "./plan/targets.ts";
import type { ProgressListener } from "./progress.ts";
import { rowTestsOf, testRows } from "./row-tests.ts";
import { type MigrationResult, runMigration } from "./run-migration.ts";

export interface MigrateOptions {
  /** A migration's name or the beginning of one, or `zero`; all of them where it is missing. */
  readonly target?: string;
  /** Only record: the schema is taken to be right at the user's word. */
  readonly fake?: boolean;
  readonly onProgress?: ProgressListener;
  /** Others than Longshore's own; for tests. */
  readonly migrations?: readonly Migration[];
}

/** The migrations that something was done for, in order. */
export type MigrateResult = readonly MigrationResult[];

/**
 * Brings a database to a target, from wherever it stands: what is there already is adopted, what is half
 * done is finished. Only one migrator works at a time; the others wait, and find everything done.
 *
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION, SCHEMA_CONFLICT, ROWS_VIOLATE_CHECK,
 *   SCHEMA_LOCKED, MIGRATION_FAILED, MIGRATION_INCOMPLETE
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<MigrateResult> {
  const { target, fake = false, onProgress = () => {}, migrations = released } = options;
  countUpTo(target, migrations);
  if (!fake && (await isDone(database, options))) return [];
  return exclusively(
    database,
    () => onProgress({ kind: "waiting" }),
    (session) =>
      fake ? fakeTo(session, target, migrations) : run(session, { target, migrations, onProgress }),
  );
}

/** Whether nothing is left to do. Another migrator may be at work: what fails then is looked at again in turn. */
async function isDone(
  database: Database,
  { target, migrations = released }: MigrateOptions,
): Promise<boolean> {
  try {
    const sight = await look(database, migrations);
    const plans = planTo(target, migrations, sight.catalog, sight.history, database);
    // An empty history is what a stopped `zero` leaves.
    const hasEmptyHistory = sight.catalog.has(migrationHistory.name) && sight.history.size === 0;
    return pendingIn(plans).length === 0 && !hasEmptyHistory;
  } catch {
    return false;
  }
}

/**
 * What `migrate` would do: each migration that it would look at, held against the catalog. It changes
 * nothing and makes no table.
 *
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION, SCHEMA_CONFLICT
 */
export async function plan(
  database: Database,
  { target, migrations = released }: MigrateOptions = {},
): Promise<MigrationPlan[]> {
  const { catalog, history } = await look(database, migrations);
  return planTo(target, migrations, catalog, history, database);
}

function pendingIn(plans: readonly MigrationPlan[]): MigrationPlan[] {
  return plans.filter((each) => each.pending);
}

async function run(
  database: Database,
  options: { target: string | undefined; migrations: readonly Migration[]; onProgress: ProgressListener },
): Promise<MigrationResult[]> {
  const { target, migrations, onProgress } = options;
  const { catalog, history } = await look(database, migrations);
  const pending = pendingIn(planTo(target, migrations, catalog, history, database));
  await testRows(database, rowTestsOf(pending), catalog);

  if (pending.length > 0) await ensureHistory(database);
  const scope = { database, server: database, migrations, onProgress };
  const results: MigrationResult[] = [];
  for (const { name, direction } of pending) {
    const result = await runMigration(findMigration(name, migrations), direction, scope);
    if (result) results.push(result);
  }
  await dropEmptyHistory(database);
  return results;
}
