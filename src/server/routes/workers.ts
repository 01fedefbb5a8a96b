import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { ServerContext } from "../context.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { workers } from "../schemas/worker.ts";

export function workerRoutes({ snapshots }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/workers", {
      schema: {
        tags: ["workers"],
        summary: "The workers, and whether they live",
        response: { 200: workers, ...problemsOf() },
      },
      handler: async () => ({ workers: await snapshots.workers.get() }),
    });
  };
}
