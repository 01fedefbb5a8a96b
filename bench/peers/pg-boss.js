/** pg-boss, with batches as its documentation has them for throughput, and woken by notifications. */
import { PgBoss } from "pg-boss";
import { named } from "./version.js";

const queue = "noop";

export async function open(connectionString) {
  const boss = new PgBoss({ connectionString, useListenNotify: true });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue(queue, { notify: true });
  return {
    description: `${named("pg-boss")}, 4 workers, batches of 500, notifications`,
    enqueueMany: (count) =>
      boss.insert(
        queue,
        Array.from({ length: count }, (_, id) => ({ data: { id } })),
      ),
    enqueue: () => boss.send(queue, { id: 0 }),
    async work(onJob) {
      for (let worker = 0; worker < 4; worker += 1) {
        await boss.work(queue, { batchSize: 500, pollingIntervalSeconds: 0.5 }, async (jobs) => {
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
