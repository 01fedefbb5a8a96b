/**
 * The engine is stopped, crashes, or loses its power, and comes back: jobs that it ended say so, all others
 * end as if nothing had been, and the worker is the same all the while.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { createDockerExecutor } from "../../src/executors/docker/index.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { addHost } from "../../src/queue/hosts/manage-hosts.ts";
import { list } from "../../src/queue/list.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { installationId } from "../../src/queue/workers/installation.ts";
import { createMigratedDatabase } from "../support/migrated.ts";
import { startRestartableEngine } from "../support/restartable-engine.ts";
import { countStarts } from "./container-starts.ts";
import { spawnWorker } from "./spawn-worker.ts";

/** Milliseconds. */
const absence = 7_500;
/** Of a job that runs for longer than all that. */
const ticks = 110;

const scripts = {
  long: `i=0; while [ $i -lt ${ticks} ]; do echo tick $i; i=$((i+1)); sleep 0.2; done; exit 7`,
  // Ends in the absence, where it is left alone. What it says last, nobody takes down.
  brief: "sleep 6; echo end; exit 3",
  next: "echo end; exit 0",
};
type Kind = keyof typeof scripts;

const whole: Record<Kind, { exitCode: number; output: string }> = {
  long: { exitCode: 7, output: Array.from({ length: ticks }, (_, tick) => `tick ${tick}\n`).join("") },
  brief: { exitCode: 3, output: "end\n" },
  next: { exitCode: 0, output: "end\n" },
};

type Fault = "SIGTERM" | "SIGKILL" | "power cut";

/** The exit codes of what the engine itself ends. */
const endedByEngine: Record<"without" | "with", Record<Fault, Partial<Record<Kind, number>>>> = {
  without: {
    SIGTERM: { long: 143, brief: 143 },
    // The containers go on until the engine starts again.
    SIGKILL: { long: 143 },
    "power cut": { long: 255, brief: 255 },
  },
  with: { SIGTERM: {}, SIGKILL: {}, "power cut": { long: 255, brief: 255 } },
};

describe.concurrent.each(["without", "with"] as const)("an engine %s live-restore", (how) => {
  test("is restarted", async ({ expect }) => {
    await using engine = await startRestartableEngine({ liveRestore: how === "with" });
    const migrated = await createMigratedDatabase("postgres");
    const { database, url } = migrated;
    const starts = await countStarts(engine.socket);
    const executor = createDockerExecutor({ connection: engine.url });
    try {
      await addHost(database, { name: "restarted", type: "docker", connection: engine.url });
      await using worker = spawnWorker({ database: url, settings: { concurrency: 2 }, drain: false });
      for (const fault of ["SIGTERM", "SIGKILL", "power cut"] as const) {
        const kinds: Kind[] = ["long", "brief", "next", "next"];
        await enqueueMany(
          database,
          kinds.map((kind) => ({
            name: `${fault}, ${kind}`,
            image: engine.image,
            command: ["sh", "-c", `echo begin; ${scripts[kind]}`],
            host: "restarted",
          })),
        );
        const jobs = async () =>
          (await list(database, { limit: 100 })).filter(({ name }) => name.startsWith(fault));
        const running = async () => (await jobs()).filter(({ status }) => status === "running").length;
        await expect.poll(running).toBe(2);

        if (fault === "power cut") await engine.powerCut();
        else await engine.stop(fault);
        await sleep(absence);
        await engine.start();

        const unfinished = async () => (await jobs()).filter(({ completedAt }) => !completedAt).length;
        await expect.poll(unfinished).toBe(0);
        for (const job of await jobs()) {
          const kind = job.name.split(", ")[1] as Kind;
          const cut = endedByEngine[how][fault][kind];
          const exitCode = cut ?? whole[kind].exitCode;
          const reason = cut === undefined ? "exited" : "engine_restarted";
          expect(job, `${job.name}: ${job.lastError}`).toMatchObject({
            status: exitCode === 0 ? "completed" : "failed",
            exitCode,
          });
          // A launch that found no engine says so, and was none.
          expect(job.attempts.filter((each) => each.reason !== "engine_unreachable")).toMatchObject([
            { reason, exitCode },
          ]);
          const { stdout } = await storedOutput(database, job.id);
          const expected = `begin\n${whole[kind].output}`;
          if (cut === undefined && kind !== "brief") expect(stdout).toBe(expected);
          else expect([expected.startsWith(stdout), stdout.startsWith("begin\n")]).toEqual([true, true]);
          expect(starts.of(job.id), job.name).toBe(1);
        }
      }
      worker.kill("SIGTERM");
      const { code, log } = await worker.ended;
      expect(code, log).toBe(0);
      expect(await executor.list(await installationId(database))).toEqual([]);
    } finally {
      starts.close();
      await executor.close();
      await migrated.drop();
    }
  });
});
