/**
 * A Docker engine of our own. It lives in namespaces of its own: its bridges and firewall rules cannot
 * meet those of the machine, its mounts vanish with it, and when its first process ends, so does
 * every container.
 */
import { existsSync, globSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { folderPrefix } from "../folder.ts";
import { ping } from "./engine-api.ts";
import { image, importImage } from "./image.ts";
import { type Service, startService } from "./service.ts";

export interface DockerServer {
  readonly socket: string;
  readonly url: string;
  /** An image that is there: busybox, with all its programs. */
  readonly image: string;
}

const cgroupRoot = "/sys/fs/cgroup";

export async function startDocker(folder: string): Promise<[DockerServer, Service]> {
  mkdirSync(folder, { recursive: true });
  const server = serverIn(folder);
  const service = await startService({
    name: "Docker",
    command: [
      ...ownNamespaces,
      // The shell is the first process: it gathers orphans, and takes all the others along when it ends.
      ...["busybox", "sh", "-c", 'ip link set lo up; dockerd "$@" & wait $!', "dockerd"],
      ...engineOptions(folder),
    ],
    logFile: path.join(folder, "docker.log"),
    stopSignal: "SIGKILL",
    ready: () => ping(server.socket),
  });
  await importImage(server.socket, path.join(folder, "image"));
  const stop = async () => {
    await service.stop();
    removeCgroups((name) => name === cgroupOf(folder));
  };
  return [server, { ...service, stop }];
}

/** What runs a command in namespaces of its own; all that is in them ends with it. */
export const ownNamespaces = [
  ...["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"],
] as const;

/** The options of a dockerd that keeps to its folder. */
export function engineOptions(folder: string): string[] {
  return [
    ...["--host", serverIn(folder).url],
    ...["--data-root", path.join(folder, "data")],
    ...["--exec-root", path.join(folder, "exec")],
    ...["--pidfile", path.join(folder, "docker.pid")],
    ...["--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", `/${cgroupOf(folder)}`],
  ];
}

export function serverIn(folder: string): DockerServer {
  const socket = path.join(folder, "docker.sock");
  return { socket, url: `unix://${socket}`, image };
}

/** The control group of all its containers: called after the temporary folder that the engine's is in. */
export function cgroupOf(folder: string): string {
  return path.basename(path.dirname(folder));
}

/** Removes the control groups that killed engines left behind: in version 1 there is one tree a controller. */
export function removeCgroups(unwanted: (name: string) => boolean): void {
  const groups = globSync([`${cgroupRoot}/${folderPrefix}*`, `${cgroupRoot}/*/${folderPrefix}*`]);
  for (const group of groups.filter((found) => unwanted(path.basename(found)))) removeTree(group);
}

/** Only the folders go: what stands in a control group's folder is no file of anyone's. */
function removeTree(folder: string): void {
  // Two controllers may share a tree under two names.
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(path.join(folder, entry.name));
  }
  rmdirSync(folder);
}
