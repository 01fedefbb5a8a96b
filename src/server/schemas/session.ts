import { z } from "zod";

export const login = z.strictObject({ token: z.string().min(1).max(500) }).meta({ id: "Login" });

export const session = z
  .object({
    role: z.enum(["read", "operate"]),
    readOnly: z.boolean().describe("Whether nothing can be changed with these credentials."),
    version: z.string(),
    database: z.object({ dialect: z.string(), display: z.string().describe("Without the password.") }),
  })
  .meta({ id: "Session" });

export type Session = z.input<typeof session>;
