/** Where groups are made and what is written, on a machine that we make up: the kernel of the real one has one version. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeGroup } from "../../../src/executors/process/control-group.ts";
import { placeFor } from "../../../src/executors/process/group-places.ts";
import { makeFolder, removeFolder } from "../../support/folder.ts";

const top = makeFolder();
afterAll(() => removeFolder(top));

let machines = 0;
/** A machine's groups: folders, and the controllers that groups in them have. */
function machine(folders: Readonly<Record<string, string>>): string {
  machines += 1;
  const root = path.join(top, String(machines));
  for (const [folder, controllers] of Object.entries(folders)) {
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, folder, "cgroup.procs"), "");
    writeFileSync(path.join(root, folder, "cgroup.subtree_control"), `${controllers}\n`);
  }
  return root;
}

describe("the place for a group", () => {
  test("is in version 1 our own group, in each controller's tree", () => {
    const root = machine({ "memory/worker": "", cpu: "" });
    const self = "4:memory:/worker\n2:cpu,cpuacct:/\n0::/\n";
    const memory = path.join(root, "memory/worker");
    expect(placeFor("memory", { root, self })).toEqual({ version: 1, own: memory, parent: memory });
    expect(placeFor("cpu", { root, self })).toMatchObject({ version: 1, parent: path.join(root, "cpu") });
  });

  test("is none where the tree is not shown to us, as in a container", () => {
    const root = machine({ memory: "" });
    expect(placeFor("memory", { root, self: "4:memory:/docker/0123\n" })).toBeUndefined();
    expect(placeFor("memory", { root, self: "" })).toBeUndefined();
  });

  test("is in version 2 beside our own group, in a service that was given to us", () => {
    const root = machine({
      ...{ "": "cpu memory", "system.slice": "cpu memory", "system.slice/longshore.service": "cpu memory" },
      "system.slice/longshore.service/worker": "",
    });
    const self = "0::/system.slice/longshore.service/worker\n";
    const service = path.join(root, "system.slice/longshore.service");
    const own = path.join(service, "worker");
    expect(placeFor("memory", { root, self })).toEqual({ version: 2, own, parent: service });
  });

  test("is never a slice, which is the service manager's", () => {
    const root = machine({ "system.slice": "cpu memory", "system.slice/longshore.service": "" });
    const self = "0::/system.slice/longshore.service\n";
    expect(placeFor("memory", { root, self })).toBeUndefined();
  });

  test("is our own group where that is the root", () => {
    const root = machine({ "": "cpu memory" });
    expect(placeFor("cpu", { root, self: "0::/\n" })).toEqual({ version: 2, own: root, parent: root });
  });
});

test("a group of version 2 is entered, left, and told its limits", async () => {
  const root = machine({ app: "cpu memory", "app/worker": "" });
  const system = { root, self: "0::/app/worker\n" };
  const recorded: string[] = [];
  const record = async (folders: readonly string[]) => {
    expect(folders.filter(existsSync)).toEqual([]);
    recorded.push(...folders);
  };
  const group = await makeGroup("job", { memoryMb: 64, cpus: 1.5 }, record, system);
  const folder = path.join(root, "app/job");
  expect(recorded).toEqual([folder]);
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  expect(group?.inside(() => read("cgroup.procs"))).toBe(String(process.pid));
  expect(readFileSync(path.join(root, "app/worker/cgroup.procs"), "utf8")).toBe(String(process.pid));

  expect(group?.limit()).toBe(true);
  expect([read("memory.max"), read("memory.swap.max"), read("cpu.max")]).toEqual([
    ...[String(64 * 1024 * 1024), "0", "150000 100000"],
  ]);
  expect(group?.ranOutOfMemory()).toBe(false);
  writeFileSync(path.join(folder, "memory.events"), "low 0\nmax 3\noom 1\noom_kill 1\n");
  writeFileSync(path.join(folder, "memory.peak"), "67108864\n");
  expect(group?.ranOutOfMemory()).toBe(true);
  expect(group?.peakMemoryBytes()).toBe(67_108_864);
});

test("a job without limits has no group, nor one where none can be made", async () => {
  const record = async () => {};
  const root = machine({ "": "cpu memory" });
  const system = { root, self: "0::/\n" };
  expect(await makeGroup("job", { memoryMb: null, cpus: null }, record, system)).toBeUndefined();
  writeFileSync(path.join(root, "taken"), "a file");
  expect(await makeGroup("taken", { memoryMb: 64, cpus: null }, record, system)).toBeUndefined();
});
