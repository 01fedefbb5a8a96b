import { sql } from "kysely";
import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import type { Job } from "./job/job.ts";
import type { Cursor } from "./listing/cursor.ts";
import type { JobFilter } from "./listing/job-filter.ts";
import { listPage } from "./listing/list-page.ts";
import { momentAsText } from "./listing/moment-text.ts";

export interface ListOptions extends JobFilter {
  /** Jobs a page, 1 to 1000. */
  readonly limit?: number;
  /** Id of the last job of the page before. */
  readonly after?: string;
}

/**
 * Jobs, newest first, a page at a time. A page begins behind a job, not at a number, so that jobs which
 * arrive meanwhile neither repeat nor hide any; the job itself need not match the filter any more.
 *
 * @throws {LongshoreError} JOB_NOT_FOUND where the job of `after` is gone
 */
export async function list(database: Database, options: ListOptions = {}): Promise<Job[]> {
  const { limit: wanted = 50, after: last, ...filter } = options;
  const limit = Math.min(Math.max(wanted, 1), 1000);
  const jobs: Job[] = [];
  let after = last === undefined ? undefined : await placeOf(database, last);
  for (;;) {
    const page = await listPage(database, { filter, limit: limit - jobs.length, after });
    jobs.push(...page.jobs);
    if (jobs.length >= limit || page.next === null) return jobs;
    after = page.next;
  }
}

async function placeOf(database: Database, id: string): Promise<Cursor> {
  const { rows } = await sql<Cursor>`
    select id, ${momentAsText(database, "created_at")} as place
    from container_manager_containerjob
    where id = ${uuidParameter(id)}
  `.execute(database.query);
  const [place] = rows;
  if (!place) throw new LongshoreError("JOB_NOT_FOUND", { id });
  return place;
}
