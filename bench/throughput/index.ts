/** No-op jobs: how fast they come in and are done, and how soon one begins. Longshore and its peers. */
import { loadavg } from "node:os";
import path from "node:path";
import { runTimed } from "../migration/timed-command.ts";
import { keepResults } from "../report.ts";
import { type ServerName, startServer } from "../servers.ts";
import { chart } from "./chart.ts";
import { installPeers } from "./install-peers.ts";
import type { MeasureOptions } from "./measure-contender.ts";
import { type Measured, table } from "./report.ts";

const peer = (file: string) => path.join(import.meta.dirname, "../peers", file);
const longshore = path.join(import.meta.dirname, "longshore.ts");

/** By the server they work on; in each run they take turns in this order. */
const contenders: Record<ServerName, readonly { module: string; open: string }[]> = {
  postgres: [
    { module: longshore, open: "open" },
    { module: peer("graphile-worker.js"), open: "openPlain" },
    { module: peer("graphile-worker.js"), open: "openBatched" },
    { module: peer("pg-boss.js"), open: "openPolling" },
    { module: peer("pg-boss.js"), open: "openBursting" },
  ],
  sqlite: [{ module: longshore, open: "open" }],
  mariadb: [{ module: longshore, open: "open" }],
  redis: [{ module: peer("bullmq.js"), open: "open" }],
};

export const throughputEngines = Object.keys(contenders) as ServerName[];

export interface ThroughputOptions {
  /** All of them where it is missing. */
  readonly engine?: string | undefined;
  readonly jobs?: number | undefined;
  readonly runs?: number | undefined;
  /** Leave the peers out. */
  readonly alone?: boolean | undefined;
}

const latencies = 300;

export async function throughputBench({
  engine,
  jobs = 20_000,
  runs = 1,
  alone,
}: ThroughputOptions): Promise<void> {
  if (!alone) installPeers();
  const measured: Measured[] = [];
  for (const name of engine === undefined ? throughputEngines : [engine as ServerName]) {
    const some = contenders[name].filter(({ module }) => !alone || module === longshore);
    if (some.length === 0) continue;
    await using server = await startServer(name);
    for (let run = 1; run <= runs; run += 1) {
      for (const contender of some) {
        const load = loadavg()[0]?.toFixed(1) ?? "";
        const measure = async <F>(options: Pick<MeasureOptions, "measure" | "jobs">) =>
          measureApart<F>({ ...contender, ...options, url: await server.createDatabase() });
        const throughput = await measure<Measured["throughput"]>({ measure: "throughput", jobs });
        const latency = await measure<Measured["latency"]>({ measure: "latency", jobs: latencies });
        measured.push({ server: server.description, run, load, throughput, latency });
        console.log(table(measured.slice(-1)));
      }
    }
  }
  console.log(`\n${jobs} jobs, enqueued in batches of 1,000\n\n${table(measured)}\n`);
  if (engine !== undefined || alone) return;
  const lines = measured.map((each) => ({ jobs, ...each }));
  keepResults("throughput", lines, chart(`${jobs.toLocaleString("en")} jobs`, measured));
}

/** Each measurement has a process of its own: none inherits another's memory or compiled code. */
async function measureApart<F>(options: MeasureOptions): Promise<F> {
  const program = path.join(import.meta.dirname, "measure-contender.ts");
  const { exitCode, lines } = await runTimed({
    program: process.execPath,
    args: [program, JSON.stringify(options)],
  });
  const last = lines.at(-1)?.text ?? "";
  if (exitCode !== 0)
    throw new Error(`${options.module} failed:\n${lines.map(({ text }) => text).join("\n")}`);
  return JSON.parse(last) as F;
}
