import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../database/database.ts";

/**
 * Each job of `found` with its row, as `job`. PostgreSQL is kept to looking them up one by one, in their
 * order: it then stops at the last that is wanted. Left to itself it may read the whole table instead.
 */
export function joinJobs({ dialect }: Database): RawBuilder<unknown> {
  return dialect === "postgres"
    ? sql`cross join lateral (
        select * from container_manager_containerjob as one where one.id = found.id offset 0
      ) as job`
    : sql`join container_manager_containerjob as job on job.id = found.id`;
}
