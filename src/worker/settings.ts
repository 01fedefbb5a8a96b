/** What a worker can be told; all durations in milliseconds. */
export interface WorkerSettings {
  /** Jobs at once. */
  readonly concurrency: number;
  /** How often it asks for ready jobs while it has a free slot. */
  readonly pollInterval: number;
  /** A worker that has been silent for this long has lost its jobs to the others. */
  readonly lease: number;
  /** What this machine is called, and no other: its workers stand in for each other. */
  readonly node: string;
  /** A worker that no other can stand in for, and that has been silent for this long, is gone with its jobs. */
  readonly lostAfter: number;
  /** What a job is given between TERM and KILL. */
  readonly grace: number;
  /** Jobs that ended this long ago are deleted; none where it is undefined. */
  readonly retention?: number | undefined;
  /** Of so many jobs that it takes, one is the one that has waited longest, whatever its priority; none where it is undefined. */
  readonly ageing?: number | undefined;
  /** Where local processes keep their output and exit codes. */
  readonly stateDirectory: string;
}

/** The part of a pino logger that the worker uses. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: Logger = { info() {}, warn() {}, error() {} };
