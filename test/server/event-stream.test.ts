/** Streams of events, whatever is told. */
import { createConnection } from "node:net";
import { fastify } from "fastify";
import { expect, it } from "vitest";
import { createServer } from "../../src/server/create-server.ts";
import { EventStreams } from "../../src/server/live/event-stream.ts";
import { keys, ServerBench } from "./bench.ts";
import { view } from "./viewer.ts";

const bench = new ServerBench("sqlite");

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
