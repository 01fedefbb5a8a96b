/** Starts test/migrate/migrator-process.ts, and sees to it that it does not outlive the test. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { programPath } from "../support/programs.ts";

export interface MigratorOrder {
  readonly target?: string;
  /** It kills itself before this statement that changes anything, counted from 0. */
  readonly killAt?: number;
}

export interface Migrator extends AsyncDisposable {
  /** Sends it to work; resolves with the signal that ended it, null where none did. Rejects where it failed. */
  run(order: MigratorOrder): Promise<NodeJS.Signals | null>;
  kill(): void;
}

/** A process that waits for its order on that database. */
export function spawnMigrator(url: string): Migrator {
  const child = fork(programPath("migrator"), [url], { execArgv: [] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ready = once(child, "message");
  const ended = once(child, "exit").then((how) => {
    process.off("exit", kill);
    const [code, signal] = how as [number | null, NodeJS.Signals | null];
    return { code, signal };
  });
  return {
    kill,
    async run(order) {
      await Promise.race([ready, ended]);
      child.send(order);
      const { code, signal } = await ended;
      if (code !== null && code !== 0) throw new Error(`the migrator ended with ${code}`);
      return signal;
    },
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
    },
  };
}
