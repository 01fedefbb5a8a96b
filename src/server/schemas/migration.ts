import { z } from "zod";

const difference = z.object({
  kind: z.string().describe("Drift, or a note."),
  object: z.string().describe("The table, column, index or check."),
  message: z.string().describe("How it differs, for people."),
});

export const migrationsView = z
  .object({
    migrations: z
      .array(
        z.object({
          name: z.string().describe("Its name."),
          state: z.enum(["applied", "pending", "started"]).describe("Started is one that was not ended."),
          how: z.string().nullable().describe("Whether it was run, adopted or faked."),
          appliedAt: z.string().nullable().describe("When it ended."),
          stepsLeft: z.int().nullable().describe("How many steps of it are to be run."),
        }),
      )
      .describe("All that there are, in order."),
    plan: z
      .array(
        z.object({
          name: z.string().describe("The migration's name."),
          steps: z
            .array(
              z.object({
                description: z.string().describe("What it does, for people."),
                statements: z.array(z.string()).readonly().describe("The SQL that it runs."),
                lock: z.string().describe("What it locks, and for how long."),
                safe: z.string().describe("Why it can be run while others write."),
              }),
            )
            .describe("In order."),
        }),
      )
      .describe("What `longshore migrate` would run now."),
    drift: z.array(difference).describe("Where the database is not as declared."),
    notes: z.array(difference).describe("Where it differs by design."),
  })
  .meta({ id: "MigrationsView" });

export const schemaView = z
  .object({
    tables: z
      .array(
        z.object({
          name: z.string().describe("Its name."),
          rows: z.number().nullable().describe("As the database estimates them."),
          bytes: z.number().nullable().describe("On disk, with its indexes."),
          columns: z
            .array(
              z.object({
                name: z.string().describe("Its name."),
                type: z.string().describe("As the database has it."),
                nullable: z.boolean().describe("Whether it may be NULL."),
                default: z.string().nullable().describe("An SQL expression."),
                comment: z.string().nullable().describe("As the database keeps it."),
              }),
            )
            .describe("In the table's order."),
          indexes: z
            .array(
              z.object({
                name: z.string().describe("Its name."),
                columns: z.array(z.string()).readonly().describe("In order; with DESC where they descend."),
                unique: z.boolean().describe("Whether no two rows may be alike in it."),
                predicate: z.string().nullable().describe("Which rows it holds; null is all."),
                bytes: z.number().nullable().describe("On disk."),
                scans: z.number().nullable().describe("How often it was read since the server counts."),
                seed: z.boolean().describe("One of the nine that the seed asks for."),
              }),
            )
            .describe("All that the table has."),
          checks: z
            .array(
              z.object({
                name: z.string().nullable().describe("Null where the database gives it none."),
                expression: z.string().describe("What holds for each row, in SQL."),
              }),
            )
            .describe("All that the table has."),
        }),
      )
      .describe("Those that migrations make."),
  })
  .meta({ id: "SchemaView" });

export type MigrationsView = z.input<typeof migrationsView>;
export type SchemaView = z.input<typeof schemaView>;
