import { type RawBuilder, type SqlBool, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { QueueStatus } from "../job/readings.ts";
import { active, ended, type Status, statuses, transitions } from "../job/states.ts";

export interface JobFilter {
  readonly status?: readonly Status[] | undefined;
  readonly queueStatus?: readonly QueueStatus[] | undefined;
  /** Part of the name. */
  readonly name?: string | undefined;
  /** The image reference's beginning. */
  readonly image?: string | undefined;
  /** Name of an executor host. */
  readonly host?: string | undefined;
  /** The beginning of the id, or part of name or image. */
  readonly search?: string | undefined;
  readonly priorityMin?: number | undefined;
  readonly priorityMax?: number | undefined;
  /** Created at or after this moment. */
  readonly since?: Date | undefined;
  /** Created before this moment. */
  readonly until?: Date | undefined;
}

/** In which states a job can have a reading, unless Django has written something else by itself. */
const statusesOf: Record<QueueStatus, readonly Status[]> = {
  not_queued: statuses,
  queued: [...transitions.claim.from, "launching"],
  scheduled: [...transitions.claim.from, "launching"],
  launch_failed: ["failed"],
  launched: [...active, ...ended],
};

/** The states whose jobs can match: the index on state and creation finds them. */
export function statusesToLookAt({ status, queueStatus }: JobFilter): readonly Status[] {
  if (status?.length) return status;
  if (!queueStatus?.length) return statuses;
  return statuses.filter((one) => queueStatus.some((reading) => statusesOf[reading].includes(one)));
}

/**
 * What an index on state and creation does not answer: conditions on a row called `job`.
 *
 * @param options.idsApart leave out the jobs whose id is searched for: they are found by themselves
 */
export function otherConditions(
  database: Database,
  filter: JobFilter,
  { idsApart = false }: { idsApart?: boolean } = {},
): RawBuilder<SqlBool>[] {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (filter.queueStatus?.length) {
    conditions.push(sql`${queueStatusOf(database)} in (${sql.join([...filter.queueStatus])})`);
  }
  if (filter.name) conditions.push(like("job.name", `%${escapeLike(filter.name)}%`));
  if (filter.image) conditions.push(like("job.docker_image", `${escapeLike(filter.image)}%`));
  if (filter.host) {
    conditions.push(
      sql`job.docker_host_id in (select id from container_manager_executorhost where name = ${filter.host})`,
    );
  }
  if (filter.search) conditions.push(searchCondition(database, filter.search, idsApart));
  if (filter.priorityMin !== undefined) conditions.push(sql`job.priority >= ${filter.priorityMin}`);
  if (filter.priorityMax !== undefined) conditions.push(sql`job.priority <= ${filter.priorityMax}`);
  return conditions;
}

function searchCondition(database: Database, search: string, idsApart: boolean): RawBuilder<SqlBool> {
  const part = `%${escapeLike(search)}%`;
  const found = sql<SqlBool>`(${like("job.name", part)} or ${like("job.docker_image", part)})`;
  const id = idCondition(database, search);
  if (!id) return found;
  return idsApart ? sql`(${found} and not ${id})` : sql`(${found} or ${id})`;
}

/** Digits of an id that are few enough to be of many jobs are not taken for one. */
const fewestDigits = 6;

/** The condition that a job's id begins with what is searched for; nothing where that is no beginning of an id. */
export function idCondition(database: Database, search: string): RawBuilder<SqlBool> | undefined {
  const digits = search.trim().toLowerCase().replaceAll("-", "");
  if (!/^[0-9a-f]{1,32}$/.test(digits) || digits.length < fewestDigits) return undefined;
  // MariaDB orders its UUIDs by other digits than it shows first, so a range would miss some.
  if (database.dialect === "mariadb" && database.capabilities.uuidType && digits.length < 32) {
    return sql`replace(cast(job.id as char), '-', '') like ${`${digits}%`}`;
  }
  const first = uuidParameter(digits.padEnd(32, "0"));
  const last = uuidParameter(digits.padEnd(32, "f"));
  return sql`(job.id between ${first} and ${last})`;
}

/** What `readings.ts` reads, in SQL. */
function queueStatusOf({ now }: Database): RawBuilder<QueueStatus> {
  return sql`case
    when job.queued_at is null then 'not_queued'
    when job.launched_at is not null then 'launched'
    when job.scheduled_for is not null and job.scheduled_for > ${now} then 'scheduled'
    when job.retry_count >= job.max_retries and job.status <> 'launching' then 'launch_failed'
    else 'queued' end`;
}

function like(column: string, pattern: string) {
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '!'`;
}

/** `!` escapes, since the databases do not read a backslash alike. */
function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, "!$&");
}
