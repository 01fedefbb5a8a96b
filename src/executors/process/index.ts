import { access, constants, readdir } from "node:fs/promises";
import { join } from "node:path";
import { LongshoreError, messageOf } from "../../errors.ts";
import { hasCode } from "../error-code.ts";
import type { Execution, Executor } from "../executor.ts";
import { checkLaunchSpec, executionName, isInstallation, parseExecutionName } from "../launch-spec.ts";
import { launchIn } from "./launch.ts";
import { outputOf } from "./output.ts";
import { makeFolder } from "./records.ts";
import { clearAway, removedSuffix, removeFolder } from "./remove.ts";
import { exists, readState, readUsage } from "./state.ts";
import { stopIn } from "./stop.ts";
import { waitFor } from "./wait.ts";

export interface ProcessExecutorOptions {
  /**
   * Where the executions' folders are kept: `<stateDirectory>/<installation>/<jobId>-<attempt>`. On a
   * local file system, and the same for all workers of this host. They hold the jobs' environments,
   * and are readable by their owner alone.
   */
  readonly stateDirectory: string;
}

/**
 * Runs jobs as processes of this host, under POSIX systems. Each has a supervisor, a small Node
 * process, so it survives the worker, and its exit code and output are known afterwards.
 *
 * Its `image` is ignored, as are `networks`; `memoryMb` and `cpus` hold where control-group.ts can set
 * them. The environment is the job's on top of what environment.ts lists. The job ends when its command ends: what is left of
 * the command's process group is then killed.
 */
export function createProcessExecutor({ stateDirectory }: ProcessExecutorOptions): Executor {
  return {
    kind: "process",

    async launch(spec, options = {}) {
      checkLaunchSpec(spec);
      options.signal?.throwIfAborted();
      const id = idOf(spec.installation, executionName(spec));
      const state = await launchIn(join(stateDirectory, id), spec, options);
      return { id, jobId: spec.jobId, attempt: spec.attempt, state };
    },

    inspect: async (id) => readState(folderOf(id)),

    async find(spec) {
      const name = executionName(spec);
      const folder = folderOf(idOf(spec.installation, name));
      return (await exists(folder)) ? describe(spec.installation, name) : undefined;
    },

    async wait(id, { signal } = {}) {
      const state = await waitFor(folderOf(id), signal);
      if (state === undefined) throw signal?.reason;
      return state;
    },

    usage: async (id) => readUsage(folderOf(id)),
    output: (id, options) => outputOf(folderOf(id), options),
    stop: async (id, { graceMs }) => stopIn(folderOf(id), graceMs),

    async remove(id) {
      if (!(await removeFolder(folderOf(id)))) throw new LongshoreError("EXECUTION_RUNNING", { id });
    },

    async list(installation) {
      const executions: Execution[] = [];
      const folder = join(stateDirectory, installation);
      for (const name of isInstallation(installation) ? await namesIn(folder) : []) {
        if (name.endsWith(removedSuffix)) await clearAway(join(folder, name));
        const execution = await describe(installation, name);
        if (execution !== undefined) executions.push(execution);
      }
      return executions;
    },

    async check() {
      try {
        await makeFolder(stateDirectory);
        await access(stateDirectory, constants.W_OK | constants.X_OK);
      } catch (error) {
        const host = "local processes";
        throw new LongshoreError("ENGINE_UNREACHABLE", { host, why: messageOf(error) }, { cause: error });
      }
    },

    async close() {},
  };

  function folderOf(id: string): string {
    const [installation = "", name = "", ...more] = id.split("/");
    // An id comes from the database, and ends as a path that may be removed.
    if (more.length > 0 || !isInstallation(installation) || parseExecutionName(name) === undefined) {
      throw new LongshoreError("INVALID_INPUT", {
        what: `execution "${id}"`,
        why: "it is not a process of ours",
      });
    }
    return join(stateDirectory, installation, name);
  }

  async function describe(installation: string, name: string): Promise<Execution | undefined> {
    const key = parseExecutionName(name);
    if (key === undefined) return undefined;
    const id = idOf(installation, name);
    return { id, ...key, state: await readState(folderOf(id)) };
  }
}

function idOf(installation: string, name: string): string {
  return `${installation}/${name}`;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
