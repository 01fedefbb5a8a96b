import type { Database } from "../database/database.ts";
import { isLongshoreError, LongshoreError } from "../errors.ts";
import { migrations as released } from "../migrations/index.ts";
import { migrationHistory } from "../schema/index.ts";
import { exclusively } from "./exclusive.ts";
import { fakeTo } from "./fake.ts";
import { dropEmptyHistory, ensureHistory } from "./history.ts";
import { look, tablesOf } from "./look.ts";
import type { Migration } from "./migration.ts";
import type { Observer } from "./observer.ts";
import { type MigrationPlan, planTo } from "./plan/plan-migration.ts";
import { countUpTo, findMigration } from "./plan/targets.ts";
import { checkPlans, checkServer, refuseBrokenServer } from "./preflight/index.ts";
import { refuseOtherObjects } from "./preflight/other-objects.ts";
import type { ProgressListener } from "./progress.ts";
import { rowTestsOf, testRows } from "./row-tests.ts";
import { type MigrationResult, runMigration } from "./run-migration.ts";
import { cancellable, sessionNumber } from "./session.ts";

export interface MigrateOptions {
  /** A migration's name or the beginning of one, or `zero`; all of them where it is missing. */
  readonly target?: string;
  /** Only record: the schema is taken to be right at the user's word. */
  readonly fake?: boolean;
  /** Going back keeps no archive: what is in the dropped columns and tables is lost, and counted. */
  readonly discard?: boolean;
  /** Tables that a step may copy, with writers waiting meanwhile, where the server cannot do without. */
  readonly allowCopy?: readonly string[];
  readonly onProgress?: ProgressListener;
  /** Stops it: the running statement is cancelled, and the next run goes on from there. */
  readonly signal?: AbortSignal;
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
 *   SCHEMA_LOCKED, MIGRATION_FAILED, MIGRATION_INCOMPLETE, MIGRATION_INTERRUPTED, UNSUPPORTED_SERVER,
 *   DATABASE_READ_ONLY, SHARED_SESSION, MISSING_PRIVILEGE, ADOPTED_BASELINE, COPY_NOT_ALLOWED
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<MigrateResult> {
  const { target, fake = false, onProgress = () => {}, migrations = released, signal } = options;
  countUpTo(target, migrations);
  refuseBrokenServer(database);
  if (!fake && (await isDone(database, options))) return [];
  await checkServer(database);

  let at = "the start";
  const listener: ProgressListener = (progress) => {
    if (progress.kind === "waiting") at = "waiting for another migration";
    if (progress.kind === "step") at = progress.description;
    onProgress(progress);
  };
  const work = async (session: Database) => {
    if (fake) return fakeTo(session, target, migrations);
    const observer = { others: database, session: await sessionNumber(session), signal };
    return cancellable(observer, () => run(session, observer, { ...options, onProgress: listener }));
  };
  try {
    return await exclusively(database, () => listener({ kind: "waiting" }), work, signal);
  } catch (error) {
    if (!signal?.aborted || isLongshoreError(error)) throw error;
    throw new LongshoreError("MIGRATION_INTERRUPTED", { what: at }, { cause: error });
  }
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
  { target, discard = false, migrations = released }: MigrateOptions = {},
): Promise<MigrationPlan[]> {
  const { catalog, history } = await look(database, migrations);
  await refuseOtherObjects(database, tablesOf(migrations));
  return planTo(target, migrations, catalog, history, database, { discard });
}

function pendingIn(plans: readonly MigrationPlan[]): MigrationPlan[] {
  return plans.filter((each) => each.pending);
}

async function run(
  database: Database,
  observer: Observer,
  options: MigrateOptions & { readonly onProgress: ProgressListener },
): Promise<MigrationResult[]> {
  const { target, discard = false, allowCopy = [], migrations = released, onProgress } = options;
  const { catalog, history } = await look(database, migrations);
  await refuseOtherObjects(database, tablesOf(migrations));
  const pending = pendingIn(planTo(target, migrations, catalog, history, database, { discard }));
  await checkPlans(database, pending, catalog, allowCopy);
  await testRows(database, rowTestsOf(pending), catalog);

  if (pending.length > 0) await ensureHistory(database);
  const scope = { database, server: database, migrations, discard, onProgress, observer };
  const results: MigrationResult[] = [];
  for (const { name, direction } of pending) {
    const result = await runMigration(findMigration(name, migrations), direction, scope);
    if (result) results.push(result);
  }
  await dropEmptyHistory(database);
  return results;
}
