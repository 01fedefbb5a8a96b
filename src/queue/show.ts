import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { type Job, readJobs, selectJobs } from "./job/job.ts";

/**
 * One job, with its attempts.
 *
 * @throws {LongshoreError} JOB_NOT_FOUND
 */
export async function show(database: Database, id: string): Promise<Job> {
  const [job] = await readJobs(database, selectJobs(database).where("job.id", "=", uuidParameter(id)));
  if (!job) throw new LongshoreError("JOB_NOT_FOUND", { id });
  return job;
}
