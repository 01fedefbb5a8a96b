/** How containers are found and asked after. */

import { type Execution, type ExecutionState, type ExitedState, unknownUsage } from "../executor.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { ContainerInspect, ContainerSummary } from "./engine-types.ts";
import { type ExecutionKey, labels, labelsOf } from "./labels.ts";

/** How many containers are inspected at once. */
const batchSize = 16;

/** The container of this id or name; undefined where there is none. */
export async function inspectContainer(
  engine: Engine,
  id: string,
  signal?: AbortSignal,
): Promise<ContainerInspect | undefined> {
  try {
    return await engine.call<ContainerInspect>("GET", `/containers/${encodeURIComponent(id)}/json`, {
      signal,
    });
  } catch (error) {
    if (isAnswer(error, 404)) return undefined;
    throw error;
  }
}

/** The containers that have all these labels, in any state. */
export async function containersWith(
  engine: Engine,
  wanted: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ContainerInspect[]> {
  const ids = await listContainers(engine, wanted, signal);
  const containers: ContainerInspect[] = [];
  for (let start = 0; start < ids.length; start += batchSize) {
    const batch = ids.slice(start, start + batchSize).map(({ Id }) => inspectContainer(engine, Id, signal));
    containers.push(...(await Promise.all(batch)).filter((container) => container !== undefined));
  }
  return containers;
}

/** The same without looking at each of them. */
export async function listContainers(
  engine: Engine,
  wanted: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ContainerSummary[]> {
  const filters = JSON.stringify({
    label: Object.entries(wanted).map(([label, value]) => `${label}=${value}`),
  });
  return engine.call("GET", "/containers/json", { query: { all: true, filters }, signal });
}

/**
 * The attempt's container; where there are two for a moment, the one that was started.
 *
 * @param likely a container of the attempt, which is looked at first
 */
export async function lookUp(
  engine: Engine,
  key: ExecutionKey,
  {
    likely,
    signal,
  }: { readonly likely?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ContainerInspect | undefined> {
  const own = likely && (await inspectContainer(engine, likely, signal));
  if (own && stateOf(own).kind !== "created") return own;
  const containers = await containersWith(engine, labelsOf(key), signal);
  return containers.find((container) => stateOf(container).kind !== "created") ?? containers[0];
}

/** What has become of the container. */
export async function inspectState(
  engine: Engine,
  id: string,
  signal?: AbortSignal,
): Promise<ExecutionState> {
  const container = await inspectContainer(engine, id, signal);
  return container === undefined ? { kind: "gone" } : stateOf(container);
}

export function stateOf(container: ContainerInspect): ExecutionState {
  const { State } = container;
  const startedAt = new Date(State.StartedAt);
  // Also of one that the engine failed to start, though that has an exit code, 126 or 127.
  if (startedAt.getUTCFullYear() <= 1) return { kind: "created" };
  switch (State.Status) {
    case "created":
      return { kind: "created" };
    case "running":
    case "paused":
    case "restarting":
      return { kind: "running", startedAt };
    case "exited":
    case "dead":
    case "removing":
      return {
        kind: "exited",
        exitCode: State.ExitCode,
        outOfMemory: State.OOMKilled,
        startedAt,
        // The engine notes the start when it is done with it, and by then a short job may have ended.
        finishedAt: new Date(Math.max(Date.parse(State.FinishedAt), startedAt.getTime())),
        ...(State.OOMKilled && usageOutOfMemory(container)),
      };
  }
}

/** The engine forgets all numbers at the end; but a container whose memory ran out had all that it may have. */
export function usageOutOfMemory({ HostConfig }: ContainerInspect): Pick<ExitedState, "usage"> {
  return HostConfig.Memory > 0 ? { usage: { ...unknownUsage, peakMemoryBytes: HostConfig.Memory } } : {};
}

/** A container of ours as an execution. */
export function executionOf(container: ContainerInspect): Execution {
  const { Labels } = container.Config;
  return {
    id: container.Id,
    jobId: Labels?.[labels.job] ?? "",
    attempt: Number(Labels?.[labels.attempt]),
    state: stateOf(container),
  };
}
