import { z } from "zod";
import { toldMoment } from "./moment.ts";

const counts = z.object({
  pending: z.int(),
  queued: z.int(),
  scheduled: z.int(),
  launching: z.int(),
  running: z.int(),
  completed: z.int(),
  failed: z.int(),
  timeout: z.int(),
  cancelled: z.int(),
  launchFailed: z.int(),
});

export const stats = z
  .object({
    at: toldMoment.describe("The database's time of these figures."),
    counts,
    countedAt: toldMoment.describe(
      "When the jobs that have ended, or are not queued, were counted: of very many not each time.",
    ),
    oldestReadyMs: z.number().nullable().describe("How long the job waits that is ready for longest."),
    running: z.int().describe("Attempts that a worker has in hand, launching or running."),
    workersAlive: z.int(),
    windowMs: z.int().describe("What the next three look back on."),
    failuresByReason: z.array(z.object({ reason: z.string(), count: z.int() })),
    ended: z.int().describe("Attempts that ended, well or not."),
    throughputPerMinute: z.number(),
  })
  .meta({ id: "Stats" });

export const seriesQuery = z.strictObject({
  hours: z.coerce.number().int().min(1).max(24).default(1),
});

export const series = z
  .object({
    stepMs: z.int(),
    points: z.array(
      z.object({
        at: toldMoment.describe("The step's beginning."),
        completed: z.int(),
        failed: z.int(),
        waitMsP50: z.number().nullable(),
        waitMsP95: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "Series" });

export type Stats = z.input<typeof stats>;
export type Series = z.input<typeof series>;
