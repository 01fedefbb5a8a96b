/** pg-boss with batches: as it polls by default, and as fast as its options let it. */
import { PgBoss } from "pg-boss";
import { named } from "./version.js";

const queue = "noop";

const polling = { pollingIntervalSeconds: 0.5 };
const bursting = { ...polling, burstWhenBatchFull: true };

export const openPolling = (url) => open(url, polling, false, "4 workers, batches of 500");
export const openBursting = (url) => open(url, bursting, true, "the same with bursts and notifications");

async function open(connectionString, settings, notify, words) {
  const boss = new PgBoss({ connectionString, useListenNotify: notify });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue(queue, { notify });
  return {
    description: `${named("pg-boss")}, ${words}`,
    enqueueMany: (count) =>
      boss.insert(
        queue,
        Array.from({ length: count }, (_, id) => ({ data: { id } })),
      ),
    enqueue: () => boss.send(queue, { id: 0 }),
    async work(onJob) {
      for (let worker = 0; worker < 4; worker += 1) {
        await boss.work(queue, { batchSize: 500, ...settings }, async (jobs) => {
          for (const _ of jobs) onJob();
        });
      }
    },
    async left() {
      const { rows } = await boss
        .getDb()
        .executeSql("select count(*)::int as count from pgboss.job where state < 'completed'");
      return rows[0].count;
    },
    close: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}
