import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type Job, readJobs, selectJobs } from "../job.ts";
import { type Cursor, momentAsText } from "./cursor.ts";
import { idCondition, type JobFilter, otherConditions } from "./job-filter.ts";
import { newestJobs } from "./newest-jobs.ts";

export interface PageOptions {
  readonly filter?: JobFilter;
  /** Jobs at most. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: Cursor | undefined;
}

export interface JobPage {
  readonly jobs: Job[];
  /** Where the next page begins; null where there is none. */
  readonly next: Cursor | null;
}

/**
 * Jobs that are looked at for one page, where the filter has conditions that no index answers. A page may
 * then be short, or empty, and still have a next.
 */
export const jobsToLookAt = 10_000;

/** Before every job: where the next page begins when ids alone have filled the first. */
const beginning: Cursor = { at: "9999-12-31 00:00:00", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };

/**
 * A page of jobs, newest first. It begins behind a place in time, so that jobs which arrive meanwhile
 * neither repeat nor hide any, and costs the same however many jobs there are.
 */
export async function listPage(database: Database, options: PageOptions): Promise<JobPage> {
  const { ids, next } = await findPage(database, options);
  if (ids.length === 0) return { jobs: [], next };
  const jobs = await readJobs(database, selectJobs(database).where("job.id", "in", ids.map(uuidParameter)));
  const byJobId = new Map(jobs.map((job) => [job.id, job]));
  return { jobs: ids.flatMap((id) => byJobId.get(id) ?? []), next };
}

/** The ids of a page's jobs, in its order. */
export async function findPage(
  database: Database,
  { filter = {}, limit, after }: PageOptions,
): Promise<{ ids: string[]; next: Cursor | null }> {
  const byId = after ? [] : await idsBeginningWith(database, filter, limit);
  const { found, next } = await findNewest(database, filter, limit - byId.length, after);
  return { ids: [...byId, ...found.map(({ id }) => id)], next };
}

/** Those whose id is searched for come first, on the first page, however old they are. */
async function idsBeginningWith(database: Database, filter: JobFilter, limit: number): Promise<string[]> {
  const condition = filter.search && idCondition(database, filter.search);
  if (!condition) return [];
  const { since, until, status } = filter;
  const { search: _, ...others } = filter;
  const conditions = [condition, ...otherConditions(database, others)];
  if (status?.length) conditions.push(sql`job.status in (${sql.join([...status])})`);
  if (since) conditions.push(sql`job.created_at >= ${since}`);
  if (until) conditions.push(sql`job.created_at < ${until}`);
  const { rows } = await sql<{ id: string }>`
    select job.id from container_manager_containerjob as job
    where ${sql.join(conditions, sql` and `)}
    order by job.id limit ${sql.lit(limit)}
  `.execute(database.query);
  return rows.map(({ id }) => id);
}

async function findNewest(
  database: Database,
  filter: JobFilter,
  limit: number,
  after: Cursor | undefined,
): Promise<{ found: Cursor[]; next: Cursor | null }> {
  const conditions = otherConditions(database, filter);
  const lookAt = conditions.length === 0 ? limit + 1 : jobsToLookAt;
  const newest = newestJobs(database, filter, lookAt, after);
  const at = momentAsText(database, "newest.created_at");
  const order = sql`order by newest.created_at desc, newest.id desc`;
  const { rows } = await (conditions.length === 0
    ? sql<Cursor>`select newest.id, ${at} as at from ${newest} as newest ${order}`
    : sql<Cursor>`
        select newest.id, ${at} as at
        from ${newest} as newest
        join container_manager_containerjob as job on job.id = newest.id
        where ${sql.join(conditions, sql` and `)}
        ${order} limit ${sql.lit(limit + 1)}
      `
  ).execute(database.query);
  if (rows.length > limit) {
    const found = rows.slice(0, limit);
    return { found, next: found.at(-1) ?? after ?? beginning };
  }
  if (conditions.length === 0) return { found: rows, next: null };
  return { found: rows, next: await lastLookedAt(database, filter, after) };
}

/** Where looking for a page ended before all was looked at; null where it was all. */
async function lastLookedAt(
  database: Database,
  filter: JobFilter,
  after: Cursor | undefined,
): Promise<Cursor | null> {
  const { rows } = await sql<Cursor>`
    select newest.id, ${momentAsText(database, "newest.created_at")} as at
    from ${newestJobs(database, filter, jobsToLookAt, after)} as newest
    order by newest.created_at desc, newest.id desc
    limit 1 offset ${sql.lit(jobsToLookAt - 1)}
  `.execute(database.query);
  return rows[0] ?? null;
}
