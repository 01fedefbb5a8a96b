/** How a worker learns of jobs: an idle one asks seldom, and is told soon. */
import { setTimeout as sleep } from "node:timers/promises";
import type { KyselyPlugin } from "kysely";
import { onTestFinished, vi } from "vitest";
import { createNoOpExecutor } from "../../bench/throughput/no-op-executor.ts";
import { loadSettings, type SettingsInput } from "../../src/config.ts";
import type { Database } from "../../src/database/database.ts";
import type { Executor } from "../../src/executors/executor.ts";
import { show } from "../../src/queue/show.ts";
import { Worker } from "../../src/worker/worker.ts";

export const hour = 3_600_000;
export const job = { command: ["true"] };

/** Starts a worker whose jobs do nothing; it ends with the test. */
export async function startIdleWorker(
  database: Database,
  settings: Partial<SettingsInput> = {},
): Promise<void> {
  const executor: Executor = createNoOpExecutor(() => {});
  const worker = new Worker(database, {
    settings: loadSettings(settings),
    executors: { process: async () => executor },
  });
  await worker.start();
  onTestFinished(() => worker.stop());
}

/** Resolves when the job has ended. */
export async function untilCompleted(database: Database, id: string): Promise<void> {
  const look = async () => {
    if ((await show(database, id)).status !== "completed") throw new Error(`${id} has not ended`);
  };
  await vi.waitFor(look, { timeout: 60_000, interval: 25 });
}

/** How many statements a worker makes in so many milliseconds, once it has had nothing to do for a while. */
export async function statementsWhileIdle(database: Database, milliseconds: number): Promise<number> {
  let statements = 0;
  const count: KyselyPlugin = {
    transformQuery: ({ node }) => {
      // SQLite's number of changes is read from memory.
      if (!isPragma(node)) statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await startIdleWorker(database.over(database.query.withPlugin(count)));
  await sleep(4_000);
  const before = statements;
  await sleep(milliseconds);
  return statements - before;
}

function isPragma(node: Parameters<KyselyPlugin["transformQuery"]>[0]["node"]): boolean {
  return node.kind === "RawNode" && node.sqlFragments[0] === "pragma data_version";
}
