import { isLongshoreError, messageOf } from "../errors.ts";
import type { Usage } from "../executors/executor.ts";
import { pause } from "../executors/time.ts";
import { type Assignment, readAssignments } from "../queue/attempt/assignment.ts";
import { updateOwnAttempt } from "../queue/attempt/ownership.ts";
import { intentFor, recordStopIntent, type StopIntent } from "../queue/attempt/stop-intent.ts";
import { backoff, strategies } from "../queue/job/retry.ts";
import type { Outcome } from "../queue/recording/attempt-record.ts";
import { type AssignmentSignals, StopRequest, type WorkerContext } from "./context.ts";
import { outcomeOf } from "./ends.ts";
import { finalOutput } from "./final-output.ts";
import { type Launched, launch, tellLaunched } from "./launch.ts";
import { recordOutput } from "./output-recorder.ts";
import { reach } from "./protocol-points.ts";
import { watchUsage } from "./usage-watch.ts";
import { type Ending, watch } from "./watch.ts";

const noOutput = { stdout: "", stderr: "" };

/** Milliseconds before an attempt that met an error is taken up again; doubles up to the most. */
const firstPause = 1_000;
const longestPause = 5_000;

/**
 * Takes one attempt from its claim, or its adoption, to its end: launch, watch while the output is
 * copied, settle, remove. Settling comes before removing: what is removed can be read no more.
 *
 * Never rejects. After an error, of the database or the engine, it goes on from where the attempt stands
 * then. An attempt that this worker lets go of, or has lost, stays as it is for the next.
 */
export async function runAssignment(
  context: WorkerContext,
  claimed: Assignment,
  signals: AssignmentSignals,
): Promise<void> {
  const fields = { job: claimed.attempt.jobId, attempt: claimed.attempt.number };
  for (let failures = 0; ; failures += 1) {
    try {
      const assignment = failures === 0 ? claimed : await readAgain(context, claimed);
      const outcome = assignment && (await runToEnd(context, assignment, signals));
      if (outcome) context.logger.info({ ...fields, exitCode: outcome.exitCode }, outcome.reason);
      return;
    } catch (error) {
      if (signals.abandon.aborted) return context.logger.info(fields, "left running for the next worker");
      if (isLongshoreError(error, "LEASE_LOST")) return context.logger.warn(fields, error.message);
      context.logger.error(fields, `${messageOf(error)}; trying again`);
      await pause(Math.min(longestPause, firstPause * 2 ** failures), signals.abandon);
    }
  }
}

/** @throws {LongshoreError} LEASE_LOST */
async function readAgain(context: WorkerContext, { attempt }: Assignment): Promise<Assignment | undefined> {
  await updateOwnAttempt(context.database, attempt);
  const [assignment] = await readAssignments(context.database, [attempt]);
  return assignment;
}

async function runToEnd(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<Outcome | undefined> {
  const run = await launchAndWatch(context, assignment, signals);
  if (!run) return undefined;
  reach("exited", assignment.attempt);
  const outcome: Outcome = {
    ...outcomeOf(run.ending),
    usage: run.usage,
    ...(run.hasOutput ? await finalOutput(context.database, assignment.attempt) : noOutput),
  };
  const failures = assignment.attempt.number;
  const delay = backoff(strategies[assignment.retryStrategy], failures);
  const retry = { limit: assignment.retryOnExit, delay };
  const { launched } = run;
  await context.recorder.settle(assignment.attempt, { outcome, retry }, launched?.mark);
  if (launched?.mark && !launched.mark.recorded) {
    tellLaunched(context, assignment.attempt, launched.executionId);
  }
  reach("settled", assignment.attempt);
  await context.removals.begin(async () => {
    if (launched) await removeEnded(context, launched);
    reach("removed", assignment.attempt);
  });
  return outcome;
}

interface Run {
  readonly ending: Ending;
  readonly usage: Usage;
  /** Whether any of its output is stored. */
  readonly hasOutput: boolean;
}

/** @returns nothing where the launch failed */
async function launchAndWatch(
  context: WorkerContext,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<(Run & { readonly launched: Launched | undefined }) | undefined> {
  // Django may have given the job another status before it was launched.
  const wanted = assignment.executionId !== "" || assignment.status === "launching";
  try {
    if (wanted) {
      const launched = await launch(context, assignment, signals);
      if (launched === "failed") return undefined;
      if (launched === "lost") return nothingLeft(assignment, undefined);
      return { launched, ...(await watchAndRecord(context, launched, assignment, signals)) };
    }
  } catch (error) {
    if (!signals.cancel.aborted || signals.abandon.aborted || isLongshoreError(error)) throw error;
  }
  const { reason } = signals.cancel;
  const intent = reason instanceof StopRequest ? reason.intent : intentFor(assignment.status);
  const launched = await stopUnfinishedLaunch(context, assignment, intent);
  return { ...nothingLeft(assignment, intent), launched };
}

/** A run of which there is nothing to watch. */
function nothingLeft({ usage }: Assignment, intent: StopIntent | undefined) {
  return {
    launched: undefined,
    ending: { state: { kind: "gone" }, intent },
    usage,
    hasOutput: true,
  } as const;
}

/** What cannot be removed now is left to `reconcile`. */
async function removeEnded(context: WorkerContext, { executor, executionId }: Launched): Promise<void> {
  try {
    await executor.remove(executionId);
  } catch (error) {
    context.logger.warn({ execution: executionId }, `could not be removed: ${messageOf(error)}`);
  }
}

async function watchAndRecord(
  context: WorkerContext,
  { executor, executionId, mark }: Launched,
  assignment: Assignment,
  signals: AssignmentSignals,
): Promise<Run> {
  const failed = new AbortController();
  mark?.recorded?.catch((error) => failed.abort(error));
  const abandon = AbortSignal.any([signals.abandon, failed.signal]);
  const watching = watch(executor, executionId, {
    cancel: signals.cancel,
    abandon,
    remaining: assignment.timeoutMs - assignment.elapsedMs,
    grace: context.settings.grace,
    intent: assignment.stopIntent,
    async onStop(intent) {
      await recordStopIntent(context.database, assignment.attempt, intent);
      reach("stopping", assignment.attempt);
    },
  });
  const usage = watchUsage(executor, executionId, assignment.usage);
  const recording = recordOutput(context, executor, assignment, executionId, {
    signal: abandon,
    usage: usage.current,
  });
  try {
    const [ending, hasOutput] = await Promise.all([watching, recording]);
    return { ending, usage: usage.end(ending.state), hasOutput };
  } catch (error) {
    failed.abort(error);
    usage.end();
    await Promise.allSettled([watching, recording, mark?.recorded]);
    throw error;
  }
}

/** The job was to be stopped while it was being launched: whatever has come of that is ended. */
async function stopUnfinishedLaunch(
  context: WorkerContext,
  { attempt, hostId }: Assignment,
  intent: StopIntent,
): Promise<Launched | undefined> {
  const executor = await context.hosts.executor(hostId);
  const made = await executor.find({
    installation: context.installation,
    jobId: attempt.jobId,
    attempt: attempt.number,
  });
  if (!made) return undefined;
  await recordStopIntent(context.database, attempt, intent);
  await executor.stop(made.id, { graceMs: context.settings.grace });
  return { executor, executionId: made.id };
}
