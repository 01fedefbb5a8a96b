/** A Docker engine that can be stopped, killed and started, and whose machine can lose its power. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { makeDataFolder, removeFolder } from "./folder.ts";
import {
  cgroupOf,
  type DockerServer,
  engineOptions,
  ownNamespaces,
  removeCgroups,
  serverIn,
} from "./servers/docker.ts";
import { ping } from "./servers/engine-api.ts";
import { importImage } from "./servers/image.ts";
import { type Service, startService } from "./servers/service.ts";

export interface RestartableEngine extends DockerServer, AsyncDisposable {
  /** Has a folder for each volume, also while no engine runs. */
  readonly volumesFolder: string;
  /** TERM is how an engine is stopped, KILL how it crashes. Resolves when it has ended. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Ends the engine, its containers, and all else of it at once. */
  powerCut(): Promise<void>;
  start(): Promise<void>;
}

/** Starts one. Leaving the scope of an `await using` ends it, with all its containers. */
export async function startRestartableEngine(options: { liveRestore: boolean }): Promise<RestartableEngine> {
  const folder = path.join(makeDataFolder(), "docker");
  mkdirSync(folder);
  const server = serverIn(folder);
  const logFile = path.join(folder, "docker.log");
  /** The engine's machine, as it were: its first process, which is there whether an engine runs or not. */
  let machine: Service | undefined;
  let engine: Service;

  const boot = async () => {
    machine = await startService({
      name: "a machine for Docker",
      command: [
        ...ownNamespaces,
        // It gathers orphans all the while.
        ...["busybox", "sh", "-c", "ip link set lo up; while :; do sleep 3600 & wait $!; done"],
      ],
      logFile,
      stopSignal: "SIGKILL",
      ready: async () => true,
    });
    return machine;
  };
  const start = async () => {
    const { pid } = machine ?? (await boot());
    engine = await startService({
      name: "Docker",
      command: [
        ...(["nsenter", "--target", `${await childOf(pid)}`, "--net", "--mount", "--pid", "--"] as const),
        ...["dockerd", ...engineOptions(folder), ...(options.liveRestore ? ["--live-restore"] : [])],
      ],
      logFile,
      stopSignal: "SIGKILL",
      ready: () => ping(server.socket),
    });
  };
  const powerCut = async () => {
    await machine?.stop();
    machine = undefined;
    await engine?.ended;
    // What a machine loses when it goes down.
    for (const name of ["exec", "docker.pid"])
      rmSync(path.join(folder, name), { recursive: true, force: true });
  };

  await start();
  await importImage(server.socket, path.join(folder, "image"));
  return {
    ...server,
    volumesFolder: path.join(folder, "data/volumes"),
    start,
    powerCut,
    async stop(signal) {
      process.kill(await childOf(engine.pid), signal);
      await engine.ended;
    },
    async [Symbol.asyncDispose]() {
      await powerCut();
      removeCgroups((name) => name === cgroupOf(folder));
      removeFolder(path.dirname(folder));
    },
  };
}

/** The only child of a process that has one, or is about to. */
async function childOf(pid: number): Promise<number> {
  for (;;) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    if (child) return Number(child);
    await new Promise(setImmediate);
  }
}
