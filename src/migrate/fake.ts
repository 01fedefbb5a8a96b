import type { Database } from "../database/database.ts";
import { dropEmptyHistory, ensureHistory, forget, record, recordDone } from "./history.ts";
import { look } from "./look.ts";
import type { Migration } from "./migration.ts";
import { countUpTo } from "./plan/targets.ts";
import type { MigrationResult } from "./run-migration.ts";

/** Records that a database is at a target, at the user's word: the schema is neither looked at nor changed. */
export async function fakeTo(
  database: Database,
  target: string | undefined,
  migrations: readonly Migration[],
): Promise<MigrationResult[]> {
  await ensureHistory(database);
  const { history } = await look(database, migrations);
  const count = countUpTo(target, migrations);
  const results: MigrationResult[] = [];
  for (const { name } of migrations.slice(count).reverse()) {
    if (!history.has(name)) continue;
    await forget(database, name);
    results.push({ name, outcome: "undone", steps: 0, reports: [] });
  }
  for (const { name } of migrations.slice(0, count)) {
    const entry = history.get(name);
    if (entry && entry.how !== "started") continue;
    if (entry) await recordDone(database, name, "faked");
    else await record(database, name, "faked", []);
    results.push({ name, outcome: "faked", steps: 0, reports: [] });
  }
  await dropEmptyHistory(database);
  return results;
}
