import type { Database } from "../database/database.ts";
import type { OutputChunk } from "../executors/executor.ts";
import type { StopIntent } from "../queue/attempt/stop-intent.ts";
import type { WorkerIdentity } from "../queue/workers/workers.ts";
import type { AttemptRecorder } from "./attempt-recorder.ts";
import type { Hosts } from "./hosts.ts";
import type { Removals } from "./removals.ts";
import type { Logger, WorkerSettings } from "./settings.ts";

/** What every part of a worker needs. */
export interface WorkerContext {
  readonly database: Database;
  readonly identity: WorkerIdentity;
  readonly installation: string;
  readonly recorder: AttemptRecorder;
  readonly removals: Removals;
  readonly hosts: Hosts;
  readonly settings: WorkerSettings;
  readonly logger: Logger;
  /** Is given all output as it comes, also what the bound keeps out of the database; the output waits for it. */
  readonly onOutput?: (jobId: string, chunk: OutputChunk) => Promise<void> | void;
}

/** The reason of an aborted `cancel`. */
export class StopRequest extends Error {
  override readonly name = "StopRequest";
  readonly intent: StopIntent;

  constructor(intent: StopIntent) {
    super(`it is to be stopped: ${intent}`);
    this.intent = intent;
  }
}

/** How a running assignment is told to end before its time. */
export interface AssignmentSignals {
  /** Somebody wants the job stopped; a StopRequest is the reason. */
  readonly cancel: AbortSignal;
  /** This worker lets go of the job and leaves it running. */
  readonly abandon: AbortSignal;
}
