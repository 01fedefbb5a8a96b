/**
 * Telling others who use the same database that something has changed: on PostgreSQL all of them, by its
 * notifications; elsewhere those of this process. Whoever listens must look by itself now and then as well:
 * other programs write to the database and tell nobody.
 */

import { type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
import { watchFile } from "./engines/sqlite-watch.ts";
import { channel, Listener, type ListenerEvents } from "./listener.ts";

const ofThisProcess = new Map<string, Set<() => void>>();

/**
 * The expression that sends a notification when its transaction commits; undefined where the database has
 * none. It costs a lock that all such transactions share while they commit, so once a batch is enough.
 */
export function notification(database: Database): RawBuilder<unknown> | undefined {
  return database.dialect === "postgres" ? sql`pg_notify(${channel}, '')` : undefined;
}

/** Tells whoever listens. To be called after the change, and outside of a transaction that could yet fail. */
export async function notify(database: Database): Promise<void> {
  const expression = notification(database);
  if (expression) await sql`select ${expression}`.execute(database.query);
  else notifyThisProcess(database);
}

/** Tells those of this process, where the database itself tells nobody. */
export function notifyThisProcess(database: Database): void {
  if (database.dialect === "postgres") return;
  for (const notified of ofThisProcess.get(database.display) ?? []) notified();
}

export interface Listening {
  close(): Promise<void>;
}

/** Listens until it is closed. Nothing is missed for longer than a connection is lost, but see above. */
export function listen(database: Database, events: ListenerEvents): Listening {
  if (database.dialect === "postgres") return new Listener(database, events);
  const listeners = ofThisProcess.get(database.display) ?? new Set();
  ofThisProcess.set(database.display, listeners);
  const notified = () => events.notified();
  listeners.add(notified);
  const watch = database.dialect === "sqlite" ? watchFile(database, notified) : undefined;
  return {
    async close() {
      listeners.delete(notified);
      if (listeners.size === 0) ofThisProcess.delete(database.display);
      await watch?.close();
    },
  };
}
