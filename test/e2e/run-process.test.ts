/** `longshore run` without an image, in an empty folder with nothing set up. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli, spawnCli } from "../support/cli.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";

const state = makeFolder();
const env = { LONGSHORE_STATE_DIRECTORY: state, LONGSHORE_GRACE: "1s" };
afterAll(() => removeFolder(state));

describe("longshore run", () => {
  it("makes its database, runs the command, and passes on output and exit code", async () => {
    const cwd = makeFolder();
    const result = await runCli(["run", "--", "sh", "-c", "echo out; echo err >&2; exit 7"], { cwd, env });
    expect(result).toEqual({ code: 7, signal: null, stdout: "out\n", stderr: "err\n" });
    expect(existsSync(path.join(cwd, "longshore.db"))).toBe(true);

    const [job] = JSON.parse((await runCli(["jobs", "--json"], { cwd, env })).stdout);
    expect(job).toMatchObject({ status: "failed", exitCode: 7, command: ["sh", "-c", expect.any(String)] });
    const shown = await runCli(["show", job.id.slice(0, 8)], { cwd, env });
    expect(shown.stdout).toContain(job.id);
    expect((await runCli(["logs", job.id], { cwd, env })).stdout).toBe("out\n");
    removeFolder(cwd);
  });

  it("streams all of a large output, byte for byte", async () => {
    const result = await runCli(["run", "--", "seq", "1", "700000"], { env });
    expect(result.code).toBe(0);
    const lines = result.stdout.split("\n");
    expect(lines).toHaveLength(700_001);
    expect(lines.slice(0, -1).every((line, index) => line === String(index + 1))).toBe(true);
  });

  it("runs in the folder it is called from, unless told otherwise", async () => {
    const cwd = makeFolder();
    expect((await runCli(["run", "--", "pwd"], { cwd, env })).stdout.trim()).toBe(cwd);
    expect((await runCli(["run", "--workdir", "/", "--", "pwd"], { cwd, env })).stdout.trim()).toBe("/");
    removeFolder(cwd);
  });

  it("exits with 125 for a command that is not there", async () => {
    const result = await runCli(["run", "--", "no-such-command-at-all"], { env });
    expect(result.code).toBe(125);
    expect(result.stderr).toMatch(
      /^longshore: job [0-9a-f-]{36} could not be launched: .*no-such-command-at-all/m,
    );
  });

  it("runs a job again that failed by itself, as often as it is told", async () => {
    const cwd = makeFolder();
    const again = ["run", "--retry-on-exit", "1", "--retry-strategy", "high_priority"];
    const result = await runCli([...again, "--", "sh", "-c", "echo ran; exit 3"], { cwd, env });
    expect(result).toMatchObject({ code: 3, stdout: "ran\nran\n" });
    const [job] = JSON.parse((await runCli(["jobs", "--json"], { cwd, env })).stdout);
    expect(job.attempts).toMatchObject([
      { exitCode: 3 },
      { exitCode: 3, averageCpuCores: expect.any(Number) },
    ]);
    removeFolder(cwd);
  });

  it("stops the job at INT, and exits with 130", async () => {
    const cwd = makeFolder();
    await using running = spawnCli(["run", "--", "sh", "-c", "echo ready; sleep 60"], { cwd, env });
    await running.waitForLine(/^ready$/);
    running.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    const [job] = JSON.parse((await runCli(["jobs", "--json"], { cwd, env })).stdout);
    expect(job).toMatchObject({ status: "cancelled" });
    removeFolder(cwd);
  });

  it("leaves the job to the next worker when it is killed, and nothing is lost", async () => {
    const cwd = makeFolder();
    const marks = path.join(cwd, "marks");
    const script = `echo ready; echo ran >> '${marks}'; while [ ! -e '${cwd}/go' ]; do sleep 0.05; done; echo end; exit 5`;
    {
      await using running = spawnCli(["run", "--", "sh", "-c", script], { cwd, env });
      await running.waitForLine(/^ready$/);
      running.kill("SIGKILL");
      await running.ended;
    }
    await using worker = spawnCli(["work", "--drain"], {
      cwd,
      env: { ...env, LONGSHORE_LEASE: "500ms", LONGSHORE_LOG_LEVEL: "info" },
    });
    await worker.waitForLine(/working/);
    await runCli(["run", "--", "touch", `${cwd}/go`], { cwd, env });
    await worker.ended;
    const jobs = JSON.parse((await runCli(["jobs", "--json"], { cwd, env })).stdout);
    expect(jobs[1]).toMatchObject({ status: "failed", exitCode: 5, retryCount: 1 });
    expect((await runCli(["logs", jobs[1].id], { cwd, env })).stdout).toBe("ready\nend\n");
    expect((await runCli(["run", "--", "cat", marks], { cwd, env })).stdout).toBe("ran\n");
    removeFolder(cwd);
  });
});

describe("longshore work", () => {
  it("finishes what it has in hand at TERM", async () => {
    const cwd = makeFolder();
    expect((await runCli(["migrate"], { cwd, env })).code).toBe(0);
    const script = `echo ready; while [ ! -e '${cwd}/go' ]; do sleep 0.05; done; echo end`;
    const id = (await runCli(["submit", "--", "sh", "-c", script], { cwd, env })).stdout.trim();
    await using worker = spawnCli(["work"], { cwd, env });
    await worker.waitForLine(/launched/);
    worker.kill("SIGTERM");
    await worker.waitForLine(/finishing what is in hand/);
    expect((await runCli(["run", "--", "touch", `${cwd}/go`], { cwd, env })).code).toBe(0);
    expect((await worker.ended).code).toBe(0);
    expect(JSON.parse((await runCli(["show", "--json", id], { cwd, env })).stdout)).toMatchObject({
      status: "completed",
    });
    removeFolder(cwd);
  });

  it("ends at once at a second TERM; the next worker finds the job", async () => {
    const cwd = makeFolder();
    expect((await runCli(["migrate"], { cwd, env })).code).toBe(0);
    const script = `while [ ! -e '${cwd}/go' ]; do sleep 0.05; done; exit 4`;
    const id = (await runCli(["submit", "--", "sh", "-c", script], { cwd, env })).stdout.trim();
    {
      await using worker = spawnCli(["work"], { cwd, env });
      await worker.waitForLine(/launched/);
      worker.kill("SIGTERM");
      await worker.waitForLine(/finishing what is in hand/);
      worker.kill("SIGTERM");
      expect((await worker.ended).code).toBe(0);
    }
    expect(JSON.parse((await runCli(["show", "--json", id], { cwd, env })).stdout)).toMatchObject({
      status: "running",
    });
    await using next = spawnCli(["work", "--drain"], { cwd, env });
    await next.waitForLine(/working/);
    await runCli(["run", "--", "touch", `${cwd}/go`], { cwd, env });
    expect((await next.ended).code).toBe(0);
    expect(JSON.parse((await runCli(["show", "--json", id], { cwd, env })).stdout)).toMatchObject({
      status: "failed",
      exitCode: 4,
      retryCount: 1,
    });
    removeFolder(cwd);
  });

  it("stops a job that is cancelled", async () => {
    const cwd = makeFolder();
    expect((await runCli(["migrate"], { cwd, env })).code).toBe(0);
    const id = (await runCli(["submit", "--", "sleep", "60"], { cwd, env })).stdout.trim();
    await using worker = spawnCli(["work", "--drain"], { cwd, env });
    await worker.waitForLine(/launched/);
    expect((await runCli(["cancel", id], { cwd, env })).stdout).toBe(`${id} is being stopped\n`);
    expect((await worker.ended).code).toBe(0);
    expect(JSON.parse((await runCli(["show", "--json", id], { cwd, env })).stdout)).toMatchObject({
      status: "cancelled",
    });
    removeFolder(cwd);
  });
});
