/** Longshore: the worker as a user has it, and an executor that does nothing in place of local processes. */
import { loadSettings } from "../../src/config.ts";
import { connect } from "../../src/database/connect.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { enqueue, enqueueMany } from "../../src/queue/enqueue.ts";
import { stats } from "../../src/queue/stats.ts";
import { Worker } from "../../src/worker/worker.ts";
import type { OpenContender } from "./contender.ts";
import { createNoOpExecutor } from "./no-op-executor.ts";

const concurrency = 300;
const spec = { command: ["true"] };

export const open: OpenContender = async (url) => {
  const settings = loadSettings({ database: url, concurrency });
  const database = await connect(url, { poolSize: settings.poolSize });
  await migrate(database);
  let worker: Worker | undefined;
  return {
    description: `Longshore, concurrency ${concurrency}`,
    async enqueueMany(count) {
      await enqueueMany(
        database,
        Array.from({ length: count }, () => spec),
      );
    },
    async enqueue() {
      await enqueue(database, spec);
    },
    async work(onJob) {
      const executor = createNoOpExecutor(onJob);
      const logger = { info() {}, warn: complain, error: complain };
      worker = new Worker(database, { settings, logger, executors: { process: async () => executor } });
      await worker.start();
    },
    async left() {
      const { queued, launching, running } = await stats(database);
      return queued + launching + running;
    },
    async close() {
      await worker?.drain();
      await database.close();
    },
  };
};

function complain(_fields: object, message: string): void {
  process.stderr.write(`${message}\n`);
}
