/** graphile-worker, as its page on performance sets it up, and with its defaults. */
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { named } from "./version.js";

const silent = new Logger(() => () => {});

/** https://worker.graphile.org/docs/performance */
const batched = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};
const plain = { concurrentJobs: 20, maxPoolSize: 20 };

export const openBatched = (url) => open(url, batched, "local queue of 500, batched completion");
export const openPlain = (url) => open(url, plain, "concurrency 20");

async function open(connectionString, settings, words) {
  const utils = await makeWorkerUtils({ connectionString, logger: silent });
  await utils.migrate();
  const client = new pg.Client(connectionString);
  await client.connect();
  let runner;
  return {
    description: `${named("graphile-worker")}, ${words}`,
    enqueueMany: (count) =>
      utils.addJobs(Array.from({ length: count }, (_, id) => ({ identifier: "noop", payload: { id } }))),
    enqueue: () => utils.addJob("noop", { id: 0 }),
    async work(onJob) {
      runner = await run({
        preset: { worker: { connectionString, logger: silent, ...settings } },
        taskList: { noop: async () => onJob() },
        noHandleSignals: true,
      });
    },
    async left() {
      const { rows } = await client.query("select count(*)::int as count from graphile_worker._private_jobs");
      return rows[0].count;
    },
    async close() {
      await runner?.stop();
      await utils.release();
      await client.end();
    },
  };
}
