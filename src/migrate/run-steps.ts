import type { Database } from "../database/database.ts";
import { isLongshoreError, LongshoreError, messageOf } from "../errors.ts";
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

/**
 * Runs the steps. Those that take a strong lock give up soon and are tried again.
 *
 * @param name the migration they are of
 * @throws {LongshoreError} SCHEMA_LOCKED, MIGRATION_FAILED
 */
export async function runSteps(
  database: Database,
  name: string,
  steps: readonly Step[],
  listener: StepListener,
): Promise<void> {
  const runner = new StepRunner(database, listener);
  try {
    for (const batch of batchesOf(steps, database)) await runner.run(batch);
  } catch (error) {
    if (isLongshoreError(error)) throw error;
    const detail = { name, step: runner.current, why: messageOf(error) };
    throw new LongshoreError("MIGRATION_FAILED", detail, { cause: error });
  }
}

class StepRunner {
  readonly #database: Database;
  readonly #listener: StepListener;
  #current: Step | undefined;

  constructor(database: Database, listener: StepListener) {
    this.#database = database;
    this.#listener = listener;
  }

  /** The step that it is at, or that failed. */
  get current(): string {
    return this.#current?.description ?? "the start";
  }

  async run({ transaction, steps }: Batch): Promise<void> {
    if (transaction) await this.#retry(() => this.#runTransaction(steps));
    else for (const step of steps) await this.#runAlone(step);
  }

  async #runTransaction(steps: readonly Step[]): Promise<void> {
    await this.#database.transaction(async (transaction) => {
      this.#current = steps[0];
      for (const statement of transactionPrelude(transaction)) await transaction.execute(statement);
      for (const step of steps) {
        await this.#timed(step, async () => {
          for (const statement of step.statements) await transaction.execute(statement);
        });
      }
    });
  }

  async #runAlone(step: Step): Promise<void> {
    await this.#timed(step, async () => {
      for (const statement of step.statements) {
        const execute = () => this.#database.execute(statement);
        await (step.brief ? this.#retry(execute) : execute());
      }
    });
  }

  async #timed(step: Step, work: () => Promise<void>): Promise<void> {
    this.#current = step;
    this.#listener.onStart(step);
    const start = performance.now();
    await work();
    this.#listener.onDone(step, performance.now() - start);
  }

  #retry(work: () => Promise<void>): Promise<void> {
    return retryLock(() => this.current, work, {
      onRetry: (attempt, why) => this.#current && this.#listener.onRetry(this.#current, attempt, why),
    });
  }
}
