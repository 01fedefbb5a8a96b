import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { ServerContext } from "../context.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { series, seriesQuery, stats } from "../schemas/stats.ts";

const tags = ["stats"];

export function statsRoutes({ snapshots }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/stats", {
      schema: { tags, summary: "Where the queue stands", response: { 200: stats, ...problemsOf() } },
      handler: async () => snapshots.stats(),
    });

    server.get("/stats/series", {
      schema: {
        tags,
        summary: "What ended and how long it had waited, in sixty steps",
        querystring: seriesQuery,
        response: { 200: series, ...problemsOf() },
      },
      handler: async ({ query: { hours } }) => snapshots.series(hours),
    });
  };
}
