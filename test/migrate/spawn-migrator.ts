/** Starts test/migrate/migrator-process.ts, and sees to it that it does not outlive the test. */
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

export interface MigratorOrder {
  readonly url: string;
  readonly target?: string;
  /** It kills itself before this statement that changes anything, counted from 0. */
  readonly killAt?: number;
}

export interface Migrator extends AsyncDisposable {
  /** Sends it to work; resolves with the signal that ended it, null where none did. */
  run(order: MigratorOrder): Promise<NodeJS.Signals | null>;
  kill(): void;
}

const program = path.join(import.meta.dirname, "migrator-process.ts");

/** A process that waits for its order. */
export function spawnMigrator(): Migrator {
  const child = fork(program, { execArgv: [] });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(child, "exit").then(([, signal]) => {
    process.off("exit", kill);
    return signal as NodeJS.Signals | null;
  });
  const ready = once(child, "message");
  return {
    kill,
    async run(order) {
      await Promise.race([ready, ended]);
      child.send(order);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
    },
  };
}
