import { type Usage, unknownUsage } from "../executor.ts";
import { inspectContainer, stateOf } from "./containers.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { ContainerStats } from "./engine-types.ts";
import type { KnownContainers } from "./known-containers.ts";

/**
 * One look at the container's numbers. Not the engine's stream of them: that is a request kept open, and a
 * measurement each second, for every container.
 */
export async function usageOf(
  engine: Engine,
  known: KnownContainers,
  id: string,
  signal?: AbortSignal,
): Promise<Usage> {
  const query = { stream: false, "one-shot": true };
  const [stats, container] = await Promise.all([
    engine.call<ContainerStats>("GET", `/containers/${id}/stats`, { query, signal }).catch(ifAbsent),
    known.get(id) ?? inspectContainer(engine, id, signal),
  ]);
  const state = container && stateOf(container);
  if (state?.kind === "exited") return state.usage ?? unknownUsage;
  if (state?.kind !== "running" || stats === undefined) return unknownUsage;

  const { cpu_stats, memory_stats, read } = stats;
  const ranForMs = Date.parse(read) - state.startedAt.getTime();
  const busyMs = (cpu_stats.cpu_usage.total_usage ?? 0) / 1e6;
  return {
    peakMemoryBytes: memory_stats.max_usage || memory_stats.usage || null,
    averageCpuCores: busyMs > 0 && ranForMs > 0 ? busyMs / ranForMs : null,
  };
}

/** 409: the container is being removed. */
function ifAbsent(error: unknown): undefined {
  if (!isAnswer(error, 404, 409)) throw error;
}
