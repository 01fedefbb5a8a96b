/**
 * Jobs come and go, evenly, with eight workers, and what has ended is deleted after a while: sizes, dead rows
 * and the time until a job begins must level off. A day's jobs in an hour, or as much of that as is asked for.
 */
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { loadSettings } from "../src/config.ts";
import { connect } from "../src/database/connect.ts";
import type { Database } from "../src/database/database.ts";
import { migrate } from "../src/migrate/migrate.ts";
import { enqueueMany } from "../src/queue/enqueue.ts";
import { Worker } from "../src/worker/worker.ts";
import { lineChart } from "./charts/line-chart.ts";
import { percentile } from "./measure.ts";
import { keepResults, markdownTable } from "./report.ts";
import { startServer } from "./servers.ts";
import { createNoOpExecutor } from "./throughput/no-op-executor.ts";

const workers = 8;
/** Jobs are submitted so many times a second, all of that moment at once. */
const submissionsPerSecond = 4;
/** What has ended is kept for this share of the whole time. */
const kept = 0.2;
const samples = 60;

export interface DayOptions {
  readonly jobs?: number | undefined;
  readonly seconds?: number | undefined;
}

interface Sample {
  readonly second: number;
  readonly rows: number;
  readonly deadRows: number;
  readonly tableMb: number;
  readonly indexesMb: number;
  /** Milliseconds from the call that submits to the job's begin, of the jobs since the last sample. */
  readonly p50: number;
  readonly p99: number;
}

export async function dayBench({ jobs = 200_000, seconds = 3_600 }: DayOptions): Promise<void> {
  await using server = await startServer("postgres");
  const url = await server.createDatabase();
  const settings = loadSettings({ concurrency: 20, retention: kept * seconds * 1_000, poolSize: 4 });
  const database = await connect(url, { poolSize: 4 });
  await migrate(database);

  let begun = 0;
  let waits: number[] = [];
  const executor = createNoOpExecutor(({ command }) => {
    begun += 1;
    waits.push(performance.now() - Number(command[1]));
  });
  const connections = await Promise.all(Array.from({ length: workers }, () => connect(url, { poolSize: 4 })));
  const all = connections.map(
    (own) => new Worker(own, { settings, executors: { process: async () => executor } }),
  );
  for (const worker of all) await worker.start();

  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1_000;
  const submitting = submit(database, jobs, seconds);
  const taken: Sample[] = [];
  for (let sample = 1; sample <= samples; sample += 1) {
    await sleep(Math.max(0, (sample * seconds) / samples - elapsed()) * 1_000);
    const own = waits;
    waits = [];
    const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)];
    taken.push({ second: elapsed(), ...(await sizes(database)), p50, p99 });
  }
  await submitting;
  while (begun < jobs) await sleep(50);
  for (const worker of all) await worker.drain();
  await Promise.all([database, ...connections].map((each) => each.close()));
  report(
    taken,
    `${jobs.toLocaleString("en")} jobs in ${seconds} s, ${workers} workers, ${server.description}`,
  );
}

async function submit(database: Database, jobs: number, seconds: number): Promise<void> {
  const start = performance.now();
  const turns = Math.ceil(seconds * submissionsPerSecond);
  for (let turn = 0; turn < turns; turn += 1) {
    await sleep(Math.max(0, (turn * 1_000) / submissionsPerSecond - (performance.now() - start)));
    const count = Math.floor(((turn + 1) * jobs) / turns) - Math.floor((turn * jobs) / turns);
    const spec = { command: ["true", `${performance.now()}`] };
    await enqueueMany(
      database,
      Array.from({ length: count }, () => spec),
    );
  }
}

async function sizes(
  database: Database,
): Promise<Pick<Sample, "rows" | "deadRows" | "tableMb" | "indexesMb">> {
  const { rows } = await sql<{ rows: number; dead: number; heap: number; indexes: number }>`
    select sum(n_live_tup)::float8 as rows, sum(n_dead_tup)::float8 as dead,
      sum(pg_table_size(relid))::float8 as heap, sum(pg_indexes_size(relid))::float8 as indexes
    from pg_stat_user_tables where relname in ('container_manager_containerjob', 'longshore_attempt')
  `.execute(database.query);
  const { rows: live = 0, dead = 0, heap = 0, indexes = 0 } = rows[0] ?? {};
  return { rows: live, deadRows: dead, tableMb: heap / 2 ** 20, indexesMb: indexes / 2 ** 20 };
}

function report(taken: readonly Sample[], title: string): void {
  const load = loadavg()[0]?.toFixed(1);
  const quarters = [0.25, 0.5, 0.75, 1].map((share) => taken[Math.ceil(taken.length * share) - 1] as Sample);
  console.log(`${title}, ${cpus().length} cores, load ${load}\n`);
  const headings = ["after", "rows", "dead rows", "tables", "indexes", "begins after, p50", "p99"];
  const rows = quarters.map((sample) => [
    `${sample.second.toFixed(0)} s`,
    sample.rows,
    sample.deadRows,
    `${sample.tableMb.toFixed(0)} MB`,
    `${sample.indexesMb.toFixed(0)} MB`,
    `${sample.p50.toFixed(0)} ms`,
    `${sample.p99.toFixed(0)} ms`,
  ]);
  console.log(markdownTable(headings, rows, 0));
  const line = (name: keyof Sample, words: string, unit: string) => ({
    title: words,
    unit,
    figures: taken.map((sample) => sample[name]),
  });
  const lines = [
    line("tableMb", "Tables", "MB"),
    line("indexesMb", "Indexes", "MB"),
    line("deadRows", "Dead rows", ""),
    line("p50", "From submission to begin, median", "ms"),
    line("p99", "From submission to begin, 99th percentile", "ms"),
  ];
  const seconds = taken.map(({ second }) => second);
  const samples = taken.map((sample) => ({ title, ...sample }));
  keepResults("day", samples, lineChart(title, seconds, lines));
}
