/**
 * The program that stays with one local command from start to end: `node supervisor.ts FOLDER`.
 * It is started by launch.ts, outlives it, and writes down all that a later worker will ask.
 */

import { basename, dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { messageOf } from "../../errors.ts";
import { LaunchError } from "../executor.ts";
import { type ControlGroup, dismantle, makeGroup } from "./control-group.ts";
import { identify, signalGroup } from "./liveness.ts";
import { openOutputWriter } from "./output-writer.ts";
import { claimRecord, outputName, readRecord, writeRecord } from "./records.ts";
import { type RunningCommand, startCommand } from "./run-command.ts";
import { sampleUsage } from "./usage.ts";

/** How long a process that left the command's group may hold the output open once the command ended. */
const drainMs = 1_000;

async function supervise(folder: string): Promise<void> {
  const started = await start(folder);
  if (started === undefined) return;
  const { command, group } = started;
  const startedAt = new Date();
  const usage = sampleUsage(folder, command.identity, startedAt);
  await writeRecord(folder, "started.json", {
    command: command.identity,
    startedAt: startedAt.toISOString(),
  });

  const output = openOutputWriter(join(folder, outputName));
  command.stdout.on("data", (data: Uint8Array) => output.append("stdout", data));
  command.stderr.on("data", (data: Uint8Array) => output.append("stderr", data));
  const drained = Promise.allSettled([finished(command.stdout), finished(command.stderr)]);

  const exitCode = await command.exited;
  const finishedAt = new Date();
  const used = await usage.finish();
  const outOfMemory = group?.ranOutOfMemory() ?? false;
  const peakMemoryBytes = group?.peakMemoryBytes() ?? used.peakMemoryBytes;
  // As in a container, the job ends with its command, whatever that left running.
  signalGroup(command.identity, "SIGKILL");
  await dismantle(group?.folders ?? []);
  const giveUp = setTimeout(() => {
    command.stdout.destroy();
    command.stderr.destroy();
  }, drainMs);
  await drained;
  clearTimeout(giveUp);
  output.close();
  await writeRecord(folder, "exit.json", {
    exitCode,
    outOfMemory,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    usage: { ...used, peakMemoryBytes },
  });
}

interface Started {
  readonly command: RunningCommand;
  readonly group: ControlGroup | undefined;
}

async function start(folder: string): Promise<Started | undefined> {
  let group: ControlGroup | undefined;
  try {
    const spec = await readRecord(folder, "spec.json");
    if (spec === undefined) throw new LaunchError("state_folder", `${folder} has no spec`);
    const record = (folders: readonly string[]) => writeRecord(folder, "groups.json", { folders });
    group = spec.limits && (await makeGroup(groupName(folder), spec.limits, record));
    return { command: await startCommand(spec, folder, group), group };
  } catch (error) {
    await dismantle(group?.folders ?? []);
    const { reason, message } =
      error instanceof LaunchError ? error : new LaunchError("spawn_failed", messageOf(error));
    await writeRecord(folder, "refused.json", { reason, message });
    return undefined;
  }
}

/** As a container would be called: the folder's last parts are the installation and the execution. */
function groupName(folder: string): string {
  return `longshore-${basename(dirname(folder)).slice(0, 8)}-${basename(folder)}`;
}

// When the machine shuts down, the command gets these too; the supervisor stays to see how it ends.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: supervisor FOLDER");
if (await claimRecord(folder, "supervisor.json", identify(process.pid))) await supervise(folder);
