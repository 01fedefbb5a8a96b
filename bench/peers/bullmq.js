/** BullMQ, with a worker as its documentation has them for jobs that wait for little. */
import { Queue, Worker } from "bullmq";
import { named } from "./version.js";

const name = "noop";
const concurrency = 50;

export async function open(url) {
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const queue = new Queue(name, { connection });
  await queue.waitUntilReady();
  let worker;
  return {
    description: `${named("bullmq")}, concurrency ${concurrency}`,
    enqueueMany: (count) => queue.addBulk(Array.from({ length: count }, (_, id) => ({ name, data: { id } }))),
    enqueue: () => queue.add(name, { id: 0 }),
    async work(onJob) {
      worker = new Worker(name, async () => onJob(), { connection, concurrency });
      await worker.waitUntilReady();
    },
    async left() {
      const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized");
      return Object.values(counts).reduce((total, count) => total + count, 0);
    },
    async close() {
      await worker?.close();
      await queue.close();
    },
  };
}
