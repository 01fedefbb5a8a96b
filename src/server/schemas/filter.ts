import { z } from "zod";
import { statuses } from "../../queue/job/states.ts";
import { moment } from "./moment.ts";

const text = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => !value.includes("\0"), "has a NUL byte");
const priority = z.coerce.number().int().min(0).max(100);
const queueStatuses = ["not_queued", "queued", "scheduled", "launch_failed", "launched"] as const;

/** `a,b` in an address, a list in a body. */
const listOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .union([z.array(z.enum(values)).min(1).max(values.length), z.string()])
    .transform((given) => (typeof given === "string" ? given.split(",") : given))
    .pipe(z.array(z.enum(values, `must be of ${values.join(", ")}`)).max(values.length))
    .describe(`Several are separated by commas: ${values.join(", ")}`);

const filters = {
  status: listOf(statuses).optional(),
  queueStatus: listOf(queueStatuses).optional(),
  host: text.optional().describe("An executor host's name."),
  name: text.optional().describe("Part of the name."),
  image: text.optional().describe("The image reference's beginning."),
  search: text.optional().describe("The beginning of the id, or part of name or image."),
  priorityMin: priority.optional().describe("Of this priority or a higher one, 0 to 100."),
  priorityMax: priority.optional().describe("Of this priority or a lower one, 0 to 100."),
  since: moment.optional().describe("Created at or after this moment."),
  until: moment.optional().describe("Created before this moment."),
};

export const jobFilter = z.strictObject(filters).meta({ id: "JobFilter" });

export const countQuery = z.strictObject(filters);

export const jobsQuery = z.strictObject({
  ...filters,
  sort: z
    .enum(["created", "priority"])
    .default("created")
    .describe("`priority` is the order in which jobs are launched, and shows only those that are ready."),
  limit: z.coerce.number().int().min(1).max(1000).default(50).describe("Jobs at most, 1 to 1000."),
  after: z.string().max(500).optional().describe("`next` of the page before."),
});
