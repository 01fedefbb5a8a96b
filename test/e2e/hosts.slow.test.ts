/** Executor hosts from the command line, without an engine. */
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, spawnCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const cwd = makeFolder();
const env = { LONGSHORE_STATE_DIRECTORY: cwd, DOCKER_HOST: "unix:///nowhere/docker.sock" };
const longshore = (...args: string[]) => runCli(args, { cwd, env });
const hostNamed = async (name: string) =>
  JSON.parse((await longshore("hosts", "--json")).stdout).find(
    (host: { name: string }) => host.name === name,
  );

beforeAll(async () => {
  expect((await longshore("migrate")).code).toBe(0);
});
afterAll(() => removeFolder(cwd));

describe("longshore hosts", () => {
  it("adds, changes, lists and removes", async () => {
    const added = await longshore(
      ...["hosts", "add", "quay", "--connection", "tcp://quay:2376", "--max-jobs", "3", "--weight", "7"],
      ...["--tls-ca", "ca.pem", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "--pull", "always"],
    );
    expect(added).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => path.join(cwd, file));
    expect(await hostNamed("quay")).toMatchObject({
      ...{ type: "docker", connection: "tcp://quay:2376", active: true, maxJobs: 3, openJobs: 0, weight: 7 },
      ...{ pull: "always", tls: { ca, cert, key, verify: true }, allowedImages: [] },
    });
    const changed = await longshore("hosts", "update", "quay", "--inactive", "--pull", "never", "--json");
    expect(JSON.parse(changed.stdout)).toMatchObject({ active: false, pull: "never", maxJobs: 3 });
    await longshore(
      ...["hosts", "update", "quay", "--cap-add", "NET_ADMIN", "--cap-add", "CHOWN", "--pids-limit", "9"],
      ...["--new-privileges", "--host-network", "--user", "app:1000", "--read-only-root"],
    );
    await longshore("hosts", "update", "quay", "--no-host-network", "--swap", "64", "--log-size", "20");
    expect((await hostNamed("quay")).security).toEqual({
      ...{ capabilities: ["NET_ADMIN", "CHOWN"], pidsLimit: 9, newPrivileges: true, hostNetwork: false },
      ...{ user: "app:1000", readOnlyRoot: true, swap: 64, logSize: 20 },
    });
    await longshore("hosts", "update", "quay", "--default-security", "--pids-limit", "7");
    expect((await hostNamed("quay")).security).toEqual({ pidsLimit: 7 });
    expect((await longshore("hosts", "list")).stdout).toMatch(
      /^quay +docker +tcp:\/\/quay:2376 \(TLS\) +no/m,
    );
    expect(await longshore("hosts", "remove", "quay")).toMatchObject({ code: 0 });
    expect(await hostNamed("quay")).toBeUndefined();
  });

  it.each([
    [["add", "no spaces"], "host name: must be"],
    [["add", "a", "--connection", "ssh://b"], "use unix:"],
    [["add", "a", "--tls-cert", "c", "--connection", "tcp://b"], "cert and key"],
    [["add", "a", "--tls"], "tcp://"],
    [["add", "a", "--cap-add", "net admin"], "must be a capability's name"],
    [["add", "a", "--user", "a b"], "must be a user"],
    [["add", "a", "--privileged"], "unknown option '--privileged'"],
    [["add", "a", "--type", "process", "--pids-limit", "9"], "goes with containers alone"],
    [["update", "nobody", "--active"], 'no executor host is called "nobody"'],
    [["update", "nobody", "--active", "--inactive"], "cannot be used with"],
    [["add", "a", "--max-jobs", "-1"], "whole number"],
    [["test", "nobody"], 'no executor host is called "nobody"'],
    [["frobnicate"], "too many arguments"],
  ])("refuses %j in one line", async (args, why) => {
    const { code, stdout, stderr } = await longshore("hosts", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^longshore: .*\n$/);
    expect(stderr).toContain(why);
  });

  it("keeps a host that jobs refer to, and one that is there", async () => {
    await longshore("submit", "--", "true");
    const removed = await longshore("hosts", "remove", "local-process");
    expect(removed).toMatchObject({ code: 1, stderr: expect.stringContaining("--inactive") });
    expect(await longshore("hosts", "add", "local-process")).toMatchObject({ code: 1 });
    await longshore("hosts", "update", "local-process", "--inactive");
    expect(await longshore("submit", "--", "true")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("local-process"),
    });
    await longshore("hosts", "update", "local-process", "--active");
  });

  it("tells which can be reached", async () => {
    await longshore("hosts", "add", "gone", "--connection", "unix:///nowhere/docker.sock");
    const { code, stdout } = await longshore("hosts", "test", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { name: "local-process", reachable: true, error: null },
      { name: "gone", reachable: false, error: expect.stringContaining("ENOENT") },
    ]);
    expect(await longshore("hosts", "test", "local-process")).toMatchObject({ code: 0 });
    await longshore("hosts", "remove", "gone");
  });
});

describe("without an engine", () => {
  it("run --image exits with 125 and the engine's reason", async () => {
    const result = await longshore("run", "--image", "busybox", "--", "true");
    expect(result).toMatchObject({ code: 125, stdout: "" });
    expect(result.stderr).toMatch(/could not be launched: cannot reach the container engine.*ENOENT/);
  });

  it("a worker says so, leaves the jobs waiting and goes on with others", async () => {
    const id = (await longshore("submit", "--image", "busybox", "--", "true")).stdout.trim();
    await using worker = spawnCli(["work"], { cwd, env });
    await worker.waitForLine(/host local-docker takes no jobs: cannot reach the container engine/);
    expect((await longshore("run", "--", "echo", "other")).stdout).toBe("other\n");
    const [self] = JSON.parse((await longshore("workers", "--json")).stdout);
    expect(self).toMatchObject({ pid: worker.pid, alive: true });
    worker.kill();
    await worker.ended;
    expect(JSON.parse((await longshore("show", "--json", id)).stdout)).toMatchObject({
      status: "queued",
      retryCount: 0,
    });
    expect((await longshore("workers")).stdout).toBe("no workers\n");
  });
});

describe("retention", () => {
  it("is kept by hand with prune, and by a worker that has it as a setting", async () => {
    await longshore("run", "--", "true");
    const { code, stdout } = await longshore("prune", "--older-than", "1h", "--json");
    expect({ code, pruned: JSON.parse(stdout) }).toEqual({ code: 0, pruned: { jobs: 0, attempts: 0 } });
    const settings = { ...env, LONGSHORE_RETENTION: "1ms", LONGSHORE_LOG_LEVEL: "info" };
    await using worker = spawnCli(["work"], { cwd, env: settings });
    await worker.waitForLine(/deleted \d+ jobs that ended long ago/);
    worker.kill();
    await worker.ended;
    expect((await longshore("jobs", "--status", "completed")).stdout).toBe("no jobs\n");
    expect(await longshore("prune")).toMatchObject({ code: 2 });
  });
});
