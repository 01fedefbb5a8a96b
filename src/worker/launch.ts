import { isLongshoreError, LongshoreError, messageOf } from "../errors.ts";
import { type Executor, LaunchError, type LaunchSpec } from "../executors/executor.ts";
import { type Assignment, commandOf } from "../queue/assignment.ts";
import { type LaunchFailure, launchFailed } from "../queue/launch-failed.ts";
import { markLaunched } from "../queue/mark-launched.ts";
import type { AssignmentSignals, WorkerContext } from "./context.ts";

export interface Launched {
  readonly executor: Executor;
  readonly executionId: string;
}

/**
 * Launches an assignment, or finds what an earlier owner of the attempt has launched.
 *
 * @returns nothing where the launch failed, which has then been recorded
 * @throws {LongshoreError} LEASE_LOST; the abort reason where a signal came first
 */
export async function launch(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<Launched | undefined> {
  const { attempt } = assignment;
  try {
    const executor = await context.hosts.executor(assignment.hostId);
    if (assignment.status === "running") return { executor, executionId: assignment.executionId };
    const signal = AbortSignal.any([signals.cancel, signals.abandon]);
    signal.throwIfAborted();
    const execution = await executor.launch(toLaunchSpec(context, assignment), { signal });
    const startedAt = "startedAt" in execution.state ? execution.state.startedAt : new Date();
    await markLaunched(context.database, attempt, { id: execution.id, startedAt });
    context.logger.info({ job: attempt.jobId, attempt: attempt.number, execution: execution.id }, "launched");
    return { executor, executionId: execution.id };
  } catch (error) {
    const interrupted = signals.cancel.aborted || signals.abandon.aborted;
    const failure = interrupted || assignment.status !== "launching" ? undefined : failureOf(error);
    // Of an earlier try something may be running behind the silence: the next attempt has to wait.
    if (!failure || (failure.reason === "engine_unreachable" && !assignment.untried)) throw error;
    const again = await launchFailed(context.database, assignment, failure);
    context.logger.warn(
      { job: attempt.jobId, attempt: attempt.number, reason: failure.reason, again },
      `launch failed: ${failure.message}`,
    );
    return undefined;
  }
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
  if (error instanceof LaunchError) {
    return { reason: error.reason, message: error.message, errorClass: error.errorClass };
  }
  if (isLongshoreError(error, "ENGINE_UNREACHABLE")) {
    return { reason: "engine_unreachable", message: error.message, errorClass: "transient" };
  }
  if (isLongshoreError(error, "INVALID_INPUT")) {
    return { reason: "invalid_job", message: messageOf(error), errorClass: "permanent" };
  }
  if (error instanceof LongshoreError) return undefined;
  return { reason: "unknown", message: messageOf(error), errorClass: "unknown" };
}
