/** A queue that is measured, as the bench drives it. */
export interface Contender {
  /** Name, version and the settings that are not the queue's own. */
  readonly description: string;
  /** Puts so many no-op jobs into the queue with one call. */
  enqueueMany(count: number): Promise<void>;
  /** Puts one no-op job into the queue. */
  enqueue(): Promise<void>;
  /** Starts to work; `onJob` is called when a job's own work begins, and there is none. */
  work(onJob: () => void): Promise<void>;
  /** How many jobs the queue has not recorded as done. */
  left(): Promise<number>;
  /** Stops working and disconnects. */
  close(): Promise<void>;
}

/** What a contender's module exports. @param url of the server, with an empty database */
export type OpenContender = (url: string) => Promise<Contender>;
