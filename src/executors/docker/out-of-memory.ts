import type { ExitedState } from "../executor.ts";
import { pause } from "../time.ts";
import { type Engine, isAnswer } from "./engine.ts";

/** 128 + SIGKILL. */
const killed = 137;
/** How long after a container's end its engine may hear that its memory had run out, ms. */
const noticeMs = 300;

/**
 * Whether a container's memory ran out, of which nothing is noted in the container itself: the engine hears of
 * it by another way than of the container's end, and what it hears second it does not note. But it is among
 * its events, of which it remembers some.
 */
export async function ranOutOfMemory(
  engine: Engine,
  id: string,
  { exitCode, startedAt, finishedAt }: Pick<ExitedState, "exitCode" | "startedAt" | "finishedAt">,
  signal: AbortSignal,
): Promise<boolean> {
  if (exitCode !== killed) return false;
  await pause(noticeMs, signal);
  const filters = JSON.stringify({ container: [id], event: ["oom"] });
  const until = (finishedAt.getTime() + noticeMs) / 1000;
  const query = { since: startedAt.getTime() / 1000, until, filters };
  try {
    for await (const _ of engine.stream("GET", "/events", { query, signal })) return true;
    return false;
  } catch (error) {
    // A proxy before the engine lets nobody ask.
    if (isAnswer(error, 403, 404)) return false;
    throw error;
  }
}
