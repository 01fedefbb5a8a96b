import { AsyncLocalStorage } from "node:async_hooks";

const often = new AsyncLocalStorage<boolean>();

/**
 * Runs `work`, whose statements are such as run all the time: PostgreSQL parses and plans them now and then
 * instead of each time. For the others planning is soon made up for by a plan that fits their values.
 */
export function prepare<T>(work: () => T): T {
  return often.run(true, work);
}

/** Whether the statement that runs is such. */
export function isPrepared(): boolean {
  return often.getStore() === true;
}

/**
 * Milliseconds that a plan is kept. The server makes no other until it has new statistics, and what is right for
 * an empty table reads all of it once there are a million rows. Autovacuum may leave that so for a minute.
 */
const lifetime = 5_000;
/** Statements of a connection; each is some memory of the server's. */
const most = 50;

interface Prepared {
  readonly name: string;
  /** From performance.now(). */
  expires: number;
}

export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Sends a statement. */
type Send = <R>(statement: NamedStatement | string, values?: unknown[]) => Promise<R>;

/** The statements that one connection keeps parsed and planned, by their texts. */
export class PreparedStatements {
  readonly #send: Send;
  readonly #byText = new Map<string, Prepared>();
  #named = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  async run<R>(text: string, values: unknown[]): Promise<R> {
    const known = this.#byText.get(text);
    if (known && known.expires > performance.now()) return this.#again(known, text, values);
    if (known) await this.#forget(text, known);
    if (this.#byText.size >= most) await this.#forgetOldest();
    if (this.#byText.size >= most) return this.#send(text, values);
    this.#named += 1;
    const name = `longshore_${this.#named}`;
    const answer = await this.#send<R>({ name, text, values });
    this.#byText.set(text, { name, expires: performance.now() + lifetime });
    return answer;
  }

  async #again<R>(prepared: Prepared, text: string, values: unknown[]): Promise<R> {
    try {
      return await this.#send({ name: prepared.name, text, values });
    } catch (error) {
      // It may be that the plan fits the table no longer.
      prepared.expires = Number.NEGATIVE_INFINITY;
      if ((error as { code?: string }).code === unknownStatement) this.#byText.delete(text);
      throw error;
    }
  }

  /** They are in the order in which they were planned. */
  async #forgetOldest(): Promise<void> {
    for (const [text, prepared] of this.#byText) {
      if (prepared.expires <= performance.now()) await this.#forget(text, prepared);
      return;
    }
  }

  async #forget(text: string, { name }: Prepared): Promise<void> {
    this.#byText.delete(text);
    await this.#send(`deallocate ${name}`);
  }
}

/** invalid_sql_statement_name: somebody has made the session forget its statements. */
const unknownStatement = "26000";
