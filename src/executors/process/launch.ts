/**
 * How a local command comes to run exactly once.
 *
 *   launcher                         supervisor (a process of its own, which outlives the launcher)
 *   makes the folder
 *   writes spec.json
 *   confirms with the caller that the attempt is still its own
 *   starts a supervisor      →       claims supervisor.json; ends at once where another has it
 *                                    starts the command
 *   reads the answer         ←       writes started.json, or refused.json
 *                                    copies the output; writes exit.json when the command has ended
 *
 * A launcher may die after any line and another begin at the top: each step either finds itself done
 * or is done now. Only a supervisor that wins the claim runs the command, and the claim is never given
 * back, so the command runs at most once.
 */

import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../errors.ts";
import { type ExecutionState, LaunchError, type LaunchOptions, type LaunchSpec } from "../executor.ts";
import { inheritedEnvironment } from "./environment.ts";
import { changesOf } from "./folder-changes.ts";
import { makeFolder, readRecord, syncFolder, writeRecord } from "./records.ts";
import { clearAway } from "./remove.ts";
import { exists, readState } from "./state.ts";

/** Beside this file, with its extension: .ts in the source, .js in the package. */
const supervisorProgram = fileURLToPath(new URL(`./supervisor${extname(import.meta.url)}`, import.meta.url));

const answerPollMs = 100;

/** @throws {LaunchError} */
export async function launchIn(
  folder: string,
  spec: LaunchSpec,
  { signal, confirm }: LaunchOptions,
): Promise<ExecutionState> {
  await prepare(folder, spec);
  const claimed = () => exists(join(folder, "supervisor.json"));
  const supervisor = (await claimed()) ? undefined : await confirmAndStart(folder, confirm);
  const answers = ["started.json", "refused.json"];

  for await (const _ of changesOf(folder, answers, { pollMs: answerPollMs, signal })) {
    const failure = supervisor?.failure();
    const refusal = await readRecord(folder, "refused.json");
    if (refusal !== undefined) {
      await clearAway(folder);
      throw new LaunchError(refusal.reason, refusal.message);
    }
    const state = await readState(folder);
    if (state.kind !== "created") return state;
    if (failure !== undefined && !(await claimed())) {
      throw new LaunchError("supervisor_failed", `the job's supervisor did not start: ${failure}`);
    }
  }
  throw signal?.reason;
}

async function confirmAndStart(folder: string, confirm: LaunchOptions["confirm"]) {
  await confirm?.();
  return startSupervisor(folder);
}

async function prepare(folder: string, spec: LaunchSpec): Promise<void> {
  try {
    await makeFolder(folder);
    if ((await readRecord(folder, "spec.json")) !== undefined) return;
    await writeRecord(folder, "spec.json", {
      command: spec.command,
      environment: { ...inheritedEnvironment(), ...spec.environment },
      workingDirectory: resolve(spec.workingDirectory),
      limits: { memoryMb: spec.memoryMb, cpus: spec.cpus },
    });
    await syncFolder(dirname(folder));
  } catch (error) {
    const message = `the job's folder could not be written: ${messageOf(error)}`;
    throw new LaunchError("state_folder", message, { cause: error });
  }
}

function startSupervisor(folder: string): { failure(): string | undefined } {
  const log = openSync(join(folder, "supervisor.log"), "a", 0o600);
  const supervisor = spawn(process.execPath, [supervisorProgram, folder], {
    detached: true,
    cwd: "/",
    // Compiled code that is kept: it starts in a third of the time. The job itself is not given this.
    env: { ...inheritedEnvironment(), NODE_COMPILE_CACHE: getCompileCacheDir() },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  supervisor.unref();

  let failure: string | undefined;
  supervisor.once("error", (error) => {
    failure = error.message;
  });
  supervisor.once("exit", (code, killedBy) => {
    failure = `it ended with ${killedBy ?? `exit code ${code}`}; see supervisor.log in ${folder}`;
  });
  return { failure: () => failure };
}
