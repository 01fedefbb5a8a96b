import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { plan } from "../../migrate/migrate.ts";
import { readStatus } from "../../migrate/status.ts";
import { verify } from "../../migrate/verify.ts";
import type { ServerContext } from "../context.ts";
import { Cached } from "../live/cached.ts";
import { migrationsView, schemaView } from "../schemas/migration.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { viewSchema } from "../view-schema.ts";

const tags = ["schema"];
/** Reading the catalog is no small thing; it seldom changes. In milliseconds. */
const freshness = 5_000;

/** The schema as it is, and as it ought to be. Nothing is changed here: `longshore migrate` does that. */
export function migrationRoutes({ database }: ServerContext): FastifyPluginAsyncZod {
  const migrations = new Cached(freshness, async () => {
    const differences = await verify(database);
    const states = await readStatus(database);
    const pending = (await plan(database)).filter((migration) => migration.pending);
    return {
      migrations: states.map(({ applied, ...state }) => ({
        ...state,
        state: applied
          ? ("applied" as const)
          : state.how === "started"
            ? ("started" as const)
            : ("pending" as const),
      })),
      plan: pending.map(({ name, steps }) => ({ name, steps: [...steps] })),
      drift: differences.filter(({ kind }) => kind === "drift"),
      notes: differences.filter(({ kind }) => kind === "note"),
    };
  });
  const schema = new Cached(freshness, () => viewSchema(database));

  return async (server) => {
    server.get("/migrations", {
      schema: {
        tags,
        summary: "Migrations: what was done, what would be, and where the schema differs",
        response: { 200: migrationsView, ...problemsOf(409) },
      },
      handler: async () => migrations.get(),
    });

    server.get("/schema", {
      schema: {
        tags,
        summary: "Tables, columns, and indexes with their size and use",
        response: { 200: schemaView, ...problemsOf() },
      },
      handler: async () => schema.get(),
    });
  };
}
