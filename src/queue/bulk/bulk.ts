import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { notify } from "../../database/notifications.ts";
import { type ErrorCode, LongshoreError } from "../../errors.ts";
import { active, type Status, transitions } from "../job/states.ts";
import { type BulkAction, changesOf, doneWord, fillsQueue, startsFrom, takes, verbOf } from "./actions.ts";
import { type JobBefore, type Undo, undoOf } from "./undo.ts";

export interface BulkOutcome {
  /** Ids of the jobs that it was done to. */
  readonly done: string[];
  readonly failed: { readonly id: string; readonly code: ErrorCode; readonly detail: string }[];
  /** What puts them back, one after the other; null where nothing does. */
  readonly undo: Undo[] | null;
}

/** Jobs a transaction: it is over before anybody notices it. */
const batch = 500;

/**
 * Does one thing to many jobs, batch after batch. A job whose state forbids it does not keep the others
 * from it; what is done when something fails stays done.
 */
export async function bulk(
  database: Database,
  action: BulkAction,
  ids: readonly string[],
): Promise<BulkOutcome> {
  const done: JobBefore[] = [];
  const failed: BulkOutcome["failed"] = [];
  for (let start = 0; start < ids.length; start += batch) {
    const some = ids.slice(start, start + batch);
    const part = await database.transaction((transaction) => actOnBatch(transaction, action, some));
    if (fillsQueue(action) && part.done.length > 0) await notify(database);
    done.push(...part.done);
    failed.push(
      ...part.failed.map(({ code, message, detail }) => ({ id: detail.id, code, detail: message })),
    );
  }
  return { done: done.map(({ id }) => id), failed, undo: undoOf(action, done) };
}

type JobRow = JobBefore & { readonly status: string };
type Refusal = LongshoreError<"JOB_NOT_FOUND"> | LongshoreError<"INVALID_TRANSITION">;

async function actOnBatch(
  database: Database,
  action: BulkAction,
  ids: readonly string[],
): Promise<{ done: JobBefore[]; failed: Refusal[] }> {
  const jobs = await lockJobs(database, ids);
  const atOnce = [...jobs.values()].filter(({ status }) => startsFrom(action).includes(status as Status));
  await update(database, action, atOnce);
  const inHand = action.action === "cancel" ? await requestStops(database, [...jobs.values()]) : [];
  const done = [...atOnce, ...inHand];
  const doneIds = new Set(done.map(({ id }) => id));
  const failed = ids.filter((id) => !doneIds.has(id)).map((id) => refusalOf(action, id, jobs.get(id)));
  return { done, failed };
}

/** In the order of their ids, so that no two of these wait for each other. */
async function lockJobs(database: Database, ids: readonly string[]): Promise<Map<string, JobRow>> {
  let query = database.query
    .selectFrom("container_manager_containerjob")
    .select(["id", "status", "queued_at", "scheduled_for", "priority"])
    .where("id", "in", ids.map(uuidParameter))
    .orderBy("id");
  // SQLite locks no rows: its transactions that write run one at a time.
  if (database.capabilities.skipLocked) query = query.forUpdate();
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function update(database: Database, action: BulkAction, jobs: readonly JobRow[]): Promise<void> {
  if (jobs.length === 0) return;
  const verb = verbOf(action);
  await database.query
    .updateTable("container_manager_containerjob")
    .set({
      ...changesOf(database, action),
      ...(verb && { status: transitions[verb].to }),
      updated_at: database.now,
    })
    .where(
      "id",
      "in",
      jobs.map(({ id }) => uuidParameter(id)),
    )
    .execute();
}

/** Those that a worker has in hand: the wish is recorded, and the worker stops them. */
async function requestStops(database: Database, jobs: readonly JobRow[]): Promise<JobRow[]> {
  const running = jobs.filter(({ status }) => active.includes(status as Status));
  if (running.length === 0) return [];
  const ids = running.map(({ id }) => uuidParameter(id));
  await database.query
    .updateTable("longshore_attempt")
    .set({ cancel_requested_at: database.now })
    .where("job_id", "in", ids)
    .where("ended_at", "is", null)
    .execute();
  const open = await database.query
    .selectFrom("longshore_attempt")
    .select("job_id")
    .where("job_id", "in", ids)
    .where("ended_at", "is", null)
    .execute();
  const stopping = new Set(open.map(({ job_id }) => job_id));
  return running.filter(({ id }) => stopping.has(id));
}

function refusalOf(action: BulkAction, id: string, job: JobRow | undefined): Refusal {
  if (!job) return new LongshoreError("JOB_NOT_FOUND", { id });
  return new LongshoreError("INVALID_TRANSITION", {
    id,
    from: job.status,
    verb: doneWord(action),
    allowed: takes(action).join(" or "),
  });
}
