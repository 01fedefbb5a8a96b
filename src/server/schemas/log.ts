import { z } from "zod";
import { toldMoment } from "./moment.ts";

const cursor = z
  .string()
  .regex(/^\d{1,9}-\d{1,9}$/, "must be what an answer gave as next")
  .describe("Behind this piece: its attempt and its number.");

const stream = z.enum(["stdout", "stderr", "both"]).default("both");

export const logQuery = z.strictObject({
  stream,
  after: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export const downloadQuery = z.strictObject({ stream });

export const followQuery = z.strictObject({ stream, after: cursor.optional() });

export const followHeaders = z.object({ "last-event-id": cursor.optional() });

export const logChunk = z
  .object({
    attempt: z.int(),
    sequence: z.int(),
    stream: z.enum(["stdout", "stderr"]),
    at: toldMoment.describe("When it was stored, by the database's clock."),
    text: z.string().describe("As the job wrote it, control sequences included; what is no UTF-8 is U+FFFD."),
  })
  .meta({ id: "LogChunk" });

export const logPage = z
  .object({
    chunks: z.array(logChunk),
    next: cursor.nullable(),
    ended: z.boolean().describe("Whether nothing more will come."),
  })
  .meta({ id: "LogPage" });

export type LogChunk = z.input<typeof logChunk>;
