/** An executor that does nothing, so that a bench measures the queue: each execution has ended as it starts. */
import {
  type Execution,
  type ExecutionState,
  type Executor,
  type LaunchSpec,
  unknownUsage,
} from "../../src/executors/executor.ts";

/** @param onStart called in place of the job's work */
export function createNoOpExecutor(onStart: (spec: LaunchSpec) => void): Executor {
  const executions = new Map<string, Execution>();
  const stateOf = (id: string): ExecutionState => executions.get(id)?.state ?? { kind: "gone" };
  return {
    kind: "process",
    async launch(spec, { confirm } = {}) {
      const { jobId, attempt } = spec;
      await confirm?.();
      onStart(spec);
      const id = `${jobId}-${attempt}`;
      const now = new Date();
      const state = {
        kind: "exited",
        exitCode: 0,
        outOfMemory: false,
        startedAt: now,
        finishedAt: now,
      } as const;
      const execution = { id, jobId, attempt, state };
      executions.set(id, execution);
      return execution;
    },
    inspect: async (id) => stateOf(id),
    usage: async () => unknownUsage,
    find: async ({ jobId, attempt }) => executions.get(`${jobId}-${attempt}`),
    async wait(id) {
      const state = stateOf(id);
      if (state.kind === "exited" || state.kind === "gone") return state;
      throw new Error("what does nothing has ended");
    },
    async *output() {},
    async stop() {},
    async remove(id) {
      executions.delete(id);
    },
    list: async () => [...executions.values()],
    async check() {},
    async close() {},
  };
}
