import { z } from "zod";

const difference = z.object({
  kind: z.string(),
  object: z.string(),
  message: z.string(),
});

export const migrationsView = z
  .object({
    migrations: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["applied", "pending", "started"]),
        how: z.string().nullable(),
        appliedAt: z.string().nullable(),
        stepsLeft: z.int().nullable(),
      }),
    ),
    plan: z.array(
      z.object({
        name: z.string(),
        steps: z.array(
          z.object({
            description: z.string(),
            statements: z.array(z.string()).readonly(),
            lock: z.string(),
            safe: z.string(),
          }),
        ),
      }),
    ),
    drift: z.array(difference).describe("Where the database is not as declared."),
    notes: z.array(difference).describe("Where it differs by design."),
  })
  .meta({ id: "MigrationsView" });

export const schemaView = z
  .object({
    tables: z.array(
      z.object({
        name: z.string(),
        rows: z.number().nullable().describe("As the database estimates them."),
        bytes: z.number().nullable(),
        columns: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            nullable: z.boolean(),
            default: z.string().nullable(),
            comment: z.string().nullable(),
          }),
        ),
        indexes: z.array(
          z.object({
            name: z.string(),
            columns: z.array(z.string()).readonly(),
            unique: z.boolean(),
            predicate: z.string().nullable(),
            bytes: z.number().nullable(),
            scans: z.number().nullable().describe("How often it was read since the server counts."),
            seed: z.boolean().describe("One of the nine that the seed asks for."),
          }),
        ),
        checks: z.array(z.object({ name: z.string().nullable(), expression: z.string() })),
      }),
    ),
  })
  .meta({ id: "SchemaView" });

export type MigrationsView = z.input<typeof migrationsView>;
export type SchemaView = z.input<typeof schemaView>;
