/** Claims of different sizes, counted and timed, and the same question as one would ask it of the seed's indexes. */
import { sql } from "kysely";
import type { Database } from "../../src/database/database.ts";
import { claim } from "../../src/queue/claim.ts";
import { type Cost, costOf, type Measure, someWorker } from "../../test/queue/claim-cost.ts";
import { median } from "../measure.ts";

export interface Stage {
  /** What the queue holds besides the ready jobs. */
  readonly name: string;
  readonly measure: Measure;
  /** By what is asked. */
  readonly costs: Readonly<Record<string, Cost>>;
}

const turns = 5;

const measures: Record<Database["dialect"], Measure> = {
  postgres: "pages",
  mariadb: "rows",
  mysql: "rows",
  sqlite: "steps",
};

export async function measureClaims(database: Database, name: string, host: number): Promise<Stage> {
  const worker = await someWorker(database);
  const hosts = [host];
  const questions: Record<string, (database: Database) => Promise<unknown>> = {
    "claim 1": (each) => claim(each, { worker, limit: 1, hosts }),
    "claim 10": (each) => claim(each, { worker, limit: 10, hosts }),
    "claim 100": (each) => claim(each, { worker, limit: 100, hosts }),
    "claim 10, 2 the oldest": (each) => claim(each, { worker, limit: 10, hosts, oldest: 2 }),
    "plain query for 10": plainQuery,
  };
  const measure = measures[database.dialect];
  const costs: Record<string, Cost> = {};
  for (const [question, ask] of Object.entries(questions)) {
    // Once to warm up: the first one also reads the database's own catalog.
    await costOf(database, measure, ask);
    const all: Cost[] = [];
    for (let turn = 0; turn < turns; turn += 1) all.push(await costOf(database, measure, ask));
    costs[question] = {
      reads: median(all.map(({ reads }) => reads)),
      statements: median(all.map(({ statements }) => statements)),
      time: median(all.map(({ time }) => time)),
    };
  }
  return { name, measure, costs };
}

/** Finds ready jobs, and does no more: what the seed's companion asks, and what comes to mind first. */
async function plainQuery(database: Database): Promise<void> {
  await sql`
    select id from container_manager_containerjob
    where queued_at is not null and launched_at is null and status in ('pending', 'queued', 'retrying')
      and retry_count < max_retries and (scheduled_for is null or scheduled_for <= ${database.now})
    order by priority desc, queued_at
    limit 10
  `.execute(database.query);
}
