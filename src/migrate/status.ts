import type { Database } from "../database/database.ts";
import type { How } from "./history.ts";
import { plan } from "./migrate.ts";

export interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
  /** null where the history does not have it. */
  readonly how: How | null;
  /** ISO 8601 */
  readonly appliedAt: string | null;
  /** What the catalog says is missing; more than none on an applied migration means that something was lost. */
  readonly stepsLeft: number;
}

/**
 * Each migration, in order, as the history and the catalog have it. Changes nothing.
 *
 * @throws {LongshoreError} SCHEMA_CONFLICT
 */
export async function readStatus(database: Database): Promise<MigrationStatus[]> {
  return (await plan(database)).map(({ name, entry, steps }) => ({
    name,
    applied: entry !== undefined && entry.how !== "started",
    how: entry?.how ?? null,
    appliedAt: entry?.appliedAt.toISOString() ?? null,
    stepsLeft: steps.length,
  }));
}
