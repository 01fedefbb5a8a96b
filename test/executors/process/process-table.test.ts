import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { identify, isAlive, isGroupAlive } from "../../../src/executors/process/liveness.ts";
import { createProcessTable } from "../../../src/executors/process/process-table.ts";

// "darwin" stands for every system without /proc; its `ps` options are POSIX's and work here as well.
describe.each(["linux", "darwin"] as const)("the process table of %s", (platform) => {
  const table = createProcessTable(platform);

  test("finds a process, under the same start time each time", () => {
    const entry = table.find(process.pid);
    expect(entry).toMatchObject({ pid: process.pid, zombie: false });
    expect(table.find(process.pid)).toEqual(entry);
    expect(table.all().find(({ pid }) => pid === process.pid)).toEqual(entry);
  });

  test("does not find what is not there", () => {
    expect(table.find(2 ** 22 + 1)).toBeUndefined();
  });

  test("knows process groups and zombies", async () => {
    const child = spawn("sh", ["-c", "sleep 60"], { detached: true });
    await once(child, "spawn");
    expect(table.find(child.pid as number)).toMatchObject({ group: child.pid, zombie: false });
    process.kill(-(child.pid as number), "SIGKILL");
    // Node reaps its children in its event loop, which does not turn here.
    for (
      let entry = table.find(child.pid as number);
      !entry?.zombie;
      entry = table.find(child.pid as number)
    );
    await once(child, "exit");
    expect(table.find(child.pid as number)).toBeUndefined();
  });
});

describe("liveness", () => {
  test("is of one process, not of whichever has its number", () => {
    const self = identify(process.pid);
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTime: "another" })).toBe(false);
    expect(isGroupAlive({ ...self, startTime: "another" })).toBe(false);
  });

  test("of a group outlasts its leader", async () => {
    const leader = spawn("sh", ["-c", "sleep 60 & echo started"], { detached: true });
    const identity = identify(leader.pid as number);
    await once(leader, "exit");
    expect(isAlive(identity)).toBe(false);
    expect(isGroupAlive(identity)).toBe(true);
    process.kill(-identity.pid, "SIGKILL");
    await expect.poll(() => isGroupAlive(identity)).toBe(false);
  });
});
