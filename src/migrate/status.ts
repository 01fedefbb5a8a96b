import type { Database } from "../database/database.ts";
import { isLongshoreError } from "../errors.ts";
import { migrations } from "../migrations/index.ts";
import type { How } from "./history.ts";
import { look } from "./look.ts";
import { planTo } from "./plan/plan-migration.ts";

export interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
  /** null where the history does not have it. */
  readonly how: How | null;
  /** ISO 8601 */
  readonly appliedAt: string | null;
  /** What the catalog says is missing, also of one that was applied; null where the catalog is in conflict, 0 where it is faked. */
  readonly stepsLeft: number | null;
}

/** Each migration, in order, as the history and the catalog have it. Changes nothing. */
export async function readStatus(database: Database): Promise<MigrationStatus[]> {
  const { catalog, history } = await look(database, migrations);
  let steps: Map<string, number> | undefined;
  try {
    const plans = planTo(undefined, migrations, catalog, history, database);
    steps = new Map(plans.map((plan) => [plan.name, plan.steps.length]));
  } catch (error) {
    if (!isLongshoreError(error, "SCHEMA_CONFLICT")) throw error;
  }
  return migrations.map(({ name }) => {
    const entry = history.get(name);
    return {
      name,
      applied: entry !== undefined && entry.how !== "started",
      how: entry?.how ?? null,
      appliedAt: entry?.appliedAt.toISOString() ?? null,
      stepsLeft: entry?.how === "faked" ? 0 : (steps?.get(name) ?? null),
    };
  });
}
