/**
 * A Docker engine of our own. It lives in namespaces of its own: its bridges and firewall rules cannot
 * meet those of the machine, its mounts vanish with it, and when its first process ends, so does
 * every container.
 */
import { existsSync, globSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { folderPrefix } from "../folder.ts";
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
    removeCgroups((name) => name === cgroup);
  };
  return [
    { socket, url: `unix://${socket}`, image },
    { ...service, stop },
  ];
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
