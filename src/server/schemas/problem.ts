import { z } from "zod";

/** What is answered where something is wrong: RFC 9457, with a code of docs/errors.md. */
export const problem = z
  .object({
    type: z.string().describe("Its code as a URN."),
    title: z.string().describe("The status in words."),
    status: z.int().describe("As in the answer's first line."),
    detail: z.string().describe("What was wrong, where, and how to mend it."),
    code: z.string().describe("A code of docs/errors.md."),
    errors: z
      .array(
        z.object({
          path: z.string().describe("Where in the request."),
          message: z.string().describe("What is wrong with it."),
        }),
      )
      .optional()
      .describe("Everything that is wrong with the request, where it is more than one thing can say."),
  })
  .meta({ id: "Problem" });

export type Problem = z.input<typeof problem>;
