import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { type Job, readJobs, selectJobs } from "../job/job.ts";
import type { Cursor } from "./cursor.ts";
import { idCondition, type JobFilter, otherConditions } from "./job-filter.ts";
import { joinJobs } from "./join-jobs.ts";
import { createdWithin, newestFirst } from "./newest-first.ts";
import type { ListOrder } from "./order.ts";

export interface PageOptions {
  readonly filter?: JobFilter;
  /** Newest first where it is missing. */
  readonly order?: ListOrder;
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
const jobsToLookAt = 10_000;

/**
 * A page of jobs. It begins behind a place in their order, so that jobs which arrive meanwhile neither
 * repeat nor hide any, and costs the same however many jobs there are.
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
  { filter = {}, order = newestFirst, limit, after }: PageOptions,
): Promise<{ ids: string[]; next: Cursor | null }> {
  const byId = after || order !== newestFirst ? [] : await idsBeginningWith(database, filter, limit);
  // Who looks for an id need not wait until names and images were looked at.
  if (byId.length > 0) return { ids: byId, next: { place: order.beginning, id: noId } };
  const { found, next } = await findByOrder(database, filter, order, limit, after);
  return { ids: found.map(({ id }) => id), next };
}

/** Those whose id is searched for are a page of their own, the first, however old they are. */
async function idsBeginningWith(database: Database, filter: JobFilter, limit: number): Promise<string[]> {
  const condition = filter.search && idCondition(database, filter.search);
  if (!condition) return [];
  const { search: _, ...others } = filter;
  const conditions = [condition, ...otherConditions(database, others), ...createdWithin(filter)];
  if (filter.status?.length) conditions.push(sql`job.status in (${sql.join([...filter.status])})`);
  const { rows } = await sql<{ id: string }>`
    select job.id from container_manager_containerjob as job
    where ${sql.join(conditions, sql` and `)}
    order by job.id limit ${sql.lit(limit)}
  `.execute(database.query);
  return rows.map(({ id }) => id);
}

async function findByOrder(
  database: Database,
  filter: JobFilter,
  order: ListOrder,
  limit: number,
  after: Cursor | undefined,
): Promise<{ found: Cursor[]; next: Cursor | null }> {
  const conditions = otherConditions(database, filter, { idsApart: order === newestFirst });
  const isIndexed = conditions.length === 0;
  const lookedAt = await order.first(database, filter, isIndexed ? limit + 1 : jobsToLookAt, after);
  const matching = isIndexed ? sql`` : sql`${joinJobs(database)} where ${sql.join(conditions, sql` and `)}`;
  const { rows } = await sql<Cursor>`
    select found.id, ${order.placeOf(database)} as place
    from ${lookedAt} as found ${matching}
    order by ${order.orderBy} limit ${sql.lit(limit + 1)}
  `.execute(database.query);
  if (rows.length > limit) {
    const found = rows.slice(0, limit);
    return { found, next: found.at(-1) ?? null };
  }
  if (isIndexed) return { found: rows, next: null };
  const { rows: last } = await sql<Cursor>`
    select found.id, ${order.placeOf(database)} as place from ${lookedAt} as found
    order by ${order.orderBy} limit 1 offset ${sql.lit(jobsToLookAt - 1)}
  `.execute(database.query);
  return { found: rows, next: last[0] ?? null };
}

const noId = "ffffffff-ffff-ffff-ffff-ffffffffffff";
