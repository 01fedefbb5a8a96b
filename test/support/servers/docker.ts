/**
 * A Docker engine of our own. It lives in namespaces of its own: its bridges and firewall rules cannot
 * meet those of the machine, its mounts vanish with it, and when its first process ends, so does
 * every container.
 */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { ping } from "./engineApi.ts";
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
  const socket = path.join(folder, "docker.sock");
  const cgroup = path.basename(path.dirname(folder));
  const service = await startService({
    name: "Docker",
    command: [
      ...(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"] as const),
      // The shell is the first process: it gathers orphans, and takes all the others along when it ends.
      ...["busybox", "sh", "-c", 'ip link set lo up; dockerd "$@" & wait $!', "dockerd"],
      ...["--host", `unix://${socket}`],
      ...["--data-root", path.join(folder, "data")],
      ...["--exec-root", path.join(folder, "exec")],
      ...["--pidfile", path.join(folder, "docker.pid")],
      ...["--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", `/${cgroup}`],
    ],
    logFile: path.join(folder, "docker.log"),
    stopSignal: "SIGKILL",
    ready: () => ping(socket),
  });
  await importImage(socket, path.join(folder, "image"));
  const stop = async () => {
    await service.stop();
    removeCgroups(cgroup);
  };
  return [
    { socket, url: `unix://${socket}`, image },
    { ...service, stop },
  ];
}

/** Removes what a killed engine left of its control groups, in version 1 (one tree a controller) or 2. */
export function removeCgroups(name: string): void {
  for (const tree of [cgroupRoot, ...subfolders(cgroupRoot)]) {
    const group = path.join(tree, name);
    if (existsSync(group)) removeTree(group);
  }
}

function removeTree(folder: string): void {
  subfolders(folder).forEach(removeTree);
  rmdirSync(folder);
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
}
