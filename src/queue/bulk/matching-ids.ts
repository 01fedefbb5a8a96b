import type { Database } from "../../database/database.ts";
import type { Cursor } from "../listing/cursor.ts";
import { type JobFilter, statusesToLookAt } from "../listing/job-filter.ts";
import { findPage } from "../listing/list-page.ts";
import { type BulkAction, takes } from "./actions.ts";

/** Ids a query. */
const page = 1_000;

/** The ids of the jobs that match and that an action can be done to, the newest first; `most` at most. */
export async function matchingIds(
  database: Database,
  filter: JobFilter,
  action: BulkAction,
  most: number,
): Promise<string[]> {
  const status = statusesToLookAt(filter).filter((one) => takes(action).includes(one));
  if (status.length === 0) return [];
  const ids: string[] = [];
  let after: Cursor | undefined;
  for (;;) {
    const limit = Math.min(page, most - ids.length);
    const found = await findPage(database, { filter: { ...filter, status }, limit, after });
    ids.push(...found.ids);
    if (found.next === null || ids.length >= most) return ids;
    after = found.next;
  }
}
