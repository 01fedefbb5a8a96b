/**
 * Where the kernel lets us make a control group: below our own, so that whatever limits us limits our jobs
 * too. In version 1 each controller has a tree by itself, in version 2 all share one.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export type Controller = "memory" | "cpu";

export interface GroupPlace {
  readonly version: 1 | 2;
  /** The folder of the group that we are in. */
  readonly own: string;
  /** The folder in which a group for a job can be made. */
  readonly parent: string;
}

/** Where the kernel shows its groups, and in which of them we are; tests have their own. */
export interface GroupSystem {
  readonly root: string;
  /** As in /proc/self/cgroup. */
  readonly self: string;
}

/** The machine's; undefined where it has none. */
export function groupSystem(): GroupSystem | undefined {
  try {
    return { root: "/sys/fs/cgroup", self: readFileSync("/proc/self/cgroup", "utf8") };
  } catch {
    return undefined;
  }
}

/** Where a group with this controller can be made; undefined where the machine has no such place for us. */
export function placeFor(controller: Controller, { root, self }: GroupSystem): GroupPlace | undefined {
  // <number>:<controllers, none in version 2>:<path>
  const lines = self.split("\n").map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const first = lines.find((line) => line?.[1]?.split(",").includes(controller));
  if (first) {
    const own = path.resolve(`${root}/${controller}${first[2]}`);
    return existsSync(path.join(own, "cgroup.procs")) ? { version: 1, own, parent: own } : undefined;
  }
  const second = lines.find((line) => line?.[1] === "");
  if (!second) return undefined;
  const own = path.resolve(root + second[2]);
  // A group that has processes, as ours has, can have no groups with controllers below it, unless it is the
  // root. So a service manager has to put us one below the group that it has given us.
  const parent = [own, path.dirname(own)].find(
    (folder) => folder.startsWith(root) && has(folder, controller),
  );
  return parent === undefined ? undefined : { version: 2, own, parent };
}

/** Whether groups in this one have the controller. Where they do not yet, it is asked for. */
function has(folder: string, controller: Controller): boolean {
  const file = path.join(folder, "cgroup.subtree_control");
  try {
    // Slices are the service manager's own.
    if (folder.endsWith(".slice")) return false;
    if (!lists(file, controller)) writeFileSync(file, `+${controller}`);
    return lists(file, controller);
  } catch {
    return false;
  }
}

function lists(file: string, controller: Controller): boolean {
  return readFileSync(file, "utf8").trim().split(/\s+/).includes(controller);
}
