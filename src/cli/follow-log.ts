import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { ended } from "../queue/job/states.ts";
import { type LogPosition, readLog } from "../queue/output/log-chunks.ts";
import { show } from "../queue/show.ts";
import { write } from "./output.ts";

/** How often new output is looked for, in milliseconds. */
const interval = 250;

export interface FollowOptions {
  /** Leave out what this worker writes: it is shown by another way. */
  readonly except?: string;
}

/** Writes a job's output to our own streams as it is stored, until the job has ended. */
export async function followLog(
  database: Database,
  jobId: string,
  options: FollowOptions = {},
): Promise<void> {
  let position: LogPosition | undefined;
  for (;;) {
    // The job is read first: what it wrote before its end is then there to be read after it.
    const job = await show(database, jobId);
    const own = new Set(
      job.attempts.filter(({ worker }) => worker === options.except).map(({ number }) => number),
    );
    for (;;) {
      const chunks = await readLog(database, jobId, position);
      for (const chunk of chunks) if (!own.has(chunk.attempt)) await write(process[chunk.stream], chunk.data);
      position = chunks.at(-1) ?? position;
      if (chunks.length === 0) break;
    }
    if (ended.includes(job.status)) return;
    await sleep(interval);
  }
}
