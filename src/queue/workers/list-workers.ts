import { sql } from "kysely";
import type { Database } from "../../database/database.ts";

/** A worker as callers see it. */
export interface WorkerView {
  readonly id: string;
  /** The machine it runs on. */
  readonly node: string;
  readonly pid: number;
  /** Jobs at once, and how many it has in hand. */
  readonly concurrency: number;
  readonly jobs: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** Milliseconds since its last heartbeat, by the database's clock. */
  readonly silentMs: number;
  /** Whether it has been heard of within the lease. */
  readonly alive: boolean;
}

/** @param lease milliseconds of silence after which a worker has lost its jobs */
export async function listWorkers(database: Database, lease: number): Promise<WorkerView[]> {
  const rows = await database.query
    .selectFrom("longshore_worker as worker")
    .selectAll("worker")
    .select((select) =>
      select
        .selectFrom("longshore_attempt as attempt")
        .select((count) => count.fn.countAll<number | string>().as("count"))
        .whereRef("attempt.worker_id", "=", "worker.id")
        .where("attempt.ended_at", "is", null)
        .as("jobs"),
    )
    .select(sql<Date>`${database.now}`.as("now"))
    .orderBy("worker.started_at")
    .execute();
  return rows.map((row) => {
    const silentMs = Math.max(0, row.now.getTime() - row.heartbeat_at.getTime());
    return {
      id: row.id,
      node: row.node,
      pid: row.pid,
      concurrency: row.concurrency,
      jobs: Number(row.jobs),
      startedAt: row.started_at,
      heartbeatAt: row.heartbeat_at,
      silentMs,
      alive: silentMs < lease,
    };
  });
}
