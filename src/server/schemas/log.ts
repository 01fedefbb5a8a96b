import { z } from "zod";
import { toldMoment } from "./moment.ts";

const cursor = z
  .string()
  .regex(/^\d{1,9}-\d{1,9}$/, "must be what an answer gave as next")
  .describe("Behind this piece: its attempt and its number.");

const stream = z.enum(["stdout", "stderr", "both"]).default("both").describe("Which of the two to read.");

export const logQuery = z.strictObject({
  stream,
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100).describe("Pieces at most, 1 to 200."),
});

export const downloadQuery = z.strictObject({ stream });

export const followQuery = z.strictObject({ stream, after: cursor.optional() });

export const followHeaders = z.object({ "last-event-id": cursor.optional() });

export const logChunk = z
  .object({
    attempt: z.int().describe("The attempt that wrote it."),
    sequence: z.int().describe("Its number within the attempt."),
    stream: z.enum(["stdout", "stderr"]).describe("Where it was written to."),
    at: toldMoment.describe("When it was stored, by the database's clock."),
    text: z.string().describe("As the job wrote it, control sequences included; what is no UTF-8 is U+FFFD."),
  })
  .meta({ id: "LogChunk" });

export const logPage = z
  .object({
    chunks: z.array(logChunk).describe("Pieces of the output, in order."),
    next: cursor.nullable().describe("Give it as `after` for what follows; null where there was nothing."),
    ended: z.boolean().describe("Whether nothing more will come."),
  })
  .meta({ id: "LogPage" });

export type LogChunk = z.input<typeof logChunk>;
