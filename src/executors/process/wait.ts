import type { ExecutionState } from "../executor.ts";
import { changesOf } from "./folder-changes.ts";
import { readState } from "./state.ts";

export type EndedState = Extract<ExecutionState, { kind: "exited" | "gone" }>;

/** How soon the death of a supervisor that left no record is seen, ms. */
const pollMs = 1_000;

/** Resolves when the attempt has ended; undefined when the signal was aborted before. */
export async function waitFor(folder: string, signal?: AbortSignal): Promise<EndedState | undefined> {
  for await (const _ of changesOf(folder, ["exit.json"], { pollMs, signal })) {
    const state = await readState(folder);
    if (state.kind === "exited" || state.kind === "gone") return state;
  }
  return undefined;
}
