import { LongshoreError } from "../../errors.ts";
import { pause } from "../time.ts";
import { inspectContainer } from "./containers.ts";
import { type Engine, type EngineError, isAnswer } from "./engine.ts";
import type { KnownContainers } from "./known-containers.ts";
import { requireOurs } from "./labels.ts";

const pollMs = 100;
/** How long another's removal of the same container may take before we give up waiting for it. */
const removalMs = 30_000;

/** Removes the container with its anonymous volumes. @throws {LongshoreError} EXECUTION_RUNNING */
export async function removeContainer(engine: Engine, known: KnownContainers, id: string): Promise<void> {
  const container = known.get(id) ?? (await inspectContainer(engine, id));
  if (container === undefined) return;
  requireOurs(container);
  known.forget(id);
  try {
    await engine.call("DELETE", `/containers/${id}`, { query: { v: true }, timeoutMs: removalMs });
  } catch (error) {
    if (isAnswer(error, 404)) return;
    if (!isAnswer(error, 409)) throw error;
    if (!/removal .*in progress/.test(error.reason)) throw new LongshoreError("EXECUTION_RUNNING", { id });
    await awaitRemoval(engine, id, error);
  }
}

async function awaitRemoval(engine: Engine, id: string, inProgress: EngineError): Promise<void> {
  for (let waited = 0; waited < removalMs; waited += pollMs) {
    if ((await inspectContainer(engine, id)) === undefined) return;
    await pause(pollMs);
  }
  throw inProgress;
}
