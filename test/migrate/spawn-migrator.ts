/** Starts test/migrate/migrator-process.ts, and sees to it that it does not outlive the test. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { build } from "vite";
import { makeFolder, removeFolder } from "../support/folder.ts";

export interface MigratorOrder {
  readonly url: string;
  readonly target?: string;
  /** It kills itself before this statement that changes anything, counted from 0. */
  readonly killAt?: number;
}

export interface Migrator extends AsyncDisposable {
  /** Sends it to work; resolves with the signal that ended it, null where none did. Rejects where it failed. */
  run(order: MigratorOrder): Promise<NodeJS.Signals | null>;
  kill(): void;
}

/** A process that waits for its order. */
export function spawnMigrator(): Migrator {
  const started = start();
  const ended = started.then(async (child) => {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return { code, signal };
  });
  const ready = started.then((child) => once(child, "message"));
  const kill = async () => void (await started).kill("SIGKILL");
  return {
    kill: () => void kill(),
    async run(order) {
      await Promise.race([ready, ended]);
      (await started).send(order);
      const { code, signal } = await ended;
      if (code !== null && code !== 0) throw new Error(`the migrator ended with ${code}`);
      return signal;
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await ended;
    },
  };
}

async function start(): Promise<ChildProcess> {
  bundle ??= makeBundle();
  const child = fork(await bundle, { execArgv: [] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

let bundle: Promise<string> | undefined;

/** The program in few files, once for all processes of a test file: so one starts in a quarter of the time. */
async function makeBundle(): Promise<string> {
  const folder = makeFolder();
  process.once("exit", () => removeFolder(folder));
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: { ssr: path.join(import.meta.dirname, "migrator-process.ts"), outDir: folder },
  });
  return path.join(folder, "migrator-process.js");
}
