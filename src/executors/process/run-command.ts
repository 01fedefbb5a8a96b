import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, unlinkSync } from "node:fs";
import { access, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { constants as system } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { messageOf } from "../../errors.ts";
import { hasCode } from "../error-code.ts";
import { LaunchError } from "../executor.ts";
import type { ControlGroup } from "./control-group.ts";
import { identify, type ProcessIdentity, signalGroup } from "./liveness.ts";
import type { CommandSpec } from "./records.ts";

export interface RunningCommand {
  /** The leader of a process group of its own. */
  readonly identity: ProcessIdentity;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit code as a shell would give it: 128 + signal where a signal ended it. */
  readonly exited: Promise<number>;
}

/**
 * Starts the command, without a shell, with nothing on its standard input.
 *
 * @param folder where the pipes may be made
 * @param group that it starts in, and whose limits then hold for it
 * @throws {LaunchError}
 */
export async function startCommand(
  spec: CommandSpec,
  folder: string,
  group?: ControlGroup,
): Promise<RunningCommand> {
  const [program, ...args] = spec.command;
  if (program === undefined) throw new LaunchError("command_missing", "the job has no command");
  await checkWorkingDirectory(spec.workingDirectory);

  const [stdout, stderr] = makePipes(join(folder, "stdout.pipe"), join(folder, "stderr.pipe"));
  try {
    const start = () =>
      spawn(program, args, {
        cwd: spec.workingDirectory,
        env: { ...spec.environment },
        detached: true,
        stdio: ["ignore", stdout.writeEnd, stderr.writeEnd],
      });
    const child = group ? group.inside(start) : start();
    if (child.pid === undefined) throw (await once(child, "error"))[0];
    const identity = identify(child.pid);
    if (group?.limit() === false) signalGroup(identity, "SIGKILL");
    return {
      identity,
      stdout: stdout.reader,
      stderr: stderr.reader,
      exited: once(child, "exit").then(
        ([code, signal]) => code ?? 128 + system.signals[signal as NodeJS.Signals],
      ),
    };
  } catch (error) {
    stdout.reader.destroy();
    stderr.reader.destroy();
    throw refusal(program, error);
  } finally {
    closeSync(stdout.writeEnd);
    closeSync(stderr.writeEnd);
  }
}

/** Otherwise a missing folder would look like a missing program: both are ENOENT. */
async function checkWorkingDirectory(folder: string): Promise<void> {
  try {
    await access(folder, constants.X_OK);
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    throw new LaunchError("working_directory", `the working directory: ${messageOf(error)}`);
  }
  throw new LaunchError("working_directory", `the working directory ${folder} is not a folder`);
}

interface Pipe {
  readonly reader: Readable;
  readonly writeEnd: number;
}

/**
 * Pipes, as a shell would make them. Node's own `stdio: "pipe"` is a pair of sockets, and a command that
 * opens /dev/stderr again, as scripts do, fails on a socket.
 */
function makePipes(first: string, second: string): [Pipe, Pipe] {
  const { error, status } = spawnSync("mkfifo", ["-m", "600", first, second], { stdio: "ignore" });
  if (error !== undefined || status !== 0) {
    throw new LaunchError("no_pipe", `mkfifo ${first}: ${error?.message ?? `exit code ${status}`}`);
  }
  return [openPipe(first), openPipe(second)];
}

function openPipe(path: string): Pipe {
  // Opened without blocking, the read end does not wait for a writer to come.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, "w");
  unlinkSync(path);
  return { reader: new Socket({ fd: readEnd, readable: true, writable: false }), writeEnd };
}

function refusal(program: string, error: unknown): LaunchError {
  if (hasCode(error, "ENOENT", "ENOTDIR")) {
    return new LaunchError("command_not_found", `there is no program "${program}"`);
  }
  if (hasCode(error, "EACCES", "EPERM", "ENOEXEC", "ELIBBAD")) {
    return new LaunchError("command_not_executable", `"${program}" cannot be executed`);
  }
  if (hasCode(error, "E2BIG")) {
    return new LaunchError("command_too_long", "the arguments and environment are too long");
  }
  return new LaunchError("spawn_failed", `"${program}" could not be started: ${messageOf(error)}`);
}
