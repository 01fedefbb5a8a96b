/** What a worker takes while nothing happens: without jobs, and with fifty that run. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { connect } from "../src/database/connect.ts";
import type { Database } from "../src/database/database.ts";
import { migrate } from "../src/migrate/migrate.ts";
import { enqueueMany } from "../src/queue/enqueue.ts";
import { stats } from "../src/queue/stats.ts";
import { makeFolder, removeFolder } from "../test/support/folder.ts";
import { keepResults, markdownTable } from "./report.ts";
import { startServer } from "./servers.ts";

const running = 50;
/** Milliseconds: until the worker has come to rest, and how long it is then watched. */
const settling = 15_000;
const watching = 20_000;

interface Reading {
  /** Milliseconds on a processor, so far. */
  readonly busy: number;
  readonly transactions: number;
}

interface Rest {
  readonly state: string;
  /** Of one core. */
  readonly cpuPercent: number;
  readonly residentMb: number;
  /** A statement that stands alone is a transaction as well. */
  readonly transactionsPerSecond: number;
}

export async function idleBench(): Promise<void> {
  // As users run it: compiled.
  execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
  await using server = await startServer("postgres");
  const url = await server.createDatabase();
  const database = await connect(url);
  await migrate(database);
  const folder = makeFolder();
  const program = path.join(import.meta.dirname, "../bin/longshore");
  const options = ["work", "--database", url, "--concurrency", `${running}`];
  const env = { ...process.env, LONGSHORE_STATE_DIRECTORY: folder };
  const worker = spawn(program, options, { stdio: "ignore", env });
  const exited = once(worker, "exit");
  try {
    const rests = [await watch("idle", worker.pid as number, database)];
    const job = { command: ["sleep", "600"], timeout: Math.round((settling + 2 * watching) / 1_000) };
    await enqueueMany(
      database,
      Array.from({ length: running }, () => job),
    );
    while ((await stats(database)).running < running) await sleep(200);
    rests.push(await watch(`${running} jobs running`, worker.pid as number, database));
    report(rests);
  } finally {
    worker.kill("SIGTERM");
    await exited;
    await database.close();
    removeFolder(folder);
  }
}

async function watch(state: string, pid: number, database: Database): Promise<Rest> {
  await sleep(settling);
  const before = await read(pid, database);
  await sleep(watching);
  const after = await read(pid, database);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    state,
    cpuPercent: (100 * (after.busy - before.busy)) / watching,
    residentMb: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024,
    // Less our own question.
    transactionsPerSecond: (after.transactions - before.transactions - 1) / (watching / 1_000),
  };
}

async function read(pid: number, database: Database): Promise<Reading> {
  // In hundredths of a second, behind the program's name, which is in brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const { rows } = await sql<{ transactions: number }>`
    select (xact_commit + xact_rollback)::int as transactions
    from pg_stat_database where datname = current_database()
  `.execute(database.query);
  return {
    busy: 10 * (Number(fields[11]) + Number(fields[12])),
    transactions: rows[0]?.transactions ?? 0,
  };
}

function report(rests: readonly Rest[]): void {
  const rows = rests.map(({ state, cpuPercent, residentMb, transactionsPerSecond }) => [
    state,
    `${cpuPercent.toFixed(1)} %`,
    `${residentMb.toFixed(0)} MB`,
    transactionsPerSecond.toFixed(1),
  ]);
  console.log(markdownTable(["a worker", "of a core", "resident", "transactions a second"], rows));
  keepResults("idle", rests);
}
