import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { isLongshoreError, LongshoreError, messageOf } from "../errors.ts";
import { blockerOf } from "./blockers.ts";
import { lockTimeout, retryLock } from "./lock-retry.ts";
import { type Observer, type StatementProgress, statementProgress, whileLooking } from "./observer.ts";
import type { ServerKind } from "./server-kind.ts";
import type { RowBatches, Step, StepReport } from "./statements/index.ts";

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
  readonly onProgress: (step: Step, progress: StatementProgress) => void;
  readonly onReport: (report: StepReport, counts: Counts) => void;
}

/** What a report counted: `rows`, or rows by column, or what became of an archive's. */
export type Counts = Readonly<Record<string, number>>;

/**
 * Runs the steps. Those that take a strong lock give up soon and are tried again.
 *
 * @param name the migration they are of
 * @param observer without one nobody is told what a statement waits for, nor how far it is
 * @throws {LongshoreError} SCHEMA_LOCKED, MIGRATION_FAILED
 */
export async function runSteps(
  database: Database,
  name: string,
  steps: readonly Step[],
  listener: StepListener,
  observer?: Observer,
): Promise<void> {
  const runner = new StepRunner(database, listener, observer);
  try {
    for (const batch of batchesOf(steps, database)) await runner.run(batch);
  } catch (error) {
    if (isLongshoreError(error) || observer?.signal?.aborted) throw error;
    const detail = { name, step: runner.current, why: messageOf(error) };
    throw new LongshoreError("MIGRATION_FAILED", detail, { cause: error });
  }
}

/** How often a long statement is looked at, in ms. */
const lookInterval = 500;

class StepRunner {
  readonly #database: Database;
  readonly #listener: StepListener;
  readonly #observer: Observer | undefined;
  #current: Step | undefined;

  constructor(database: Database, listener: StepListener, observer: Observer | undefined) {
    this.#database = database;
    this.#listener = listener;
    this.#observer = observer;
  }

  /** The step that it is at, or that failed. */
  get current(): string {
    return this.#current?.description ?? "the start";
  }

  async run({ transaction, steps }: Batch): Promise<void> {
    if (transaction) return this.#retry(() => this.#runTransaction(steps));
    for (const step of steps) await this.#runAlone(step);
  }

  async #runTransaction(steps: readonly Step[]): Promise<void> {
    await this.#transaction(async (transaction) => {
      this.#current = steps[0];
      for (const step of steps) {
        await this.#timed(step, transaction, async () => {
          for (const statement of step.statements) await this.#execute(transaction, statement);
        });
      }
    });
  }

  /** One that is run again, be it for a lock or a deadlock, by `#retry`, which tells of it. */
  #transaction(work: (transaction: Database) => Promise<void>): Promise<void> {
    const prepared = async (transaction: Database) => {
      for (const statement of transactionPrelude(transaction)) await transaction.execute(statement);
      await work(transaction);
    };
    return this.#database.transaction(prepared, { again: false });
  }

  async #runAlone(step: Step): Promise<void> {
    await this.#timed(step, this.#database, async () => {
      if (step.rowBatches) return this.#runInBatches(step, step.rowBatches);
      for (const statement of step.statements) {
        const execute = () => this.#execute(this.#database, statement);
        await (step.brief ? this.#retry(execute) : this.#tellOf(step, execute));
      }
    });
  }

  async #runInBatches(step: Step, { size, total, next }: RowBatches): Promise<void> {
    const { rows = 0 } = await count(this.#database, total);
    let after: string | undefined;
    for (let done = 0; ; done += size) {
      const last = await lastKey(this.#database, withKeys(next, { after }));
      if (last === undefined) return;
      await this.#retry(() =>
        this.#transaction(async (transaction) => {
          for (const statement of step.statements) {
            await this.#execute(transaction, withKeys(statement, { after, last }));
          }
        }),
      );
      after = last;
      this.#listener.onProgress(step, { phase: "rows", fraction: Math.min(1, (done + size) / rows) });
    }
  }

  async #timed(step: Step, database: Database, work: () => Promise<void>): Promise<void> {
    this.#current = step;
    if (step.condition && !(await findsRow(database, step.condition.query))) return;
    this.#listener.onStart(step);
    const start = performance.now();
    await work();
    this.#listener.onDone(step, performance.now() - start);
    if (step.report) this.#listener.onReport(step.report, await count(database, step.report.query));
  }

  async #execute(database: Database, statement: string): Promise<void> {
    const { signal } = this.#observer ?? {};
    if (signal) {
      // SQLite never waits, and a process that never waits hears no Ctrl-C.
      await setImmediate();
      signal.throwIfAborted();
    }
    await database.execute(statement);
  }

  /** Tells how far a long statement is. */
  #tellOf(step: Step, work: () => Promise<void>): Promise<void> {
    const observer = this.#observer;
    if (!observer) return work();
    const look = async () => {
      const progress = await statementProgress(observer);
      if (progress) this.#listener.onProgress(step, progress);
    };
    return whileLooking(lookInterval, look, work);
  }

  #retry(work: () => Promise<void>): Promise<void> {
    let blocker: string | undefined;
    return retryLock(
      () => this.current,
      () => this.#findBlocker(work, (found) => (blocker = found)),
      {
        onRetry: (attempt, why) => this.#current && this.#listener.onRetry(this.#current, attempt, why),
        blocker: () => blocker,
        signal: this.#observer?.signal,
      },
    );
  }

  /** Looks, while a statement may be waiting for its lock, who has it. */
  async #findBlocker(work: () => Promise<void>, tell: (blocker: string) => void): Promise<void> {
    const { others, session } = this.#observer ?? {};
    if (!others || session === undefined) return work();
    const look = async () => {
      const blocker = await blockerOf(others, session);
      if (blocker !== undefined) tell(blocker);
    };
    const timeout = others.dialect === "postgres" ? lockTimeout.postgres : lockTimeout.mysqlFamily;
    await whileLooking(timeout / 3, look, work);
  }
}

async function findsRow(database: Database, query: string): Promise<boolean> {
  return (await sql.raw(query).execute(database.query)).rows.length > 0;
}

/** The key that the next batch of rows ends with. */
async function lastKey(database: Database, query: string): Promise<string | undefined> {
  const { rows } = await sql.raw<{ last: unknown }>(query).execute(database.query.withoutPlugins());
  return rows[0] && String(rows[0].last);
}

/** Puts keys in their places. Every database takes a text for a key of any type. */
function withKeys(
  statement: string,
  keys: Readonly<Partial<Record<"after" | "last", string | undefined>>>,
): string {
  const literal = (key: string | undefined) =>
    key === undefined ? "NULL" : `'${key.replaceAll("'", "''")}'`;
  return statement.replaceAll(/:(after|last)\b/g, (_, name: "after" | "last") => literal(keys[name]));
}

async function count(database: Database, query: string): Promise<Counts> {
  const [row] = (await sql.raw<Record<string, unknown>>(query).execute(database.query.withoutPlugins())).rows;
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}
