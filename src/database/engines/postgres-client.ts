import type { Socket } from "node:net";
import pg from "pg";
import { startClock } from "./answer-limit.ts";
import { isPrepared, PreparedStatements } from "./prepared-statements.ts";

/** pg's client, with a limit on what it waits for and with prepared statements, where they are asked for. */
export class PostgresClient extends pg.Client {
  #statements: PreparedStatements | undefined;

  /**
   * If we vanish without a word, the server keeps our locks no longer than this. Not as a parameter of the
   * connection: poolers in between refuse those that they do not know.
   *
   * A pooler also gives each client a process number of its own, and may give each transaction another session,
   * which would not know what was prepared in the one before.
   */
  async prepareSession(): Promise<void> {
    const { rows } = await this.query(
      "select pg_backend_pid() as pid, set_config('idle_in_transaction_session_timeout', '30s', false)",
    );
    const { processID } = this as unknown as { processID: number };
    if (rows[0]?.pid === processID) {
      this.#statements = new PreparedStatements((statement, values) => this.#limited(statement, values));
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: whichever of pg's overloads it is, it is passed on
  override query(...args: any[]): any {
    const [text, values] = args;
    if (this.#statements && typeof text === "string" && Array.isArray(values) && isPrepared()) {
      return this.#statements.run(text, values);
    }
    return this.#limited(...(args as [string]));
  }

  /** pg's own query_timeout fails a statement, and leaves the connection to those behind it. */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  #limited(...args: any[]): any {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    const stop = startClock((error) => stream.destroy(error));
    const answer: unknown = super.query(...(args as [string]));
    if (answer instanceof Promise) answer.then(stop, stop);
    else stop();
    return answer;
  }
}
