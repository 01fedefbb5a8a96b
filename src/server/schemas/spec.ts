import { z } from "zod";
import { jobSpec } from "../../queue/job-spec.ts";
import { moment } from "./moment.ts";

/** What a caller submits: as the library takes it, but for its moment, which JSON has as text. */
export const spec = jobSpec.safeExtend({ at: moment.optional() }).meta({ id: "JobSpec" });

/** Jobs a batch. */
const mostJobs = 1_000;

export const batch = z.strictObject({ jobs: z.array(spec).min(1).max(mostJobs) }).meta({ id: "Batch" });

export const createdBatch = z.object({ ids: z.array(z.guid()) }).meta({ id: "CreatedBatch" });

export const idempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The same key with the same body makes nothing new; with another body it is refused."),
});

export type JobSpec = z.input<typeof spec>;
