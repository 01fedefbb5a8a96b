import { Readable } from "node:stream";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../../database/database.ts";
import type { LogChunk, LogPosition } from "../../queue/output/log-chunks.ts";
import { readLogPage } from "../../queue/output/log-page.ts";
import type { ServerContext } from "../context.ts";
import { encodeEvent } from "../live/event-stream.ts";
import { formatPosition, type LogView, parsePosition } from "../live/log-tails.ts";
import { asText } from "../log-text.ts";
import { jobId } from "../schemas/actions.ts";
import { downloadQuery, followHeaders, followQuery, logPage, logQuery } from "../schemas/log.ts";
import { problemsOf } from "../schemas/problems-of.ts";

const tags = ["logs"];
/** Pieces a read, of 64 KiB at most. */
const pieces = 50;

export function logRoutes({ database, streams, tails }: ServerContext): FastifyPluginAsyncZod {
  return async (server) => {
    server.get("/jobs/:id/logs", {
      schema: {
        tags,
        summary: "A job's output, by pages",
        params: jobId,
        querystring: logQuery,
        response: { 200: logPage, ...problemsOf(404) },
      },
      handler: async ({ params: { id }, query: { stream, after, limit } }) => {
        const from = after === undefined ? undefined : parsePosition(after);
        const page = await readLogPage(database, id, { after: from, stream: only(stream), limit });
        const last = page.chunks.at(-1);
        return {
          chunks: await asText(database, id, page.chunks),
          next: last ? formatPosition(last) : (after ?? null),
          ended: page.ended,
        };
      },
    });

    server.get("/jobs/:id/logs/download", {
      schema: {
        tags,
        summary: "All of a job's output that is stored, as a file",
        params: jobId,
        querystring: downloadQuery,
        response: {
          200: { description: "The output", content: { "text/plain": { schema: z.any() } } },
          ...problemsOf(404),
        },
      },
      handler: async ({ params: { id }, query: { stream } }, reply) => {
        const chunks = allChunks(database, id, only(stream));
        const first = await chunks.next();
        reply.type("text/plain; charset=utf-8");
        reply.header("content-disposition", `attachment; filename="job-${id.slice(0, 8)}.log"`);
        return reply.send(Readable.from(withFirst(first, chunks), { objectMode: false }));
      },
    });

    server.get("/jobs/:id/logs/events", {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "A job's output as it comes: server-sent events `chunk`, and `end` at the end",
        description: "Each event's id is a place to go on behind, as `after` or as Last-Event-ID.",
        params: jobId,
        querystring: followQuery,
        headers: followHeaders,
        response: {
          200: { description: "Events", content: { "text/event-stream": { schema: z.any() } } },
          ...problemsOf(404),
        },
      },
      handler: async ({ params: { id }, query, headers }, reply) => {
        const after = headers["last-event-id"] ?? query.after;
        const gone = new AbortController();
        reply.raw.once("close", () => gone.abort());
        const from = after === undefined ? undefined : parsePosition(after);
        const events = tails.follow(id, from, query.stream, gone.signal);
        // Where there is no such job, it is told as every other route tells it.
        let event = await events.next();
        const stream = streams.open(reply);
        for (; !event.done && !stream.closed.aborted; event = await events.next()) {
          await stream.sendAll(event.value);
        }
        await events.return(undefined);
        stream.send(encodeEvent({ name: "end", data: {} }));
        stream.end();
      },
    });
  };
}

function only(view: LogView): LogChunk["stream"] | undefined {
  return view === "both" ? undefined : view;
}

async function* allChunks(
  database: Database,
  jobId: string,
  stream: LogChunk["stream"] | undefined,
): AsyncGenerator<Uint8Array, undefined> {
  let after: LogPosition | undefined;
  for (;;) {
    const { chunks } = await readLogPage(database, jobId, { after, stream, limit: pieces });
    for (const { data } of chunks) yield data;
    if (chunks.length < pieces) return;
    after = chunks.at(-1);
  }
}

async function* withFirst<T>(first: IteratorResult<T>, rest: AsyncIterable<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
