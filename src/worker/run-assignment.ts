import { isLongshoreError, messageOf } from "../errors.ts";
import type { Executor } from "../executors/executor.ts";
import type { Assignment } from "../queue/assignment.ts";
import { type Outcome, settle } from "../queue/settle.ts";
import type { AssignmentSignals, WorkerContext } from "./context.ts";
import { finalOutput } from "./final-output.ts";
import { launch } from "./launch.ts";
import { recordOutput } from "./output-recorder.ts";
import { type Ending, watch } from "./watch.ts";

/**
 * Takes one attempt from its claim, or its adoption, to its end: launch, watch while the output is
 * copied, settle, remove. Settling comes before removing: what is removed can be read no more.
 *
 * Never rejects. An attempt that this worker lets go of, or has lost, stays as it is for the next.
 */
export async function runAssignment(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<void> {
  const fields = { job: assignment.attempt.jobId, attempt: assignment.attempt.number };
  try {
    const executor = await context.hosts.executor(assignment.hostId);
    const outcome = await runToEnd(context, executor, assignment, signals);
    if (outcome) context.logger.info({ ...fields, exitCode: outcome.exitCode }, `${outcome.reason}`);
  } catch (error) {
    if (signals.abandon.aborted) context.logger.info(fields, "left running for the next worker");
    else if (isLongshoreError(error, "LEASE_LOST")) context.logger.warn(fields, error.message);
    else context.logger.error(fields, `left open after an error: ${messageOf(error)}`);
  }
}

async function runToEnd(
  context: WorkerContext,
  executor: Executor,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<Outcome | undefined> {
  let executionId: string | undefined;
  let ending: Ending;
  try {
    executionId = await launch(context, executor, assignment, signals);
    if (executionId === undefined) return undefined;
    ending = await watchAndRecord(context, executor, assignment, executionId, signals);
  } catch (error) {
    if (!signals.cancel.aborted || signals.abandon.aborted || isLongshoreError(error)) throw error;
    executionId = await stopUnfinishedLaunch(context, executor, assignment);
    ending = { state: { kind: "gone" }, intent: "cancel" };
  }
  const outcome: Outcome = {
    ...outcomeOf(ending),
    ...(await finalOutput(context.database, assignment.attempt)),
  };
  await settle(context.database, assignment.attempt, outcome);
  if (executionId !== undefined) await executor.remove(executionId);
  return outcome;
}

async function watchAndRecord(
  context: WorkerContext,
  executor: Executor,
  assignment: Assignment,
  executionId: string,
  signals: AssignmentSignals,
): Promise<Ending> {
  const failed = new AbortController();
  const abandon = AbortSignal.any([signals.abandon, failed.signal]);
  const watching = watch(executor, executionId, {
    cancel: signals.cancel,
    abandon,
    remaining: assignment.timeoutMs - assignment.elapsedMs,
    grace: context.settings.grace,
  });
  const recording = recordOutput(context, executor, assignment.attempt, executionId, abandon);
  try {
    const [ending] = await Promise.all([watching, recording]);
    return ending;
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled([watching, recording]);
    throw error;
  }
}

/** The job was cancelled while it was being launched: whatever has come of that is ended. */
async function stopUnfinishedLaunch(
  context: WorkerContext,
  executor: Executor,
  { attempt }: Assignment,
): Promise<string | undefined> {
  const made = await executor.find({
    installation: context.installation,
    jobId: attempt.jobId,
    attempt: attempt.number,
  });
  if (made) await executor.stop(made.id, { graceMs: context.settings.grace });
  return made?.id;
}

function outcomeOf({ state, intent }: Ending): Omit<Outcome, "stdout" | "stderr"> {
  const exitCode = state.kind === "exited" ? state.exitCode : null;
  const finishedAt = state.kind === "exited" ? state.finishedAt : null;
  if (intent === "cancel") {
    return { verb: "confirmCancel", reason: "cancelled", error: null, exitCode, finishedAt };
  }
  if (intent === "timeout") {
    return {
      verb: "timeOut",
      reason: "timeout",
      error: "stopped because its time was up",
      exitCode,
      finishedAt,
    };
  }
  if (state.kind === "gone") {
    const error = "what was launched has vanished without a trace of how it ended";
    return { verb: "fail", reason: "lost", error, exitCode, finishedAt };
  }
  if (state.outOfMemory) {
    return { verb: "fail", reason: "out_of_memory", error: "it ran out of memory", exitCode, finishedAt };
  }
  return { verb: exitCode === 0 ? "complete" : "fail", reason: "exited", error: null, exitCode, finishedAt };
}
