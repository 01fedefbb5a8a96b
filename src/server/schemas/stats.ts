import { z } from "zod";
import { toldMoment } from "./moment.ts";

const counts = z.object({
  pending: z.int().describe("Not in the queue."),
  queued: z.int().describe("Waiting and due, or due again after a failed launch."),
  scheduled: z.int().describe("Waiting for their time."),
  launching: z.int().describe("Taken by a worker, not running yet."),
  running: z.int().describe("Running."),
  completed: z.int().describe("Ended with exit code 0."),
  failed: z.int().describe("Failed, those never launched among them."),
  timeout: z.int().describe("Stopped when their time was up."),
  cancelled: z.int().describe("Cancelled."),
  launchFailed: z.int().describe("Failed without having been launched."),
});

export const stats = z
  .object({
    at: toldMoment.describe("The database's time of these figures."),
    counts: counts.describe("Jobs by state."),
    countedAt: toldMoment.describe(
      "When the jobs that have ended, or are not queued, were counted: of very many not each time.",
    ),
    oldestReadyMs: z
      .number()
      .nullable()
      .describe("Milliseconds that the job waits that is ready for longest."),
    running: z.int().describe("Attempts that a worker has in hand, launching or running."),
    workersAlive: z.int().describe("Workers that were heard of within their lease."),
    windowMs: z.int().describe("Milliseconds that the next three look back on."),
    failuresByReason: z
      .array(
        z.object({
          reason: z.string().describe("As an attempt has it."),
          count: z.int().describe("Attempts."),
        }),
      )
      .describe("Attempts that went wrong."),
    ended: z.int().describe("Attempts that ended, well or not."),
    throughputPerMinute: z.number().describe("Attempts that ended, per minute."),
  })
  .meta({ id: "Stats" });

export const seriesQuery = z.strictObject({
  hours: z.coerce.number().int().min(1).max(24).default(1).describe("Hours to look back on, 1 to 24."),
});

export const series = z
  .object({
    stepMs: z.int().describe("Milliseconds that one point stands for."),
    points: z
      .array(
        z.object({
          at: toldMoment.describe("The step's beginning."),
          completed: z.int().describe("Attempts that ended well."),
          failed: z.int().describe("Attempts that failed; a cancel is none."),
          waitMsP50: z
            .number()
            .nullable()
            .describe("Milliseconds from queued, or due, to claimed: the median."),
          waitMsP95: z.number().nullable().describe("The 95th percentile of the same."),
        }),
      )
      .describe("In order of time."),
  })
  .meta({ id: "Series" });

export type Stats = z.input<typeof stats>;
export type Series = z.input<typeof series>;
