/** A server process of ours: started, waited for, and gone when we are. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface ServiceOptions {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Run without root's rights. */
  readonly unprivileged?: boolean;
  readonly logFile: string;
  /** Ends the server at once and for good; the kernel sends it as well should this process die. */
  readonly stopSignal: "SIGKILL" | "SIGQUIT";
  /** Whether the server answers; an error counts as "not yet". */
  readonly ready: () => Promise<boolean>;
}

export interface Service {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Sends the stop signal: for the last moment before this process exits. */
  kill(): void;
  /** Sends the stop signal and resolves when the server has ended. */
  stop(): Promise<void>;
}

/** The user and group `nobody`, for servers that refuse to run as root. */
export const nobody = 65534;

/** The options of setpriv that turn root into `nobody`. */
export const withoutRoot = ["--reuid", `${nobody}`, "--regid", `${nobody}`, "--clear-groups"];

const startupLimitMs = 120_000;

/** Resolves when the server is ready. @throws Error with the end of its log when it exits or stays silent. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, logFile, stopSignal } = options;
  const log = openSync(logFile, "a");
  const child = spawn(
    "setpriv",
    [
      "--pdeathsig",
      stopSignal.slice("SIG".length),
      ...(options.unprivileged ? withoutRoot : []),
      "--",
      ...options.command,
    ],
    { stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const ended = once(child, "exit").then(() => {});
  const kill = () => void child.kill(stopSignal);

  const deadline = Date.now() + startupLimitMs;
  while (!(await options.ready().catch(() => false))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      kill();
      const lastLines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-15).join("\n");
      throw new Error(`${name} did not start. The end of its log:\n${lastLines}`);
    }
    await delay(50);
  }
  return {
    pid: child.pid ?? -1,
    ended,
    kill,
    async stop() {
      kill();
      await ended;
    },
  };
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP port to be had");
  return address.port;
}
