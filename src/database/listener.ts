import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import type { NotificationSession } from "./engines/postgres-session.ts";

/** What notifications are sent on. PostgreSQL keeps those of each database apart. */
export const channel = "longshore";

/** Milliseconds. */
export interface ListenerTimes {
  /** Between two looks at whether notifications still come through; a half-open connection is silent. */
  readonly checkEvery: number;
  /** How long such a look waits. */
  readonly patience: number;
  /** Pauses after a lost connection double from the first to the last. */
  readonly firstPause: number;
  readonly lastPause: number;
}

const usual: ListenerTimes = { checkEvery: 30_000, patience: 5_000, firstPause: 500, lastPause: 60_000 };

export interface ListenerEvents {
  /** Somebody has sent a notification, or may have while nobody listened. */
  notified(): void;
  /** Whether notifications come through, each time that it changes. */
  changed(working: boolean, why: string): void;
}

/**
 * Listens for notifications of PostgreSQL on a connection of its own, and for ever: a lost connection is
 * opened again. That it listens is believed only once a notification, sent on another connection, has come
 * through: behind a pooler that gives each transaction the next free session none does, and whoever relies
 * on this has to poll.
 */
export class Listener {
  readonly #database: Database;
  readonly #events: ListenerEvents;
  readonly #times: ListenerTimes;
  readonly #closed = new AbortController();
  readonly #untilClosed: Promise<undefined>;
  readonly #listening: Promise<void>;
  #working: boolean | undefined;
  readonly #checks = new Map<string, () => void>();

  constructor(database: Database, events: ListenerEvents, times: Partial<ListenerTimes> = {}) {
    this.#database = database;
    this.#events = events;
    this.#times = { ...usual, ...times };
    this.#untilClosed = new Promise((resolve) => {
      this.#closed.signal.addEventListener("abort", () => resolve(undefined));
    });
    this.#listening = this.#listen();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    const { firstPause, lastPause } = this.#times;
    let pause = firstPause;
    while (!this.#closed.signal.aborted) {
      try {
        await this.#session(() => {
          pause = firstPause;
        });
      } catch (error) {
        this.#set(false, error instanceof Error ? error.message : String(error));
      }
      // Not all workers at once.
      await this.#sleep(pause * (0.5 + Math.random()));
      pause = Math.min(2 * pause, lastPause);
    }
  }

  /** Listens until the connection is lost, and rejects with what was wrong with it. */
  async #session(proven: () => void): Promise<void> {
    const lost = Promise.withResolvers<never>();
    // It may be lost while nobody waits for that.
    lost.promise.catch(() => {});
    const opening = this.#open((why) => lost.reject(why));
    const session = await Promise.race([opening, this.#untilClosed]);
    // A server that is silent keeps nobody from closing.
    if (!session) return void opening.then((late) => late.close()).catch(() => {});
    try {
      while (!this.#closed.signal.aborted) {
        await Promise.race([this.#check(), lost.promise]);
        proven();
        this.#set(true, "notifications come through");
        await Promise.race([this.#sleep(this.#times.checkEvery), lost.promise]);
      }
    } finally {
      session.close();
    }
  }

  async #open(lost: (why: Error) => void): Promise<NotificationSession> {
    const { openNotificationSession } = this.#database;
    if (!openNotificationSession) throw new Error("this database has no notifications");
    const notified = (payload: string) => {
      if (payload === "") this.#events.notified();
      else this.#checks.get(payload)?.();
    };
    return openNotificationSession(channel, { notified, lost });
  }

  /** Sends a notification from another connection. Rejects where it does not arrive. */
  async #check(): Promise<void> {
    const token = randomUUID();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#checks.set(token, resolve);
    const arrived = async () => {
      await sql`select pg_notify(${channel}, ${token})`.execute(this.#database.query);
      await promise;
    };
    const late = async () => {
      await this.#sleep(this.#times.patience);
      throw new Error("notifications do not come through");
    };
    try {
      await Promise.race([arrived(), late()]);
    } finally {
      this.#checks.delete(token);
    }
  }

  #set(working: boolean, why: string): void {
    if (this.#working === working || this.#closed.signal.aborted) return;
    this.#working = working;
    this.#events.changed(working, why);
    // What was sent while nobody listened is told now.
    if (working) this.#events.notified();
  }

  async #sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#closed.signal }).catch(() => {});
  }
}
