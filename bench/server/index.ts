/** What the API's requests cost with two million jobs, against the same with twenty thousand. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { hashToken } from "../../src/server/auth/tokens.ts";
import { createServer } from "../../src/server/create-server.ts";
import { fillHistory } from "../../test/server/history.ts";
import { startPostgres } from "../../test/support/servers/postgres.ts";
import { median } from "../measure.ts";

/** A small server's usual settings. */
const settings = { shared_buffers: "1GB", max_wal_size: "8GB" };
const few = 20_000;
const turns = 15;

const requests: Record<string, string> = {
  overview: "/stats",
  series: "/stats/series?hours=1",
  "a job": "/jobs/JOB",
  "first page": "/jobs",
  "page far back": "/jobs?after=PLACE",
  running: "/jobs?status=running",
  "failed since": "/jobs?status=failed&since=SINCE",
  "launch order": "/jobs?sort=priority",
  "by name": "/jobs?name=report-42",
  "by a rare name": "/jobs?name=rare",
  "by host": "/jobs?host=host-4",
  "by image and state": "/jobs?status=completed&image=registry.example.com/reports/build:1.7",
  scheduled: "/jobs?queueStatus=scheduled",
  "by id": "/jobs?search=ID",
  count: "/jobs/count",
  "count by name": "/jobs/count?name=report-42",
  workers: "/workers",
  hosts: "/hosts",
  metrics: "METRICS",
};

export async function serverBench({ rows = 2_000_000 }: { rows?: number | undefined }): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "longshore-bench-"));
  const [{ user, password, port }, service] = await startPostgres(folder, settings);
  const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  try {
    const figures: Record<string, number[]> = {};
    for (const jobs of [few, rows]) {
      const client = new Client(url("postgres"));
      await client.connect();
      await client.query(`create database jobs_${jobs}`).finally(() => client.end());
      for (const [name, ms] of Object.entries(await measure(url(`jobs_${jobs}`), jobs))) {
        figures[name] = [...(figures[name] ?? []), ms];
      }
    }
    console.log(`requests to the API, PostgreSQL, median of ${turns}, milliseconds of server time`);
    console.log(
      `${"".padEnd(22)}${`${few} jobs`.padStart(16)}${`${rows} jobs`.padStart(16)}${"ratio".padStart(10)}`,
    );
    for (const [name, [small = 0, large = 0]] of Object.entries(figures)) {
      const shown = [small, large].map((ms) => ms.toFixed(1).padStart(16)).join("");
      console.log(`${name.padEnd(22)}${shown}${(large / small).toFixed(2).padStart(10)}`);
    }
  } finally {
    await service.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measure(url: string, jobs: number): Promise<Record<string, number>> {
  const database = await connect(url);
  try {
    await fillHistory(database, jobs);
    const values = await valuesFor(database);
    const figures: Record<string, number> = {};
    for (const [name, request] of Object.entries(requests)) {
      const target = request.replace(/JOB|PLACE|SINCE|ID/, (value) => values[value] ?? value);
      figures[name] = await medianOf(database, target);
    }
    return figures;
  } finally {
    await database.close();
  }
}

/** What stands for the capital words in the requests. */
async function valuesFor(database: Database): Promise<Record<string, string>> {
  await using server = await start(database);
  const { jobs, next } = (await server.ask("/jobs?status=completed&limit=1000")).json();
  return {
    JOB: jobs[500].id,
    PLACE: next,
    SINCE: new Date(Date.now() - 86_400_000).toISOString(),
    ID: jobs[999].id.slice(0, 12),
  };
}

/** What a server begins to remember when it listens, and how long its overview is good, in milliseconds. */
const remembered = 1_000;

/** Each turn with a server of its own: nothing is answered from what it remembers. */
async function medianOf(database: Database, target: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn <= turns; turn += 1) {
    await using server = await start(database);
    if (target === "/stats" || target === "METRICS") {
      await server.ask("/stats");
      await sleep(remembered);
    }
    const begun = performance.now();
    await server.ask(target);
    // The first turn warms caches and compiles.
    if (turn > 0) times.push(performance.now() - begun);
  }
  return median(times);
}

async function start(database: Database) {
  const token = "token-of-the-bench";
  const server = await createServer(database, { keys: { operate: hashToken(token) }, lease: 30_000 });
  return {
    async ask(target: string) {
      const url = target === "METRICS" ? "/metrics" : `/api/v1${target}`;
      const answer = await server.inject({ url, headers: { authorization: `Bearer ${token}` } });
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
      return answer;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
