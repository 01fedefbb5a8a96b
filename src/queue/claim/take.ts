import type { Database } from "../../database/database.ts";
import { describeJob } from "../attempt/assigned-job.ts";
import { type Assignment, newAssignment } from "../attempt/assignment.ts";
import { takeInOne } from "./take-in-one.ts";
import { takeInSteps } from "./take-in-steps.ts";
import type { TakenRows, TakeOptions } from "./taken-row.ts";

export interface Taken extends Pick<TakenRows, "passedOver"> {
  readonly claimed: Assignment[];
}

/**
 * Claims the jobs that come first: locks their rows, each by its primary key, makes them `launching`, and
 * opens an attempt for each. Nothing else is locked.
 */
export async function take(database: Database, options: TakeOptions): Promise<Taken> {
  const { rows, passedOver } =
    database.dialect === "postgres"
      ? await takeInOne(database, options)
      : await takeInSteps(database, options);
  const claimed = rows.map((row) =>
    newAssignment({ jobId: row.id, number: row.retry_count, workerId: options.worker.id }, describeJob(row)),
  );
  return { claimed, passedOver };
}
