import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { cancel } from "../../../queue/cancel.ts";
import { dequeue } from "../../../queue/dequeue.ts";
import { reprioritize } from "../../../queue/reprioritize.ts";
import { retryJob } from "../../../queue/retry-job.ts";
import { schedule } from "../../../queue/schedule.ts";
import { show } from "../../../queue/show.ts";
import type { ServerContext } from "../../context.ts";
import { actionResult, jobId, reprioritizeBody, retryBody, scheduleBody } from "../../schemas/actions.ts";
import { problemsOf } from "../../schemas/problems-of.ts";

const tags = ["jobs"];
const response = { 200: actionResult, ...problemsOf(404, 409) };

/** The users' verbs, each on one job. */
export function actionRoutes({ database, feed }: ServerContext): FastifyPluginAsyncZod {
  const told = async (id: string, result: string) => {
    const job = await show(database, id);
    await feed.tellOf([job.id]);
    return { id: job.id, result, job };
  };
  return async (server) => {
    server.post("/jobs/:id/cancel", {
      schema: { tags, summary: "Cancel a job; a worker stops one that runs", params: jobId, response },
      handler: async ({ params: { id } }) => told(id, await cancel(database, id)),
    });

    server.post("/jobs/:id/dequeue", {
      schema: { tags, summary: "Take a waiting job out of the queue", params: jobId, response },
      handler: async ({ params: { id } }) => {
        await dequeue(database, id);
        return told(id, "dequeued");
      },
    });

    server.post("/jobs/:id/retry", {
      schema: { tags, summary: "Put a failed job back", params: jobId, body: retryBody, response },
      handler: async ({ params: { id }, body }) => {
        await retryJob(database, id, body?.attempts);
        return told(id, "retried");
      },
    });

    server.post("/jobs/:id/reprioritize", {
      schema: {
        tags,
        summary: "Give a waiting job another priority",
        params: jobId,
        body: reprioritizeBody,
        response,
      },
      handler: async ({ params: { id }, body }) => {
        await reprioritize(database, id, body.priority);
        return told(id, "reprioritized");
      },
    });

    server.post("/jobs/:id/schedule", {
      schema: {
        tags,
        summary: "Queue a pending job, or give a waiting one another time",
        params: jobId,
        body: scheduleBody,
        response,
      },
      handler: async ({ params: { id }, body }) => {
        await schedule(database, id, body.at);
        return told(id, "scheduled");
      },
    });
  };
}
