import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ServerContext } from "../context.ts";
import { problemsOf } from "../schemas/problems-of.ts";

export function metricsRoutes({ metrics }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/metrics", {
      schema: {
        tags: ["health"],
        summary: "For Prometheus",
        response: {
          200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } },
          ...problemsOf(),
        },
      },
      handler: async (_, reply) => {
        const text = await metrics.text();
        return reply.type(metrics.contentType).serializer(String).send(text);
      },
    });
  };
}
