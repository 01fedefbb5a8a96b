import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { z } from "zod";
import { LongshoreError } from "../../../errors.ts";
import type { BulkAction } from "../../../queue/bulk/actions.ts";
import { bulk } from "../../../queue/bulk/bulk.ts";
import { matchingIds } from "../../../queue/bulk/matching-ids.ts";
import type { ServerContext } from "../../context.ts";
import { bulkRequest, bulkResult, mostInBulk } from "../../schemas/actions.ts";
import { problemsOf } from "../../schemas/problems-of.ts";

export function bulkRoutes({ database, feed }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.post("/jobs/bulk", {
      schema: {
        tags: ["jobs"],
        summary: "Do something to many jobs, named by id or by a filter",
        description: `A filter means the jobs that match and whose state allows the action, ${mostInBulk} at most; a dry run counts them, and stops counting at one more.`,
        body: bulkRequest,
        response: { 200: bulkResult, ...problemsOf() },
      },
      handler: async ({ body }) => {
        const action = actionOf(body);
        const ids = body.ids ?? (await matchingIds(database, body.filter ?? {}, action, mostInBulk + 1));
        const matched = ids.length;
        if (body.dryRun) return { matched, done: 0, failed: [], undo: null };
        if (matched > mostInBulk) throw tooMany();
        const { done, failed, undo } = await bulk(database, action, [...new Set(ids.map(inOneForm))]);
        await feed.tellOf(done);
        return { matched, done: done.length, failed, undo };
      },
    });
  };
}

/** The schema has seen to it that what the action needs is there. */
function actionOf({ action, priority = 0, at = null, attempts }: z.output<typeof bulkRequest>): BulkAction {
  switch (action) {
    case "reprioritize":
      return { action, priority };
    case "schedule":
      return { action, at };
    case "retry":
      return { action, attempts };
    default:
      return { action };
  }
}

function inOneForm(id: string): string {
  return id.toLowerCase();
}

function tooMany(): LongshoreError {
  const why = `matches more than ${mostInBulk} jobs: narrow it, or do it in parts`;
  return new LongshoreError("INVALID_INPUT", { what: "filter", why });
}
