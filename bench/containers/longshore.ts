/** Longshore's worker as users run it, which lives from one round to the next. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { loadSettings } from "../../src/config.ts";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { stats } from "../../src/queue/stats.ts";
import { type PointReached, protocolChannel } from "../../src/worker/protocol-points.ts";
import { Worker } from "../../src/worker/worker.ts";
import type { DockerServer } from "../../test/support/servers/docker.ts";
import type { BenchServer } from "../servers.ts";
import type { Contender } from "./contender.ts";

export async function longshore(
  concurrency: number,
  { url, image }: DockerServer,
  server: BenchServer,
): Promise<Contender> {
  const database = await connect(await server.createDatabase());
  // The first job makes its host from this.
  process.env.DOCKER_HOST = url;
  await migrate(database);
  const worker = new Worker(database, { settings: loadSettings({ concurrency }) });
  await worker.start();
  let enqueued = 0;
  return {
    name: "Longshore",
    async run(count) {
      enqueued += count;
      const removed = removals(count);
      await enqueueMany(
        database,
        Array.from({ length: count }, () => ({ image, command: ["true"] })),
      );
      await removed;
      const { completed } = await stats(database);
      if (completed !== enqueued) throw new Error(`${enqueued - completed} jobs have not completed`);
    },
    async close() {
      await worker.drain();
      await database.close();
    },
  };
}

/** Resolves when so many executions have been removed. */
function removals(count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const reached = (message: unknown) => {
      if ((message as PointReached).point === "removed") left -= 1;
      if (left > 0) return;
      unsubscribe(protocolChannel, reached);
      resolve();
    };
    subscribe(protocolChannel, reached);
  });
}
