import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { LaunchSpec } from "../../src/executors/executor.ts";
import { executionName } from "../../src/executors/launch-spec.ts";
import { dismantle, makeGroup } from "../../src/executors/process/control-group.ts";
import { createProcessExecutor } from "../../src/executors/process/index.ts";
import { isAlive, type ProcessIdentity } from "../../src/executors/process/liveness.ts";
import { createProcessTable } from "../../src/executors/process/process-table.ts";
import { readRecord, writeRecord } from "../../src/executors/process/records.ts";
import { makeFolder, removeFolder } from "../support/folder.ts";
import { outputOf } from "./bench.ts";
import { executorConformance } from "./conformance.ts";

const sources = new URL("../../src/executors/process/", import.meta.url);
const supervisor = fileURLToPath(new URL("supervisor.ts", sources));
const stateDirectory = makeFolder();

executorConformance(
  "process",
  async () => ({
    create: () => createProcessExecutor({ stateDirectory }),
    image: "",
    limits: await canLimit(),
    close: async () => removeFolder(stateDirectory),
  }),
  (bench) => {
    const executor = () => bench().executor;
    const folderOf = (spec: LaunchSpec) => path.join(stateDirectory, spec.installation, executionName(spec));
    const sideEffects = path.join(stateDirectory, "side-effects");

    /** A launcher that died before it started a supervisor. */
    const leaveSpec = async (spec: LaunchSpec) => {
      mkdirSync(folderOf(spec), { recursive: true });
      const { command, environment } = spec;
      await writeRecord(folderOf(spec), "spec.json", { command, environment, workingDirectory: "/tmp" });
    };

    describe("of a worker that was killed", () => {
      test("the command runs on, and another worker has its output and exit code", async () => {
        const spec = bench().shell('trap "echo two; exit 9" TERM; echo one; while :; do sleep 0.05; done');
        const worker = spawn(process.execPath, ["--input-type=module", "-e", launchProgram(spec)], {
          stdio: ["ignore", "pipe", "inherit"],
          detached: true,
        });
        const [line] = await once(createInterface(worker.stdout), "line");
        const { id } = JSON.parse(line as string);
        process.kill(-(worker.pid as number), "SIGKILL");
        await once(worker, "exit");

        expect(await executor().find(spec)).toMatchObject({ id, state: { kind: "running" } });
        expect((await executor().launch(spec)).id).toBe(id);
        for await (const _ of executor().output(id, { follow: true })) break;
        await executor().stop(id, { graceMs: 20_000 });
        expect(await executor().wait(id)).toMatchObject({ kind: "exited", exitCode: 9 });
        expect((await outputOf(executor(), id)).stdout.toString()).toBe("one\ntwo\n");
      });

      test("the attempt that it had only prepared is started by the next launch", async () => {
        const spec = bench().shell("exit 3");
        await leaveSpec(spec);
        expect(await executor().find(spec)).toMatchObject({ state: { kind: "created" } });
        const { id } = await executor().launch(spec);
        expect(await executor().wait(id)).toMatchObject({ exitCode: 3 });
      });

      test("the refusal of its command is told to the next launch", async () => {
        const spec = bench().spec(["/no/such/program"]);
        await leaveSpec(spec);
        execFileSync(process.execPath, [supervisor, folderOf(spec)]);
        expect(await executor().find(spec)).toMatchObject({ state: { kind: "created" } });
        await expect(executor().launch(spec)).rejects.toMatchObject({ reason: "command_not_found" });
      });

      test("the prepared attempt that is removed is never started", async () => {
        const spec = bench().shell(`echo ran >> ${sideEffects}-removed`);
        await leaveSpec(spec);
        const { id } = (await executor().find(spec)) as { id: string };
        await executor().remove(id);
        expect(() =>
          execFileSync(process.execPath, [supervisor, folderOf(spec)], { stdio: "pipe" }),
        ).toThrow();
        expect(readdirSync(stateDirectory)).not.toContain("side-effects-removed");
      });
    });

    test("of many supervisors, one runs the command", async () => {
      const spec = bench().shell(`echo ran >> ${sideEffects}`);
      await leaveSpec(spec);
      const supervisors = Array.from({ length: 4 }, () =>
        spawn(process.execPath, [supervisor, folderOf(spec)]),
      );
      await Promise.all(supervisors.map((each) => once(each, "exit")));
      const { id } = await executor().launch(spec);
      expect(await executor().wait(id)).toMatchObject({ exitCode: 0 });
      expect(readFileSync(sideEffects, "utf8")).toBe("ran\n");
    });

    describe("when the supervisor is killed", () => {
      const killSupervisor = async (spec: LaunchSpec) => {
        const identity = (await readRecord(folderOf(spec), "supervisor.json")) as ProcessIdentity;
        process.kill(identity.pid, "SIGKILL");
        await expect.poll(() => isAlive(identity)).toBe(false);
      };

      test("its command is seen to run, and can be stopped", async () => {
        const spec = bench().shell("exec sleep 60");
        const { id } = await executor().launch(spec);
        await killSupervisor(spec);
        expect((await executor().inspect(id)).kind).toBe("running");
        await executor().stop(id, { graceMs: 20_000 });
        expect(await executor().inspect(id)).toEqual({ kind: "gone" });
      });

      test("its execution is gone once the command ended, and never runs again", async () => {
        const spec = bench().shell(`echo ran >> ${sideEffects}-killed; sleep 60`);
        const { id } = await executor().launch(spec);
        const started = await readRecord(folderOf(spec), "started.json");
        await expect.poll(() => readdirSync(stateDirectory)).toContain("side-effects-killed");
        await killSupervisor(spec);
        process.kill(-(started?.command.pid as number), "SIGKILL");
        expect(await executor().wait(id)).toEqual({ kind: "gone" });
        expect((await executor().launch(spec)).state).toEqual({ kind: "gone" });
        expect(readFileSync(`${sideEffects}-killed`, "utf8")).toBe("ran\n");
      });
    });

    test("TERM to everything, as at a shutdown, leaves the supervisor to tell how it ended", async () => {
      const spec = bench().shell('trap "exit 4" TERM; echo ready; while :; do sleep 0.05; done');
      const { id } = await executor().launch(spec);
      for await (const _ of executor().output(id, { follow: true })) break;
      process.kill((await readRecord(folderOf(spec), "supervisor.json"))?.pid as number, "SIGTERM");
      process.kill((await readRecord(folderOf(spec), "started.json"))?.command.pid as number, "SIGTERM");
      expect(await executor().wait(id)).toMatchObject({ kind: "exited", exitCode: 4 });
    });

    test("with limits, a process that left the group ends with the job, and its control group is gone", async ({
      skip,
    }) => {
      skip(!(await canLimit()), "no limits can be set here");
      const spec = bench().shell("setsid sleep 60 & echo $!", { memoryMb: 32, cpus: 1 });
      const { id } = await executor().launch(spec);
      expect(await executor().wait(id)).toMatchObject({ exitCode: 0 });
      const left = Number((await outputOf(executor(), id)).stdout.toString());
      expect(left).toBeGreaterThan(1);
      // Who is its parent now may not have taken note yet.
      expect(createProcessTable().find(left)?.zombie ?? true).toBe(true);
      const groups = await readRecord(folderOf(spec), "groups.json");
      expect(groups?.folders.length).toBeGreaterThan(0);
      expect(groups?.folders.filter((folder) => existsSync(folder))).toEqual([]);
    });

    test("a control group that a dead supervisor left behind is removed with the execution", async ({
      skip,
    }) => {
      skip(!(await canLimit()), "no limits can be set here");
      const spec = bench().shell("exec sleep 60", { memoryMb: 32 });
      const { id } = await executor().launch(spec);
      const groups = await readRecord(folderOf(spec), "groups.json");
      const identity = (await readRecord(folderOf(spec), "supervisor.json")) as ProcessIdentity;
      process.kill(identity.pid, "SIGKILL");
      await expect.poll(() => isAlive(identity)).toBe(false);
      await executor().stop(id, { graceMs: 0 });
      expect(groups?.folders.map((folder) => existsSync(folder))).toEqual([true]);
      await executor().remove(id);
      expect(groups?.folders.map((folder) => existsSync(folder))).toEqual([false]);
    });

    test("the job ends with its command, whatever that left running", async () => {
      const id = await bench().start("sleep 60 & echo done");
      expect(await executor().wait(id)).toMatchObject({ exitCode: 0 });
      expect((await outputOf(executor(), id)).stdout.toString()).toBe("done\n");
    });

    test("a daemon that keeps the output open does not keep the job", async () => {
      const id = await bench().start("setsid sleep 3 & echo done");
      expect(await executor().wait(id)).toMatchObject({ exitCode: 0 });
    });

    test("the standard streams can be opened by name", async () => {
      const id = await bench().start("echo out > /dev/stdout; echo err > /dev/stderr");
      const { stdout, stderr } = await outputOf(executor(), id);
      expect([stdout.toString(), stderr.toString()]).toEqual(["out\n", "err\n"]);
    });

    test("what it keeps is readable by its owner alone", async () => {
      const spec = bench().shell("echo secret");
      const { id } = await executor().launch(spec);
      await executor().wait(id);
      expect(statSync(folderOf(spec)).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(folderOf(spec))) {
        expect([name, statSync(path.join(folderOf(spec), name)).mode & 0o777]).toEqual([name, 0o600]);
      }
    });

    test.each<[string, string, (spec: LaunchSpec) => Partial<LaunchSpec>]>([
      [
        "a working directory that is not there",
        "working_directory",
        () => ({ workingDirectory: "/no/such" }),
      ],
      [
        "a working directory that is a file",
        "working_directory",
        () => ({ workingDirectory: "/etc/passwd" }),
      ],
      ["no command", "command_missing", () => ({ command: [] })],
      ["10 MB of arguments", "command_too_long", () => ({ command: ["echo", "x".repeat(10_000_000)] })],
    ])("refuses %s", async (_what, reason, changes) => {
      const spec = bench().shell("true");
      const launching = executor().launch({ ...spec, ...changes(spec) });
      await expect(launching).rejects.toMatchObject({ reason, errorClass: "permanent" });
    });

    test("refuses a state folder it cannot write, and says so when checked", async () => {
      const file = path.join(stateDirectory, "a-file");
      writeFileSync(file, "");
      const broken = createProcessExecutor({ stateDirectory: file });
      await expect(broken.launch(bench().shell("true"))).rejects.toMatchObject({ reason: "state_folder" });
      await expect(broken.check()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    });

    test.each(["", "..", "../..", "a/../b", "test/0", "/etc/passwd"])(
      "takes %j for no execution",
      async (id) => {
        await expect(executor().inspect(id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
        await expect(executor().remove(id)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      },
    );

    test.each(["-1", "1.5", "x", "9".repeat(30)])("takes %j for no cursor", async (after) => {
      const id = await bench().start("true");
      await expect(executor().output(id, { after })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    });
  },
);

/** Whether this machine lets us make control groups. */
async function canLimit(): Promise<boolean> {
  const limits = { memoryMb: 64, cpus: 1 };
  const group = await makeGroup("longshore-probe", limits, async () => {});
  await dismantle(group?.folders ?? []);
  return group !== undefined;
}

/** A worker that launches, says so, and goes on running. */
function launchProgram(spec: LaunchSpec): string {
  return `
    import { createProcessExecutor } from ${JSON.stringify(new URL("index.ts", sources).href)};
    const executor = createProcessExecutor(${JSON.stringify({ stateDirectory })});
    console.log(JSON.stringify(await executor.launch(${JSON.stringify(spec)})));
    setInterval(() => {}, 1_000);
  `;
}
