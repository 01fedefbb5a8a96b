import { isLongshoreError, messageOf } from "../errors.ts";
import { type Execution, type Executor, LaunchError, type LaunchSpec } from "../executors/executor.ts";
import { type Assignment, commandOf } from "../queue/attempt/assignment.ts";
import { type LaunchFailure, launchFailed } from "../queue/attempt/launch-failed.ts";
import type { OwnedAttempt } from "../queue/attempt/ownership.ts";
import type { LaunchMark } from "./attempt-recorder.ts";
import type { AssignmentSignals, WorkerContext } from "./context.ts";
import { reach } from "./protocol-points.ts";

export interface Launched {
  readonly executor: Executor;
  readonly executionId: string;
  /** Where this worker launched it, and the database may not know yet. */
  readonly mark?: LaunchMark;
}

/**
 * Launches an assignment, or finds what an earlier owner of the attempt has launched. It does not wait until
 * the database knows: what is launched is found by its name as well.
 *
 * @returns `failed` where it was not launched, which has then been recorded; `lost` where it may have been,
 *   and nothing tells any more
 * @throws {LongshoreError} LEASE_LOST; the abort reason where a signal came first
 */
export async function launch(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<Launched | "failed" | "lost"> {
  const { attempt } = assignment;
  if (assignment.executionId !== "") {
    const executor = await context.hosts.executor(assignment.hostId);
    return { executor, executionId: assignment.executionId };
  }
  const started = await start(context, assignment, signals);
  if (started === "lost") return started;
  if ("failure" in started) {
    const { reason, message } = started.failure;
    const delay = await launchFailed(context.database, assignment, started.failure);
    const next = delay === undefined ? "not tried again" : `tried again in ${(delay / 1_000).toFixed(1)} s`;
    const fields = { job: attempt.jobId, attempt: attempt.number, reason };
    context.logger.warn(fields, `launch failed: ${message}; ${next}`);
    return "failed";
  }
  const { executor, execution } = started;
  reach("started", attempt);
  const startedAt = "startedAt" in execution.state ? execution.state.startedAt : new Date();
  const { id, imageDigest } = execution;
  const launched = { id, startedAt, ...(imageDigest && { imageDigest }) };
  const mark = context.recorder.launched(attempt, launched, execution.state.kind === "exited");
  mark.recorded?.then(
    () => tellLaunched(context, attempt, id),
    () => {},
  );
  return { executor, executionId: id, mark };
}

/** That the database knows of it. */
export function tellLaunched({ logger }: WorkerContext, attempt: OwnedAttempt, executionId: string): void {
  logger.info({ job: attempt.jobId, attempt: attempt.number, execution: executionId }, "launched");
  reach("launched", attempt);
}

/** Only what the executor says is a failure of the launch. What the database says is not, and is thrown. */
async function start(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<{ executor: Executor; execution: Execution } | { failure: LaunchFailure } | "lost"> {
  const { attempt } = assignment;
  const signal = AbortSignal.any([signals.cancel, signals.abandon]);
  let unconfirmed: unknown;
  // A worker that was frozen since its claim may have lost the attempt, and another have run it.
  const confirm = async () => {
    reach("created", attempt);
    await context.recorder.confirm(attempt).catch((error) => {
      unconfirmed = error;
      throw error;
    });
  };
  const onProgress = (text: string) => {
    const { image } = assignment;
    context.logger.info({ job: attempt.jobId, attempt: attempt.number, image }, text);
  };
  try {
    const executor = await context.hosts.executor(assignment.hostId);
    signal.throwIfAborted();
    const spec = toLaunchSpec(context, assignment);
    const execution = await executor.launch(spec, { signal, confirm, onProgress });
    return { executor, execution };
  } catch (error) {
    if (signal.aborted || error === unconfirmed) throw error;
    if (error instanceof LaunchError && error.reason === "lost") return error.reason;
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    if (assignment.untried) return { failure };
    // Of an earlier try something may be running behind the silence: the next attempt has to wait.
    if (failure.reason === "engine_unreachable") throw error;
    return (await launchedEarlier(context, assignment)) ?? { failure };
  }
}

/**
 * What an earlier try to launch this attempt has started, if anything. It may not be refused for what is true
 * only now, such as another policy of its host.
 *
 * @throws {LongshoreError} ENGINE_UNREACHABLE
 */
async function launchedEarlier(
  context: WorkerContext,
  { attempt, hostId }: Assignment,
): Promise<{ executor: Executor; execution: Execution } | undefined> {
  const executor = await context.hosts.executor(hostId);
  const { installation } = context;
  const execution = await executor.find({ installation, jobId: attempt.jobId, attempt: attempt.number });
  if (execution?.state.kind !== "created") return execution && { executor, execution };
  await executor.remove(execution.id);
  return undefined;
}

function toLaunchSpec(context: WorkerContext, assignment: Assignment): LaunchSpec {
  return {
    installation: context.installation,
    jobId: assignment.attempt.jobId,
    attempt: assignment.attempt.number,
    image: assignment.image,
    command: commandOf(assignment),
    environment: assignment.environment,
    workingDirectory: assignment.workingDirectory,
    memoryMb: assignment.memoryMb,
    cpus: assignment.cpus,
    networks: assignment.networks,
  };
}

/** What an error says about the launch; nothing where it is about something else, such as the database. */
function failureOf(error: unknown): LaunchFailure | undefined {
  if (error instanceof LaunchError && error.reason !== "lost") {
    return { reason: error.reason, message: error.message };
  }
  if (isLongshoreError(error, "ENGINE_UNREACHABLE")) {
    return { reason: "engine_unreachable", message: error.message };
  }
  if (isLongshoreError(error, "INVALID_INPUT")) {
    return { reason: "invalid_job", message: messageOf(error) };
  }
  if (isLongshoreError(error)) return undefined;
  return { reason: "unknown", message: messageOf(error) };
}
