import { z } from "zod";

/** What is answered where something is wrong: RFC 9457, with a code of docs/errors.md. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("Everything that is wrong with the request, where it is more than one thing can say."),
  })
  .meta({ id: "Problem" });

export type Problem = z.input<typeof problem>;
