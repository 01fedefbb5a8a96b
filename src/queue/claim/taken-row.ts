import { type RawBuilder, sql } from "kysely";
import { type JobRow, jobColumns } from "../attempt/assigned-job.ts";
import type { WorkerIdentity } from "../workers/workers.ts";
import type { FirstJobs } from "./first-jobs.ts";

export interface TakeOptions extends FirstJobs {
  readonly worker: WorkerIdentity;
}

/** A job that is claimed; `retry_count` is the attempt's number. */
export interface TakenRow extends JobRow {
  readonly retry_count: number;
}

export interface TakenRows {
  /** In the order in which they come. */
  readonly rows: readonly TakenRow[];
  /** How many of the jobs that come first somebody else had locked, or changed in this moment. */
  readonly passedOver: number;
}

/** What is read of a job that is claimed. The template's text is a select of its own: it is not to be locked. */
export function takenColumns(job: string): RawBuilder<unknown> {
  const columns = [...jobColumns, "retry_count"].map((column) => sql.ref(`${job}.${column}`));
  return sql`${sql.join(columns)},
    (select environment_variables_text from container_manager_environmentvariabletemplate as template
      where template.id = ${sql.ref(`${job}.environment_template_id`)}) as environment_variables_text`;
}
