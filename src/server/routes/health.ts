import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ServerContext } from "../context.ts";
import { Cached } from "../live/cached.ts";
import { problemsOf } from "../schemas/problems-of.ts";

const tags = ["health"];
const well = z.object({
  status: z.literal("ok").describe("Always; what is not well is answered as a problem."),
});
/** Milliseconds; anybody may ask. */
const freshness = 1_000;

/** For whoever starts and watches the process: open, and tells nothing. */
export function healthRoutes({ database }: ServerContext): FastifyPluginAsyncZod {
  const ready = new Cached(freshness, () =>
    database.query.selectFrom("longshore_attempt").select("number").limit(1).execute(),
  );
  return async (server) => {
    server.get("/livez", {
      config: { access: "open" },
      schema: { tags, security: [], summary: "Whether the process answers", response: { 200: well } },
      handler: async () => ({ status: "ok" as const }),
    });

    server.get("/readyz", {
      config: { access: "open" },
      schema: {
        tags,
        security: [],
        summary: "Whether the database answers and is migrated",
        response: { 200: well, ...problemsOf(409) },
      },
      handler: async () => {
        await ready.get();
        return { status: "ok" as const };
      },
    });
  };
}
