import { z } from "zod";

export const login = z
  .strictObject({ token: z.string().min(1).max(500).describe("One of the server's tokens.") })
  .meta({ id: "Login" });

export const session = z
  .object({
    role: z.enum(["read", "operate"]).describe("Who may operate may change things."),
    readOnly: z.boolean().describe("Whether nothing can be changed with these credentials."),
    version: z.string().describe("Of Longshore."),
    database: z
      .object({
        dialect: z.string().describe("Postgres, mariadb, mysql or sqlite."),
        display: z.string().describe("Its address, without the password."),
      })
      .describe("The one that the queue is in."),
  })
  .meta({ id: "Session" });

export type Session = z.input<typeof session>;
