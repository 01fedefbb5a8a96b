/**
 * The files of an attempt's folder. Together they are all that is known of a local execution, so each
 * is written whole or not at all, and readable by its owner alone: the spec holds secrets.
 */

import { link, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../error-code.ts";
import type { LaunchError, Usage } from "../executor.ts";
import type { Limits } from "./control-group.ts";
import type { ProcessIdentity } from "./liveness.ts";

/** What the supervisor runs. */
export interface CommandSpec {
  readonly command: readonly string[];
  /** The whole environment, ours and the job's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly limits?: Limits;
}

interface Records {
  /** Written by the launcher. */
  "spec.json": CommandSpec;
  /** Who may run the command: written once, by the first supervisor to come. */
  "supervisor.json": ProcessIdentity;
  /** The control groups made for it, which `remove` clears away. */
  "groups.json": { readonly folders: readonly string[] };
  /** The command could not be started, and never will be. */
  "refused.json": { readonly reason: LaunchError["reason"]; readonly message: string };
  /** The command runs, as the leader of its own process group. */
  "started.json": { readonly command: ProcessIdentity; readonly startedAt: string };
  /** What it has used by now. */
  "usage.json": Usage;
  /** The command ended. The supervisor's last word: nothing is written after it. */
  "exit.json": {
    readonly exitCode: number;
    readonly outOfMemory: boolean;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly usage: Usage;
  };
}

export type RecordName = keyof Records;

/** Where the command's output goes, as frames: see frames.ts. */
export const outputName = "output";

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

export async function readRecord<N extends RecordName>(
  folder: string,
  name: N,
): Promise<Records[N] | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, name), "utf8")) as Records[N];
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Writes the record, replacing one that is there; on return it survives a power cut. */
export async function writeRecord<N extends RecordName>(
  folder: string,
  name: N,
  record: Records[N],
): Promise<void> {
  await rename(await writeDraft(folder, name, record), join(folder, name));
  await syncFolder(folder);
}

/** Writes a record that others come by without: whole or not at all, but a power cut may undo it. */
export async function writeHint<N extends RecordName>(
  folder: string,
  name: N,
  record: Records[N],
): Promise<void> {
  await rename(await writeDraft(folder, name, record, { flush: false }), join(folder, name));
}

/**
 * Writes the record unless it exists, and says whether it did. Of any number of callers, in any
 * processes, one gets true.
 */
export async function claimRecord<N extends RecordName>(
  folder: string,
  name: N,
  record: Records[N],
): Promise<boolean> {
  const draft = await writeDraft(folder, name, record);
  try {
    await link(draft, join(folder, name));
    await syncFolder(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDraft(
  folder: string,
  name: RecordName,
  record: unknown,
  { flush = true } = {},
): Promise<string> {
  const draft = join(folder, `.${name}.${process.pid}.${performance.now()}`);
  await writeFile(draft, JSON.stringify(record), { mode: 0o600, flag: "wx", flush });
  return draft;
}
