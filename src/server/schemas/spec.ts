import { z } from "zod";
import { jobSpec } from "../../queue/job/job-spec.ts";
import { moment } from "./moment.ts";

/** What a caller submits: as the library takes it, but for its moment, which JSON has as text. */
export const spec = jobSpec
  .safeExtend({ at: moment.optional().describe("Not to be launched before this moment.") })
  .meta({ id: "JobSpec" });

/** Jobs a batch. */
const mostJobs = 1_000;

export const batch = z
  .strictObject({ jobs: z.array(spec).min(1).max(mostJobs).describe("1 to 1000, made all or none.") })
  .meta({ id: "Batch" });

export const createdBatch = z
  .object({ ids: z.array(z.guid()).describe("Of the jobs, in the order given.") })
  .meta({ id: "CreatedBatch" });

export const idempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The same key with the same body makes nothing new; with another body it is refused."),
});

export type JobSpec = z.input<typeof spec>;
