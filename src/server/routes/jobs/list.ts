import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { countJobs } from "../../../queue/listing/count-jobs.ts";
import { type Cursor, decodeCursor, encodeCursor } from "../../../queue/listing/cursor.ts";
import { launchOrder } from "../../../queue/listing/launch-order.ts";
import { listPage } from "../../../queue/listing/list-page.ts";
import { dateOfMomentText } from "../../../queue/listing/moment-text.ts";
import { newestFirst } from "../../../queue/listing/newest-first.ts";
import type { ListOrder } from "../../../queue/listing/order.ts";
import type { ServerContext } from "../../context.ts";
import { countQuery, jobsQuery } from "../../schemas/filter.ts";
import { job } from "../../schemas/job.ts";
import { toldMoment } from "../../schemas/moment.ts";
import { problemsOf } from "../../schemas/problems-of.ts";

const tags = ["jobs"];

const jobsPage = z.object({
  jobs: z.array(job).describe("In the order asked for."),
  next: z
    .string()
    .nullable()
    .describe("Give it as `after` for what follows, also where this page is short; null at the end."),
  reached: toldMoment
    .nullable()
    .describe("Newest first: jobs created later than this were looked at; null at the end."),
});

const jobCount = z.object({
  count: z.int().describe("Jobs that match; of very many, at least so many."),
  exact: z.boolean().describe("Whether there are no more."),
});

const orders = { created: newestFirst, priority: launchOrder };

/** How far back the newest have been looked at; nothing where only an id was looked up. */
function reachedBy({ place }: Cursor, order: ListOrder): Date | null {
  return order === newestFirst && place !== order.beginning ? dateOfMomentText(place) : null;
}

export function listRoutes({ database }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/jobs", {
      schema: {
        tags,
        summary: "Jobs by pages, newest first or in the order of their launch",
        querystring: jobsQuery,
        response: { 200: jobsPage, ...problemsOf() },
      },
      handler: async ({ query: { sort, limit, after, ...filter } }) => {
        const order = orders[sort];
        const place = after === undefined ? undefined : decodeCursor(after, order.isPlace);
        const { jobs, next } = await listPage(database, { filter, order, limit, after: place });
        return { jobs, next: next && encodeCursor(next), reached: next && reachedBy(next, order) };
      },
    });

    server.get("/jobs/count", {
      schema: {
        tags,
        summary: "How many jobs match; of very many, at least how many",
        querystring: countQuery,
        response: { 200: jobCount, ...problemsOf() },
      },
      handler: async ({ query }) => countJobs(database, query),
    });
  };
}
