/**
 * What every place that runs jobs can do. The worker knows executors by this interface alone, and
 * test/executors/conformance.ts holds each implementation to the words below.
 *
 * An execution outlives the process that launched it. All methods take its `id`, so another worker,
 * on the same host, can go on where a dead one stopped.
 */

import { type LaunchReason, type RetryClass, reasons } from "../reasons.ts";

/** One attempt at running a job. */
export interface LaunchSpec {
  /** Which Longshore database this belongs to: executions of other installations are never touched. */
  readonly installation: string;
  /** The job's id, a UUID in lower case with dashes. */
  readonly jobId: string;
  /** The attempt's number, from 1. Job and attempt together name the execution. */
  readonly attempt: number;
  /** Image reference; empty where the executor runs local processes. */
  readonly image: string;
  /** Program and arguments; empty runs the image's own command. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Empty leaves it to the image, or to the worker's own folder. */
  readonly workingDirectory: string;
  /** MB; null for no limit. */
  readonly memoryMb: number | null;
  /** Cores, fractions allowed; null for no limit. */
  readonly cpus: number | null;
  readonly networks: readonly NetworkAttachment[];
}

export interface NetworkAttachment {
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface Execution {
  /** What the executor knows it by: a container's id, a process's folder name. At most 255 characters. */
  readonly id: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly state: ExecutionState;
  /** What the image's reference has led to, of an execution that `launch` gives and that has an image. */
  readonly imageDigest?: string;
}

export type ExecutionState =
  /** Made, never started: it has no exit code that means anything. */
  | { readonly kind: "created" }
  | { readonly kind: "running"; readonly startedAt: Date }
  | ExitedState
  /** The executor is sure that it does not exist (any more). */
  | { readonly kind: "gone" };

export interface ExitedState {
  readonly kind: "exited";
  /** As a shell would give it: 128 + signal where a signal ended it. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** The engine was restarted and ended it. Only `wait` looks into that. */
  readonly engineRestarted?: boolean;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** What is known of it still: less, perhaps, than was told while it ran. */
  readonly usage?: Usage;
}

/** What an execution has used so far; null where nobody could tell. */
export interface Usage {
  /** The most memory at once, bytes, as the kernel counts it. */
  readonly peakMemoryBytes: number | null;
  /** How many cores it kept busy on average since it was started; 1.5 is one and a half. */
  readonly averageCpuCores: number | null;
}

export const unknownUsage: Usage = { peakMemoryBytes: null, averageCpuCores: null };

export type OutputStream = "stdout" | "stderr";

export interface OutputChunk {
  readonly stream: OutputStream;
  readonly data: Uint8Array;
  /**
   * Opaque: passing it back to `output` goes on after this chunk, nothing lost and nothing doubled.
   * At most 255 characters.
   */
  readonly cursor: string;
}

export interface OutputOptions {
  /** Go on after the chunk that had this cursor; from the start where it is missing. */
  readonly after?: string;
  /** Keep going until the execution ends, then end. Without it: what is there now, then end. */
  readonly follow?: boolean;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
}

export interface LaunchOptions {
  readonly signal?: AbortSignal;
  /**
   * Called when the execution has been made and before it is started, each time that we are about to
   * start it; a rejection keeps it from being started, and is what `launch` rejects with. Of a caller
   * that is delayed after this, the start comes to nothing once another has launched the attempt.
   */
  readonly confirm?: () => Promise<void>;
  /** Is told now and then, in a sentence, how far a long preparation is, such as the pull of an image. */
  readonly onProgress?: (text: string) => void;
}

export interface Executor {
  readonly kind: "process" | "docker";

  /**
   * Makes and starts the execution of a job's attempt; where it exists already (made by a worker that
   * died), adopts it, and starts it if it never was. Calling twice never runs the command twice.
   *
   * Rejects with the signal's reason when aborted: it may have been started, and `find` tells.
   *
   * @throws {LaunchError} when it could not be started, with its class of error. Nothing is left that
   *   runs; only where the reason is engine_unreachable, an earlier launch may have left something, and
   *   where it is lost, the command may have begun.
   */
  launch(spec: LaunchSpec, options?: LaunchOptions): Promise<Execution>;

  /** @throws {LongshoreError} ENGINE_UNREACHABLE, ENGINE_ERROR: which are not "gone". */
  inspect(id: string): Promise<ExecutionState>;

  /**
   * What it has used so far: little work for the engine, so that it can be asked of many, every few seconds.
   *
   * @throws {LongshoreError} ENGINE_UNREACHABLE, ENGINE_ERROR
   */
  usage(id: string, options?: { signal?: AbortSignal }): Promise<Usage>;

  /** The execution of this attempt, if it was made; also when `launch` never returned its id. */
  find(spec: Pick<LaunchSpec, "installation" | "jobId" | "attempt">): Promise<Execution | undefined>;

  /**
   * Resolves when it has exited or is gone. Survives a lost connection to the engine.
   * Rejects with the signal's reason when aborted.
   */
  wait(
    id: string,
    options?: { signal?: AbortSignal },
  ): Promise<Extract<ExecutionState, { kind: "exited" | "gone" }>>;

  /** The output so far, in the order it was written as far as the executor knows it. */
  output(id: string, options?: OutputOptions): AsyncIterable<OutputChunk>;

  /**
   * Asks it to end (TERM), and after `graceMs` makes it end (KILL). Resolves when it has ended; no error
   * where it had.
   *
   * @throws {LongshoreError} ENGINE_UNREACHABLE where it could not be asked; FOREIGN_CONTAINER
   */
  stop(id: string, options: { graceMs: number }): Promise<void>;

  /**
   * Forgets an execution that does not run and frees what it held. No error where it is gone.
   *
   * @throws {LongshoreError} EXECUTION_RUNNING, FOREIGN_CONTAINER
   */
  remove(id: string): Promise<void>;

  /** Every execution of this installation on this host, in any state. */
  list(installation: string): Promise<Execution[]>;

  /** Answers when the executor can run jobs. @throws {LongshoreError} ENGINE_UNREACHABLE */
  check(): Promise<void>;

  close(): Promise<void>;
}

/** Why an execution did not start. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
  readonly errorClass: RetryClass;
  /** `lost` where it may have been started, and nothing tells any more. */
  readonly reason: LaunchReason | "lost";

  constructor(reason: LaunchError["reason"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
    this.errorClass = reasons[reason];
  }
}
