import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { z } from "zod";
import { enqueueMany } from "../../../queue/enqueue.ts";
import { enqueueOnce } from "../../../queue/enqueue-once.ts";
import { show } from "../../../queue/show.ts";
import type { ServerContext } from "../../context.ts";
import { job } from "../../schemas/job.ts";
import { problemsOf } from "../../schemas/problems-of.ts";
import { batch, createdBatch, idempotencyKey, spec } from "../../schemas/spec.ts";

const tags = ["jobs"];
/** Bytes; a spec may have a megabyte each of command, description and environment. */
const jobLimit = 4 * 2 ** 20;
/** Quoted, it still fits into what MariaDB takes as one packet unless told otherwise. */
const batchLimit = 6 * 2 ** 20;

export function createRoutes({ database, feed }: ServerContext): FastifyPluginAsyncZod {
  const enter = async (specs: z.output<typeof spec>[], key: string | undefined) => {
    const ids =
      key === undefined
        ? await enqueueMany(database, specs)
        : await enqueueOnce(database, specs, { key, request: JSON.stringify(specs) });
    await feed.tellOf(ids);
    return ids;
  };
  return async (server) => {
    server.post("/jobs", {
      bodyLimit: jobLimit,
      schema: {
        tags,
        summary: "Put a job into the queue",
        headers: idempotencyKey,
        body: spec,
        response: { 201: job, ...problemsOf(404, 409, 413) },
      },
      handler: async (request, reply) => {
        const [id = ""] = await enter([request.body], request.headers["idempotency-key"]);
        reply.header("location", `/api/v1/jobs/${id}`);
        return reply.code(201).send(await show(database, id));
      },
    });

    server.post("/jobs/batch", {
      bodyLimit: batchLimit,
      schema: {
        tags,
        summary: "Put jobs into the queue, all or none",
        headers: idempotencyKey,
        body: batch,
        response: { 201: createdBatch, ...problemsOf(404, 409, 413) },
      },
      handler: async (request, reply) => {
        const ids = await enter(request.body.jobs, request.headers["idempotency-key"]);
        return reply.code(201).send({ ids });
      },
    });
  };
}
