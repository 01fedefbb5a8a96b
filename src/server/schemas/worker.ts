import { z } from "zod";
import { toldMoment } from "./moment.ts";

export const worker = z
  .object({
    id: z.guid().describe("Its id."),
    node: z.string().describe("The machine that it runs on."),
    pid: z.int().describe("Its process there."),
    concurrency: z.int().describe("Jobs that it runs at once."),
    jobs: z.int().describe("Attempts it has in hand."),
    startedAt: toldMoment.describe("When it began."),
    heartbeatAt: toldMoment.describe("When it was heard of last."),
    silentMs: z.number().describe("Milliseconds since then."),
    alive: z.boolean().describe("Whether that is within its lease."),
  })
  .meta({ id: "Worker" });

export const workers = z.object({ workers: z.array(worker).describe("Those that were heard of lately.") });

export type Worker = z.input<typeof worker>;
