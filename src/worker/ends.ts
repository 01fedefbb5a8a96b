import type { StopIntent } from "../queue/attempt/stop-intent.ts";
import type { Outcome } from "../queue/recording/attempt-record.ts";
import type { EndReason } from "../reasons.ts";
import type { Ending } from "./watch.ts";

/**
 * What each end of something that was launched does to its job. Whether it is run again then is for
 * `reasons` to say.
 */
export const ends = {
  /** By itself, with whatever exit code. */
  exited: { verb: "fail", error: null },
  out_of_memory: { verb: "fail", error: "it ran out of memory" },
  /** By us. */
  timeout: { verb: "timeOut", error: "stopped because its time was up" },
  cancelled: { verb: "confirmCancel", error: null },
  requeued: { verb: "confirmCancel", error: "stopped because its job was put back into the queue" },
  /** By an engine that was restarted. */
  engine_restarted: { verb: "fail", error: "its engine was restarted, and ended it" },
  /** By somebody who removed it, or a machine that lost it. */
  lost: { verb: "fail", error: "what was launched has vanished without a trace of how it ended" },
  worker_lost: { verb: "fail", error: "its worker is gone, and nobody else can reach what it launched" },
} as const satisfies Record<EndReason, Pick<Outcome, "verb" | "error">>;

/** What is to be recorded of an ending. Our own stop intent comes before what the executor saw of it. */
export function outcomeOf({ state, intent }: Ending): Omit<Outcome, "usage" | "stdout" | "stderr"> {
  const { exitCode, finishedAt } = state.kind === "exited" ? state : { exitCode: null, finishedAt: null };
  const reason = intent ?? reasonOf(state);
  const end = { reason, ...ends[reason], exitCode, finishedAt };
  return reason === "exited" && exitCode === 0 ? { ...end, verb: "complete" } : end;
}

function reasonOf(state: Ending["state"]): Exclude<EndReason, StopIntent> {
  if (state.kind === "gone") return "lost";
  if (state.outOfMemory) return "out_of_memory";
  return state.engineRestarted ? "engine_restarted" : "exited";
}
