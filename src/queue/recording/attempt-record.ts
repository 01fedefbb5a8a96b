import type { LongshoreError } from "../../errors.ts";
import type { EndReason } from "../../reasons.ts";
import type { OwnedAttempt } from "../attempt/ownership.ts";
import type { AttemptUsage } from "../job/usage.ts";

/** What was started. */
export interface LaunchedExecution {
  /** What the executor calls it. */
  readonly id: string;
  /** Since when it runs, by the executor's clock. */
  readonly startedAt: Date;
  readonly imageDigest?: string;
}

/** How a launched attempt ended. */
export interface Outcome {
  readonly verb: "complete" | "fail" | "timeOut" | "confirmCancel";
  readonly reason: EndReason;
  readonly exitCode: number | null;
  /** By the executor's clock; the database's now where it is not known. */
  readonly finishedAt: Date | null;
  /** A sentence for people, where it did not end by an exit of its own. */
  readonly error: string | null;
  /** Nothing is written where it is missing. */
  readonly usage?: AttemptUsage;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a job whose command has begun is run again after a failure: how often at most, and after how many milliseconds. */
export interface RunAgain {
  readonly limit: number;
  readonly delay: number;
}

/** What is to be recorded of an attempt: that it was launched, that it ended, or both at once. */
export interface AttemptRecord {
  readonly attempt: OwnedAttempt;
  readonly launched?: LaunchedExecution | undefined;
  readonly ended?: { readonly outcome: Outcome; readonly retry: RunAgain } | undefined;
}

/** Whether the job will be run again; or that nothing was recorded. */
export type Recorded = { readonly again: boolean } | LongshoreError;
