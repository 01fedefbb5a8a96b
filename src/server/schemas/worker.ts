import { z } from "zod";
import { toldMoment } from "./moment.ts";

export const worker = z
  .object({
    id: z.guid(),
    node: z.string(),
    pid: z.int(),
    concurrency: z.int(),
    jobs: z.int().describe("Attempts it has in hand."),
    startedAt: toldMoment,
    heartbeatAt: toldMoment,
    silentMs: z.number(),
    alive: z.boolean(),
  })
  .meta({ id: "Worker" });

export const workers = z.object({ workers: z.array(worker) });

export type Worker = z.input<typeof worker>;
