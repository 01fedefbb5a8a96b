import { z } from "zod";
import { jobFilter } from "./filter.ts";
import { job } from "./job.ts";
import { moment } from "./moment.ts";

export const jobId = z.object({
  id: z
    .string()
    .regex(/^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$/, "must be a job's id")
    .meta({ format: "uuid", description: "The job's id." }),
});

const priority = z.int().min(0).max(100).describe("0 to 100; higher is sooner.");
const attempts = z.int().min(1).max(1_000).describe("Further launch attempts allowed.");
const at = moment.nullable().describe("Not before this moment; null is as soon as may be.");

export const retryBody = z.strictObject({ attempts: attempts.optional() }).nullish();
export const reprioritizeBody = z.strictObject({ priority });
export const scheduleBody = z.strictObject({ at });

/** What became of a job that something was done to. */
export const actionResult = z
  .object({
    id: z.guid().describe("The job's id."),
    result: z.string().describe("For a cancel, `requested` where a worker has to stop it first."),
    job: job.describe("As it stands now."),
  })
  .meta({ id: "ActionResult" });

/** Jobs a request changes at most. */
export const mostInBulk = 10_000;

const action = z
  .enum(["cancel", "dequeue", "retry", "reprioritize", "schedule"])
  .describe("What to do with each job.");

export const bulkRequest = z
  .strictObject({
    action,
    ids: z.array(z.guid()).min(1).max(mostInBulk).optional().describe("Of 10,000 jobs at most."),
    filter: jobFilter.optional().describe("Every job that matches; give ids or this."),
    priority: priority.optional(),
    at: at.optional(),
    attempts: attempts.optional(),
    dryRun: z.boolean().default(false).describe("Only count."),
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ["ids"],
    message: "give either ids or filter",
  })
  .refine(({ action, priority }) => action !== "reprioritize" || priority !== undefined, {
    path: ["priority"],
    message: "is needed to reprioritize",
  })
  .refine(({ action, at }) => action !== "schedule" || at !== undefined, {
    path: ["at"],
    message: "is needed to schedule; null is as soon as may be",
  })
  .meta({ id: "BulkRequest" });

const undo = z.object({
  action,
  ids: z.array(z.guid()).describe("Of the jobs that it puts back."),
  priority: priority.optional(),
  at: at.optional(),
});

export const bulkResult = z
  .object({
    matched: z.int().describe("Jobs that were meant."),
    done: z.int().describe("Jobs that it was done to."),
    failed: z
      .array(
        z.object({
          id: z.guid().describe("The job's id."),
          code: z.string().describe("A code of docs/errors.md."),
          detail: z.string().describe("For people."),
        }),
      )
      .describe("Jobs that it could not be done to, and why."),
    undo: z
      .array(undo)
      .nullable()
      .describe("Requests that put it back, one after the other; null where it cannot be."),
  })
  .meta({ id: "BulkResult" });

export type BulkRequest = z.input<typeof bulkRequest>;
export type BulkResult = z.input<typeof bulkResult>;
