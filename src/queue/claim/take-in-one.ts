import { type RawBuilder, sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { transitions } from "../job/states.ts";
import { selectFirst } from "./first-jobs.ts";
import { type TakenRow, type TakenRows, type TakeOptions, takenColumns } from "./taken-row.ts";
import { lastAttempt, nothingOpen, stillReady } from "./walk.ts";

/**
 * PostgreSQL: one statement. Each part is a common table expression that is evaluated once and in this
 * order, since each reads the one before. A row that changed after the statement began is looked at again,
 * as it is then, when it is locked.
 *
 * What must still hold is asked within a case, so that no partial index can serve it: while the table's
 * statistics are older than its jobs, as after many were put into an empty queue, the planner would rather
 * read that index from end to end for each job than find them by their keys.
 */
export async function takeInOne(database: Database, options: TakeOptions): Promise<TakenRows> {
  const { worker, limit } = options;
  const { rows } = await database.executeOften(sql<TakenRow & { id: string | null; passed_over: number }>`
    with first as materialized (${selectFirst(database, options)}),
    locked as materialized (
      select first.* from container_manager_containerjob as job join first on first.id = job.id
      where case when ${stillReady(database)} and ${nothingOpen} then true end
      for no key update of job skip locked
    ),
    chosen as (${firstOf(sql`locked`, limit)}),
    claimed as (
      update container_manager_containerjob as job
      set status = ${sql.lit(transitions.claim.to)},
        retry_count = greatest(retry_count, ${lastAttempt}) + 1, updated_at = ${database.now}
      from chosen where job.id = chosen.id
      returning ${takenColumns("job")}, chosen.place
    ),
    opened as (
      insert into longshore_attempt (job_id, number, worker_id, host_id, node, execution_id, claimed_at)
      select id, retry_count, ${uuidParameter(worker.id)}::uuid, docker_host_id, ${worker.node}, '', ${database.now}
      from claimed
    )
    select claimed.*, (select count(*) from first) - (select count(*) from locked) as passed_over
    from (select) as always left join claimed on true
    order by place
  `);
  return {
    rows: rows.filter(({ id }) => id !== null),
    passedOver: rows[0]?.passed_over ?? 0,
  };
}

/** Of what could be locked, no more of each host than it has room for, and no more in all than is wanted. */
function firstOf(locked: RawBuilder<unknown>, limit: number): RawBuilder<unknown> {
  return sql`
    select id, place
    from (
      select ${locked}.*, row_number() over (partition by host_id order by place) as place_of_host from ${locked}
    ) as placed
    where place_of_host <= free
    order by place
    limit ${limit}`;
}
