/** What is told as it happens. */
import { createConnection } from "node:net";
import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import type { Assignment } from "../../src/queue/assignment.ts";
import { claim } from "../../src/queue/claim.ts";
import { changeLog } from "../../src/queue/log-chunks.ts";
import { createServer } from "../../src/server/create-server.ts";
import { EventStreams } from "../../src/server/live/event-stream.ts";
import { keys, ServerBench } from "./bench.ts";
import { view } from "./viewer.ts";

const bench = new ServerBench("sqlite");
let url: string;
let server: Awaited<ReturnType<typeof createServer>>;
/** Statements that the server has made. */
let statements = 0;

beforeAll(async () => {
  const counting: Database = bench.database.over(
    bench.database.query.withPlugin({
      transformQuery({ node }) {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  );
  server = await createServer(counting, { keys, lease: 30_000, allowedHosts: [] });
  url = `${await server.listen({ port: 0, host: "127.0.0.1" })}/api/v1`;
});
afterAll(() => server.close());

async function running(...output: string[]): Promise<Assignment> {
  const id = await bench.submit();
  const worker = await bench.newWorker();
  const [assignment] = await claim(bench.database, { worker, limit: 1, hosts: bench.hosts, jobId: id });
  if (!assignment) throw new Error("it was not ready");
  await bench.run(assignment, ...output);
  return assignment;
}

async function write(
  { attempt }: Assignment,
  sequence: number,
  text: string,
  stream: "stdout" | "stderr" = "stdout",
) {
  const chunk = { sequence, stream, data: Buffer.from(text), cursor: "" };
  await changeLog(bench.database, attempt, { write: [chunk] });
}

describe("a job's log", () => {
  it("is told from the beginning, as it comes, to its end", async () => {
    const job = await running("one", "two");
    const viewer = await view(`${url}/jobs/${job.attempt.jobId}/logs/events`);
    await viewer.waitFor(({ data }) => data.text === "two");
    await write(job, 3, "three");
    await viewer.waitFor(({ data }) => data.text === "three");
    await bench.end(job);
    await viewer.ended;
    expect(viewer.events.map(({ event, id }) => [event, id])).toEqual([
      ["chunk", "1-1"],
      ["chunk", "1-2"],
      ["chunk", "1-3"],
      ["end", undefined],
    ]);
  });

  it("goes on behind any event, and shows one stream alone", async () => {
    const job = await running("one", "two", "three");
    await write(job, 4, "oops", "stderr");
    await bench.end(job);
    const path = `${url}/jobs/${job.attempt.jobId}/logs/events`;
    const texts = async (query: string, headers = {}) => {
      const viewer = await view(`${path}${query}`, headers);
      await viewer.ended;
      return viewer.events.filter(({ event }) => event === "chunk").map(({ data }) => data.text);
    };
    expect(await texts("?after=1-2")).toEqual(["three", "oops"]);
    expect(await texts("", { "last-event-id": "1-1" })).toEqual(["two", "three", "oops"]);
    expect(await texts("?stream=stderr")).toEqual(["oops"]);
    expect(await texts("?after=1-4")).toEqual([]);
  });

  it("ends where somebody deletes the job", async () => {
    const job = await running("one");
    const viewer = await view(`${url}/jobs/${job.attempt.jobId}/logs/events`);
    await viewer.waitFor(({ event }) => event === "chunk");
    await bench.database.query.deleteFrom("container_manager_containerjob").execute();
    await viewer.ended;
    expect(viewer.events.at(-1)?.event).toBe("end");
  });
});

describe("the overview", () => {
  it("is told at once, and again when it has changed, with the jobs that did", async () => {
    const viewer = await view(`${url}/events`);
    const first = await viewer.waitFor(({ event }) => event === "overview");
    const id = await bench.submit();
    await viewer.waitFor(
      ({ event, data }) => event === "job" && data.id === id && data.queueStatus === "queued",
    );
    await viewer.waitFor(
      ({ event, data }) => event === "overview" && data.counts.queued === first.data.counts.queued + 1,
    );
    const { status } = await server
      .inject({
        method: "POST",
        url: `/api/v1/jobs/${id}/cancel`,
        headers: { authorization: "Bearer operate-token-of-the-tests" },
      })
      .then(({ statusCode }) => ({ status: statusCode }));
    expect(status).toBe(200);
    await viewer.waitFor(
      ({ event, data }) => event === "job" && data.id === id && data.status === "cancelled",
    );
    viewer.close();
  });
});

it("asks the database for a thousand viewers what it asks for two", { timeout: 60_000 }, async () => {
  const job = await running("first");
  const logs = `${url}/jobs/${job.attempt.jobId}/logs/events`;
  const each = 500;
  statements = 0;
  const viewers = await Promise.all(
    Array.from({ length: 2 * each }, (_, place) => view(place % 2 === 0 ? logs : `${url}/events`)),
  );
  const readers = viewers.filter((_, place) => place % 2 === 0);
  const watchers = viewers.filter((_, place) => place % 2 === 1);
  await Promise.all(readers.map((viewer) => viewer.waitFor(({ data }) => data.text === "first")));
  await write(job, 2, "last");
  await Promise.all(readers.map((viewer) => viewer.waitFor(({ data }) => data.text === "last")));
  await Promise.all(watchers.map((viewer) => viewer.waitFor(({ event }) => event === "overview")));
  await bench.end(job);
  await Promise.all(readers.map(({ ended }) => ended));
  await Promise.all(watchers.map((viewer) => viewer.waitFor(({ data }) => data.id === job.attempt.jobId)));
  for (const { events } of readers)
    expect(events.map(({ event }) => event)).toEqual(["chunk", "chunk", "end"]);
  // A few a second, however long the machine took for all this; one for each viewer would be more.
  expect(statements).toBeLessThan(each / 2);
  for (const viewer of viewers) viewer.close();
});

it("ends its streams when the server closes", async () => {
  const other = await createServer(bench.database, { keys, lease: 30_000 });
  const viewer = await view(`${await other.listen({ port: 0, host: "127.0.0.1" })}/api/v1/events`);
  await viewer.waitFor(({ event }) => event === "overview");
  await other.close();
  await viewer.ended;
});

it("cuts off a viewer who does not read, and keeps those who do", async () => {
  const streams = new EventStreams();
  const open: ReturnType<EventStreams["open"]>[] = [];
  const plain = fastify();
  plain.get("/", async (_, reply) => void open.push(streams.open(reply)));
  const address = await plain.listen({ port: 0, host: "127.0.0.1" });
  const deaf = createConnection(Number(new URL(address).port), "127.0.0.1");
  deaf.on("error", () => {}).pause();
  deaf.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const listening = await view(address);
  const piece = Buffer.from(`event: piece\ndata: ${JSON.stringify("x".repeat(65_536))}\n\n`);
  while (streams.size > 1 || open.length < 2) {
    for (const stream of open) stream.send(piece);
    // Room for the one who reads to read.
    await new Promise(setImmediate);
  }
  const before = listening.events.length;
  for (const stream of open)
    if (!stream.closed.aborted) stream.send(Buffer.from('event: last\ndata: "kept"\n\n'));
  await listening.waitFor(({ data }) => data === "kept");
  expect(listening.events.length).toBeGreaterThan(before);
  streams.close();
  await plain.close();
});
