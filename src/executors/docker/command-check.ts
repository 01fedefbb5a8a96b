import { posix } from "node:path";
import { LaunchError, type LaunchSpec } from "../executor.ts";
import { inspectContainer } from "./containers.ts";
import { type Engine, isAnswer } from "./engine.ts";
import type { ContainerInspect } from "./engine-types.ts";

/** Where Docker looks when neither job nor image says. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Filled when the container starts. */
const mountedAtStart = /^\/(proc|dev|sys)\//;

// In Go's notation of file modes, which is the API's.
const directoryBit = 2 ** 31;
const symlinkBit = 2 ** 27;
const executableBits = 0o111;

/** Programs that are remembered to be there. */
const mostKnown = 1_000;

/** @throws {LaunchError} command_not_found, command_not_executable: permanent */
export type CommandCheck = (
  spec: LaunchSpec,
  container: { readonly id: string; readonly image: string },
  signal?: AbortSignal,
) => Promise<void>;

/**
 * Asks before the start whether a container's program exists and can be executed. The engine itself
 * starts an init process, and that is always there; a wrong program would then look like a job that ran
 * and ended with 127 or 126.
 *
 * For each file that is looked at, the engine mounts all that the container is made of. But an image never
 * changes: what was there once is there in all containers of the image, and is not asked for again.
 */
export function createCommandCheck(engine: Engine): CommandCheck {
  const known = new Set<string>();
  return async ({ command, environment, workingDirectory }, { id, image }, signal) => {
    const program = JSON.stringify([image, command[0], environment.PATH, workingDirectory]);
    if (known.has(program)) return;
    const container = await inspectContainer(engine, id, signal);
    if (container === undefined) throw blind();
    await checkProgram(engine, container, signal);
    if (known.size === mostKnown) known.clear();
    known.add(program);
  };
}

async function checkProgram(
  engine: Engine,
  container: ContainerInspect,
  signal?: AbortSignal,
): Promise<void> {
  const candidates = candidatesFor(container);
  if (candidates.some((path) => mountedAtStart.test(path))) return;
  let found = false;
  for (const path of candidates) {
    const mode = await modeOf(engine, container.Id, path, signal);
    if (mode === undefined || mode >= directoryBit) continue;
    if (mode & symlinkBit || mode & executableBits) return; // What a link leads to is left to the start.
    found = true;
  }
  // An engine that shuts down finds nothing at all.
  if ((await modeOf(engine, container.Id, "/", signal)) === undefined) {
    throw blind();
  }
  const program = container.Path;
  throw found
    ? new LaunchError("command_not_executable", `"${program}" cannot be executed`)
    : new LaunchError("command_not_found", `the image has no program "${program}"`);
}

function blind(): LaunchError {
  return new LaunchError("engine_error", "the engine cannot look into the container");
}

function candidatesFor({ Path, Config }: ContainerInspect): string[] {
  const from = posix.resolve("/", Config.WorkingDir);
  if (Path.includes("/")) return [posix.resolve(from, Path)];
  const path = Config.Env?.findLast((variable) => variable.startsWith("PATH="))?.slice("PATH=".length);
  return (path || defaultPath).split(":").map((folder) => posix.resolve(from, folder, Path));
}

/** The mode of a file in the container; undefined where there is none. */
async function modeOf(
  engine: Engine,
  id: string,
  path: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  try {
    const headers = await engine.head(`/containers/${id}/archive`, { query: { path }, signal });
    const stat = Buffer.from(String(headers["x-docker-container-path-stat"]), "base64").toString();
    return JSON.parse(stat).mode;
  } catch (error) {
    if (isAnswer(error, 404)) return undefined;
    throw error;
  }
}
