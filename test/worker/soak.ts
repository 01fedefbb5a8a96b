/**
 * Many short jobs, while workers are killed every few seconds and the engine is restarted twice. Then what
 * became of every job is compared with what its script says, and what is left over is counted.
 */
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../../src/database/database.ts";
import { enqueueMany } from "../../src/queue/enqueue.ts";
import { addHost } from "../../src/queue/hosts/manage-hosts.ts";
import type { Job } from "../../src/queue/job/job.ts";
import { ended } from "../../src/queue/job/states.ts";
import { storedOutput } from "../../src/queue/output/stored-output.ts";
import { show } from "../../src/queue/show.ts";
import type { MigratedDatabase } from "../support/migrated.ts";
import type { RestartableEngine } from "../support/restartable-engine.ts";
import { callEngine } from "../support/servers/engine-api.ts";
import { countStarts } from "./container-starts.ts";
import { spawnWorker, type WorkerProcess } from "./spawn-worker.ts";

export interface SoakOptions {
  readonly jobs: number;
  /** Milliseconds between two kills. */
  readonly killEvery: number;
  readonly onProgress?: (line: string) => void;
}

export interface SoakReport {
  /** How many jobs ended for which reason, and how many launches failed for which. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly workersKilled: number;
  /**
   * Volumes that a container had when the engine ended, and none when it came back: it keeps no record of the
   * volumes of a container that it is just making or removing.
   */
  readonly volumesForgotten: number;
  readonly seconds: number;
  /** A sentence for each job that did not end as it should. */
  readonly wrong: readonly string[];
  readonly left: {
    readonly containers: number;
    /** Beside those that an engine has forgotten: see `volumesForgotten`. */
    readonly volumes: number;
    /** Beside those that every engine has. */
    readonly networks: number;
    readonly openAttempts: number;
    /** Of attempts that do not exist. */
    readonly logChunks: number;
    /** Of a worker that lived all the while and is idle: more than before its first job. */
    readonly fileDescriptors: number;
  };
}

const workers = 4;
const concurrency = 4;

/** By a job's number: what it does, and how it ends where it is left alone. */
const kinds = [
  { script: "exit 0", exitCode: 0, stdout: "" },
  { script: "sleep 0.5; echo slept; exit 3", exitCode: 3, stdout: "slept\n" },
  {
    script: "seq 1 2000",
    exitCode: 0,
    stdout: Array.from({ length: 2_000 }, (_, n) => `${n + 1}\n`).join(""),
  },
  { script: "date > /data/now; sleep 1; exit 0", exitCode: 0, stdout: "" },
  { script: "exec sleep 60", timeout: 1, exitCode: 143, stdout: "" },
] as const;

export async function soak(
  { database, url }: Pick<MigratedDatabase, "database" | "url">,
  engine: RestartableEngine,
  { jobs, killEvery, onProgress = () => {} }: SoakOptions,
): Promise<SoakReport> {
  const image = await imageWithVolume(engine);
  const host = "soaked";
  await addHost(database, { name: host, type: "docker", connection: engine.url });
  const starts = await countStarts(engine.socket);
  const settings = { concurrency, lease: 3_000 };
  const start = () => spawnWorker({ database: url, settings, drain: false });

  await using survivor = start();
  await survivor.logged(/"working"/);
  await sleep(idleTime);
  const descriptors = openDescriptors(survivor);

  const begun = performance.now();
  const ids = await enqueueMany(
    database,
    Array.from({ length: jobs }, (_, number) => {
      const { script, ...kind } = kinds[number % kinds.length] as (typeof kinds)[number];
      const timeout = "timeout" in kind ? { timeout: kind.timeout } : {};
      return {
        name: `${number}`,
        image,
        host,
        command: ["sh", "-c", `echo ${number}; ${script}`],
        ...timeout,
      };
    }),
  );
  const others = Array.from({ length: workers - 1 }, start);
  const progress = progressOf(database);
  const forgotten = new Set<string>();
  let workersKilled = 0;
  const restarts: ("SIGTERM" | "SIGKILL")[] = ["SIGTERM", "SIGKILL"];
  const absences: Absence[] = [];
  for (let done = 0; done < jobs; done = await progress()) {
    onProgress(`${done} of ${jobs} jobs, ${workersKilled} workers killed`);
    // At a third of the jobs, and at two thirds.
    if (done > (jobs / 3) * (3 - restarts.length)) {
      const from = new Date();
      const left = await danglingVolumes(engine);
      await engine.stop(restarts.shift() as "SIGTERM");
      // As the engine has left them.
      const there = readdirSync(engine.volumesFolder);
      await sleep(500);
      await engine.start();
      absences.push({ from, to: new Date() });
      const dangling = await danglingVolumes(engine);
      for (const volume of there) if (dangling.has(volume) && !left.has(volume)) forgotten.add(volume);
    }
    await sleep(killEvery * (0.5 + Math.random()));
    const victim = workersKilled % others.length;
    others[victim]?.kill("SIGKILL");
    others[victim] = start();
    workersKilled += 1;
  }
  const seconds = (performance.now() - begun) / 1_000;
  // The last ones have a look at what those before them have left.
  await sleep(idleTime);
  for (const worker of others) worker.kill("SIGTERM");
  await Promise.all(others.map((worker) => worker.ended));

  const reasons: Record<string, number> = {};
  const wrong: string[] = [];
  for (const id of ids) {
    const job = await show(database, id);
    for (const { reason } of job.attempts) reasons[reason ?? "open"] = (reasons[reason ?? "open"] ?? 0) + 1;
    const { stdout } = await storedOutput(database, id);
    const complaint = complaintOf(job, stdout, { starts: starts.of(id), absences });
    if (complaint) wrong.push(`job ${job.name}: ${complaint}`);
  }
  const left = {
    ...(await leftOnEngine(engine)),
    volumes: (await volumesOf(engine)).filter((volume) => !forgotten.has(volume)).length,
    ...(await leftInDatabase(database)),
    fileDescriptors: openDescriptors(survivor) - descriptors,
  };
  starts.close();
  survivor.kill("SIGTERM");
  const { code, log } = await survivor.ended;
  if (code !== 0) wrong.push(`the worker that was left alone ended with ${code}: ${log.slice(-2_000)}`);
  return { reasons, workersKilled, volumesForgotten: forgotten.size, seconds, wrong, left };
}

/** Longer than a worker keeps a connection that it does not use, and than it lets pass between two looks around. */
const idleTime = 8_000;

/** From when to when there was no engine. */
interface Absence {
  readonly from: Date;
  readonly to: Date;
}

/** What is wrong with how the job has ended, if anything. */
function complaintOf(
  job: Job,
  stdout: string,
  { starts, absences }: { readonly starts: number; readonly absences: readonly Absence[] },
): string | undefined {
  const kind = kinds[Number(job.name) % kinds.length] as (typeof kinds)[number];
  const last = job.attempts.at(-1);
  // While the engine shuts down, launches fail, and are tried again.
  const failed = job.attempts
    .slice(0, -1)
    .find(({ errorClass }) => errorClass !== "transient" && errorClass !== "unknown");
  if (failed) return `attempt ${failed.number} ended as ${failed.reason}: ${failed.error}`;
  if (starts > 1) return `it was started ${starts} times`;
  const whole = `${job.name}\n${kind.stdout}`;
  const found = `${job.status}, exit code ${job.exitCode}, ${last?.reason}, ${last?.error}, ${stdout.length} characters, at ${job.completedAt?.toISOString()}`;
  if (last?.reason === "engine_restarted" || last?.reason === "lost") {
    // It was cut short, so what it said is where it began.
    return job.status === "failed" && whole.startsWith(stdout) ? undefined : found;
  }
  const timedOut = "timeout" in kind;
  const status = timedOut ? "timeout" : kind.exitCode === 0 ? "completed" : "failed";
  // An engine that comes up again does not know how ended what was being stopped just then.
  const exitCodes: (number | null)[] = timedOut ? [kind.exitCode, 255] : [kind.exitCode];
  const asItShould =
    job.status === status &&
    exitCodes.includes(job.exitCode) &&
    last?.reason === (timedOut ? "timeout" : "exited") &&
    // What a container says while there is no engine nobody writes down.
    (stdout === whole || (whole.startsWith(stdout) && endedDuring(absences, job)));
  return asItShould ? undefined : found;
}

function endedDuring(absences: readonly Absence[], { completedAt }: Job): boolean {
  return absences.some(({ from, to }) => completedAt !== null && from <= completedAt && completedAt <= to);
}

/** Tells how many jobs have ended. */
function progressOf(database: Database): () => Promise<number> {
  return async () => {
    const { count } = await database.query
      .selectFrom("container_manager_containerjob")
      .select((select) => select.fn.countAll<number | string>().as("count"))
      .where("status", "in", ended)
      .executeTakeFirstOrThrow();
    return Number(count);
  };
}

/** The engine's image, with a folder that gets an anonymous volume in each container. */
async function imageWithVolume({ socket, image }: RestartableEngine): Promise<string> {
  const call = (method: "POST" | "DELETE", path: string, body?: object) =>
    callEngine(socket, method, path, body);
  const { Id } = JSON.parse(await call("POST", "/containers/create", { Image: image }));
  const changes = encodeURIComponent("VOLUME /data");
  await call("POST", `/commit?container=${Id}&repo=busybox&tag=volume&changes=${changes}`);
  await call("DELETE", `/containers/${Id}`);
  return "busybox:volume";
}

async function leftOnEngine({ socket }: RestartableEngine) {
  const ask = async (path: string) => JSON.parse(await callEngine(socket, "GET", path));
  return {
    containers: (await ask("/containers/json?all=1")).length,
    networks: (await ask("/networks")).length - 3,
  };
}

/** Those that no container has. */
async function danglingVolumes(engine: RestartableEngine): Promise<ReadonlySet<string>> {
  return new Set(await volumesOf(engine, { dangling: ["true"] }));
}

/** Their names. */
async function volumesOf({ socket }: RestartableEngine, filters: object = {}): Promise<string[]> {
  const path = `/volumes?filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const { Volumes } = JSON.parse(await callEngine(socket, "GET", path));
  return ((Volumes ?? []) as { Name: string }[]).map(({ Name }) => Name);
}

async function leftInDatabase(database: Database) {
  const { rows } = await sql<{ open: number | string; lost: number | string }>`
    select
      (select count(*) from longshore_attempt where ended_at is null) as open,
      (select count(*) from longshore_log_chunk as chunk where not exists (
        select 1 from longshore_attempt as attempt
        where attempt.job_id = chunk.job_id and attempt.number = chunk.attempt
      )) as lost
  `.execute(database.query);
  return { openAttempts: Number(rows[0]?.open), logChunks: Number(rows[0]?.lost) };
}

function openDescriptors({ pid }: WorkerProcess): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
