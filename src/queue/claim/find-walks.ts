import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { looseScan } from "./loose-scan.ts";
import { skipScan } from "./skip-scan.ts";
import { stillReady, type Walk, type WalkOptions } from "./walk.ts";

export interface FoundWalk extends Walk {
  /** Whether the host has its row to be locked by. */
  readonly lockable: boolean;
}

/** A row as both scans give it. */
interface WalkRow {
  readonly host_id: number;
  readonly lock_id: number | null;
  readonly scheduled: number;
  readonly priority: number;
  /** When the first job was, or will be, ready; null where nobody asked. */
  readonly scheduled_for: Date | null;
  readonly now: Date;
  readonly status?: string;
  readonly retry_count?: number;
  readonly max_retries?: number;
}

/**
 * The walks of these hosts, in one statement, which reads one or two index entries for each walk and locks
 * nothing. At most as many as there are priorities, whatever the number of jobs.
 */
export async function findWalks(database: Database, options: WalkOptions): Promise<FoundWalk[]> {
  const scan = database.capabilities.partialIndexes ? skipScan : looseScan;
  const { rows } = await database.executeOften(sql<WalkRow>`${scan(database, options)}`);
  return rows.map(toWalk);
}

/** The walk that has this job alone; none where it is not ready. */
export async function findJob(
  database: Database,
  { jobId, among }: WalkOptions & { readonly jobId: string },
): Promise<FoundWalk[]> {
  const { rows } = await sql<WalkRow>`
    with room as (${among})
    select host_id, lock_id, priority, 0 as scheduled, null as scheduled_for, ${database.now} as now
    from container_manager_containerjob as job
    join room on room.host_id = job.docker_host_id
    where id = ${uuidParameter(jobId)} and ${stillReady(database)}
  `.execute(database.query);
  return rows.map((row) => ({ ...toWalk(row), jobId }));
}

function toWalk(row: WalkRow): FoundWalk {
  return {
    hostId: row.host_id,
    lockable: row.lock_id !== null,
    scheduled: Number(row.scheduled) === 1,
    priority: row.priority,
    downwards: row.scheduled_for === null,
    dueInMs: row.scheduled_for === null ? 0 : row.scheduled_for.getTime() - row.now.getTime(),
    ...(row.status !== undefined && {
      combination: {
        status: row.status,
        retryCount: row.retry_count as number,
        maxRetries: row.max_retries as number,
      },
    }),
  };
}
