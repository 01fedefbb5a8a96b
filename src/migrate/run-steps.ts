import type { Database } from "../database/database.ts";
import { lockTimeout, retryLock } from "./lock-retry.ts";
import type { ServerKind } from "./server-kind.ts";
import type { Step } from "./statements/index.ts";

/** Steps that run together: in one transaction, or one by itself. */
export interface Batch {
  readonly transaction: boolean;
  readonly steps: readonly Step[];
}

/** What `sqlmigrate` prints and `migrate` runs before the statements of a transaction. */
export function transactionPrelude({ dialect }: ServerKind): string[] {
  return dialect === "postgres" ? [`SET LOCAL lock_timeout = '${lockTimeout.postgres}ms'`] : [];
}

/** Neighbours that want a transaction share one, where the database has them for DDL. */
export function batchesOf(steps: readonly Step[], { capabilities }: ServerKind): Batch[] {
  const batches: { transaction: boolean; steps: Step[] }[] = [];
  for (const step of steps) {
    const transaction = step.transaction === "inside" && capabilities.transactionalDdl;
    const last = batches.at(-1);
    if (transaction && last?.transaction) last.steps.push(step);
    else batches.push({ transaction, steps: [step] });
  }
  return batches;
}

export interface StepListener {
  readonly onStart: (step: Step) => void;
  readonly onDone: (step: Step, milliseconds: number) => void;
  readonly onRetry: (step: Step, attempt: number, why: string) => void;
}

/** Runs the steps. Those that take a strong lock give up soon and are tried again. */
export async function runSteps(
  database: Database,
  steps: readonly Step[],
  listener: StepListener,
): Promise<void> {
  for (const batch of batchesOf(steps, database)) {
    if (batch.transaction) await runTransaction(database, batch.steps, listener);
    else for (const step of batch.steps) await runAlone(database, step, listener);
  }
}

async function runTransaction(
  database: Database,
  steps: readonly Step[],
  listener: StepListener,
): Promise<void> {
  let current = steps[0] as Step;
  const attempt = () =>
    database.transaction(async (transaction) => {
      for (const statement of transactionPrelude(database)) await transaction.execute(statement);
      for (const step of steps) {
        current = step;
        await timed(step, listener, async () => {
          for (const statement of step.statements) await transaction.execute(statement);
        });
      }
    });
  await retryLock(current.description, attempt, {
    onRetry: (count, why) => listener.onRetry(current, count, why),
  });
}

async function runAlone(database: Database, step: Step, listener: StepListener): Promise<void> {
  await timed(step, listener, async () => {
    for (const statement of step.statements) {
      const run = () => database.execute(statement);
      if (step.brief) {
        await retryLock(step.description, run, {
          onRetry: (count, why) => listener.onRetry(step, count, why),
        });
      } else await run();
    }
  });
}

async function timed(step: Step, listener: StepListener, work: () => Promise<void>): Promise<void> {
  listener.onStart(step);
  const start = performance.now();
  await work();
  listener.onDone(step, performance.now() - start);
}
