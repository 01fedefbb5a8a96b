import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ServerContext } from "../context.ts";
import { problemsOf } from "../schemas/problems-of.ts";

export function eventRoutes({ streams, feed }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/events", {
      exposeHeadRoute: false,
      schema: {
        tags: ["stats"],
        summary: "Server-sent events: `overview`, as /stats, and `job`, of one that moved",
        description:
          "`job` tells of jobs that were queued, claimed, launched or ended, whoever did it, and of all that this server changed.",
        response: {
          200: { description: "Events", content: { "text/event-stream": { schema: z.any() } } },
          ...problemsOf(),
        },
      },
      handler: async (_, reply) => {
        feed.add(streams.open(reply));
      },
    });
  };
}
