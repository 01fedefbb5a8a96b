/** Starts test/worker/worker-process.ts, and sees to it that it does not outlive the test. */
import { spawn } from "node:child_process";
import type { SettingsInput } from "../../src/config.ts";
import type { ProtocolPoint } from "../../src/worker/protocol-points.ts";
import { programPath } from "../support/programs.ts";

export interface WorkerProcessOptions {
  readonly database: string;
  readonly settings?: Partial<SettingsInput>;
  /** The process sends itself the signal when it gets to the point, the first time unless said otherwise. */
  readonly signalAt?: {
    readonly point: ProtocolPoint;
    readonly signal: "SIGKILL" | "SIGSTOP";
    readonly times?: number;
  };
  /** End when nothing is left to do; otherwise TERM ends it. It does unless told otherwise. */
  readonly drain?: boolean;
}

export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
  /** What ended it, and all that it logged. */
  readonly ended: Promise<{ code: number | null; signal: string | null; log: string }>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the first line of its log that matches. */
  logged(pattern: RegExp): Promise<string>;
}

export function spawnWorker(options: WorkerProcessOptions): WorkerProcess {
  const child = spawn(process.execPath, [programPath("worker"), JSON.stringify(options)], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  const killAtOnce = () => kill("SIGKILL");
  process.once("exit", killAtOnce);
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  const ended = new Promise<{ code: number | null; signal: string | null; log: string }>(
    (resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        process.off("exit", killAtOnce);
        resolve({ code, signal, log });
      });
    },
  );

  return {
    pid: child.pid ?? -1,
    ended,
    kill,
    logged: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = log.split("\n").find((each) => pattern.test(each));
          if (line === undefined) return;
          child.stderr.off("data", look);
          resolve(line);
        };
        child.stderr.on("data", look);
        look();
        void ended.then(() => reject(new Error(`the worker ended without a line like ${pattern}:\n${log}`)));
      }),
    async [Symbol.asyncDispose]() {
      killAtOnce();
      await ended;
    },
  };
}
