import type { Database } from "../database/database.ts";
import { migrations as released } from "../migrations/index.ts";
import { migrationHistory } from "../schema/index.ts";
import { exclusively } from "./exclusive.ts";
import { createHistory, dropEmptyHistory, forget, record, recordDone } from "./history.ts";
import { look } from "./look.ts";
import type { Migration } from "./migration.ts";
import { type MigrationPlan, planTo } from "./plan/plan-migration.ts";
import { countUpTo, findMigration } from "./plan/targets.ts";
import type { ProgressListener } from "./progress.ts";
import { testRows } from "./row-tests.ts";
import { type MigrationResult, runMigration } from "./run-migration.ts";
import { stateAfter } from "./state.ts";

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
 *   SCHEMA_LOCKED, MIGRATION_INCOMPLETE
 */
export async function migrate(database: Database, options: MigrateOptions = {}): Promise<MigrateResult> {
  const { onProgress = () => {}, migrations = released } = options;
  if (pendingIn(await plan(database, options)).length === 0) return [];
  return exclusively(
    database,
    () => onProgress({ kind: "waiting" }),
    async (session) => {
      const pending = pendingIn(await plan(session, options));
      if (pending.length === 0) return [];
      const { catalog } = await look(session, migrations);
      if (!catalog.has(migrationHistory.name)) await createHistory(session);
      const results = options.fake
        ? await fake(session, pending)
        : await run(session, pending, { ...options, onProgress, migrations });
      await dropEmptyHistory(session);
      return results;
    },
  );
}

/**
 * What `migrate` would do: each migration that it would look at, held against the catalog. It changes
 * nothing and makes no table.
 *
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION, SCHEMA_CONFLICT
 */
export async function plan(
  database: Database,
  { target, migrations = released }: Pick<MigrateOptions, "target" | "migrations"> = {},
): Promise<MigrationPlan[]> {
  const { catalog, history } = await look(database, migrations);
  return planTo(target, migrations, catalog, history, database);
}

function pendingIn(plans: readonly MigrationPlan[]): MigrationPlan[] {
  return plans.filter((each) => each.pending);
}

async function run(
  database: Database,
  pending: readonly MigrationPlan[],
  {
    target,
    migrations,
    onProgress,
  }: MigrateOptions & Required<Pick<MigrateOptions, "migrations" | "onProgress">>,
): Promise<MigrationResult[]> {
  const { catalog } = await look(database, migrations);
  const tests = pending.flatMap((each) => each.operations.flatMap((operation) => operation.rowTests ?? []));
  await testRows(database, tests, catalog);

  const final = stateAfter(migrations.slice(0, countUpTo(target, migrations)));
  const scope = { database, server: database, migrations, final, onProgress };
  const results: MigrationResult[] = [];
  for (const { name, direction } of pending) {
    const result = await runMigration(findMigration(name, migrations), direction, scope);
    if (result) results.push(result);
  }
  return results;
}

async function fake(database: Database, pending: readonly MigrationPlan[]): Promise<MigrationResult[]> {
  const results: MigrationResult[] = [];
  for (const { name, direction, entry } of pending) {
    if (direction === "backward") await forget(database, name);
    else if (!entry) await record(database, name, "faked", []);
    else if (entry.how === "started") await recordDone(database, name, "faked");
    else continue;
    results.push({ name, outcome: direction === "backward" ? "undone" : "faked", steps: 0 });
  }
  return results;
}
