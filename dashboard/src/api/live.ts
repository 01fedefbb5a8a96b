import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { address } from "./client.ts";
import { keys } from "./keys.ts";
import type { Job, Stats } from "./types.ts";

/** Whether the server tells us what happens: `paused` while nobody looks at the page. */
export type Connection = "connecting" | "live" | "lost" | "paused";

export type JobChange = Pick<Job, "id" | "status" | "queueStatus">;

/** Milliseconds until a stream that was refused is asked for again; one that broke comes back by itself. */
const retryAfter = 2_000;

/** The one stream of events that the whole page lives on. */
export class Live {
  readonly #queries: QueryClient;
  readonly #watchers = new Set<() => void>();
  readonly #jobListeners = new Set<(change?: JobChange) => void>();
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connection: Connection = "connecting";
  #lostAt = 0;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** When it was lost, by the viewer's clock. */
  get lostAt(): number {
    return this.#lostAt;
  }

  /** Listens for as long as somebody looks: a browser allows six connections to a server, over all tabs. */
  start(): () => void {
    const followVisibility = () => (document.hidden ? this.#close("paused") : this.#open());
    document.addEventListener("visibilitychange", followVisibility);
    followVisibility();
    return () => {
      document.removeEventListener("visibilitychange", followVisibility);
      this.#close("paused");
    };
  }

  /** Asks again now. */
  retry(): void {
    this.#open();
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Tells of each job that changes, new ones among them; of nothing in particular where the figures change. */
  onJob(listener: (change?: JobChange) => void): () => void {
    this.#jobListeners.add(listener);
    return () => this.#jobListeners.delete(listener);
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource(address("/events"));
    this.#source = source;
    source.addEventListener("open", () => {
      // What happened meanwhile was not told; at first, that is since the page asked for what it shows.
      if (this.#connection !== "connecting") this.#queries.invalidateQueries();
      else
        for (const queryKey of [keys.allJobs, keys.allDetails]) this.#queries.invalidateQueries({ queryKey });
      this.#become("live");
    });
    source.addEventListener("error", () => {
      if (this.#connection !== "lost") this.#lostAt = Date.now();
      this.#become("lost");
      if (source.readyState !== EventSource.CLOSED) return;
      // Refused: perhaps the session is over, which the page then finds out.
      this.#queries.invalidateQueries({ queryKey: keys.session });
      this.#timer = setTimeout(() => this.#open(), retryAfter);
    });
    source.addEventListener("overview", ({ data }) => {
      this.#queries.setQueryData(keys.stats, JSON.parse(data) as Stats);
      for (const listener of this.#jobListeners) listener();
    });
    source.addEventListener("job", ({ data }) => {
      const change = JSON.parse(data) as JobChange;
      this.#queries.invalidateQueries({ queryKey: keys.job(change.id) });
      for (const listener of this.#jobListeners) listener(change);
    });
  }

  #close(connection: Connection): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#become(connection);
  }

  #become(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    for (const watcher of this.#watchers) watcher();
  }
}

export function useConnection(live: Live): Connection {
  return useSyncExternalStore(live.watch, () => live.connection);
}
