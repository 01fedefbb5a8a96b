/** The seed's change on a live table: Longshore, Django and the bare statements, each on a fresh copy. */

import { chmodSync } from "node:fs";
import { loadavg } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder, removeFolder, removeStaleFolders } from "../../test/support/folder.ts";
import { installMissingPackages } from "../../test/support/servers/packages.ts";
import { keepResults } from "../report.ts";
import { benchBack } from "./back.ts";
import { chart } from "./chart.ts";
import type { Contender } from "./contenders.ts";
import type { BenchEngine, StartEngine } from "./engines/engine.ts";
import { startMariadbEngine } from "./engines/mariadb.ts";
import { startPostgresEngine } from "./engines/postgres.ts";
import { startSqliteEngine } from "./engines/sqlite.ts";
import { type Measurement, measure } from "./measurement.ts";
import { ratios, table } from "./report.ts";
import { runTimed } from "./timed-command.ts";
import { startWriters } from "./writers.ts";

const engines: Readonly<Record<string, { start: StartEngine; rows: number }>> = {
  postgres: { start: startPostgresEngine, rows: 2_000_000 },
  mariadb: { start: startMariadbEngine, rows: 500_000 },
  sqlite: { start: startSqliteEngine, rows: 500_000 },
};

export const migrationEngines: readonly string[] = Object.keys(engines);

export interface MigrationBenchOptions {
  /** All of them where it is missing. */
  readonly engine?: string | undefined;
  readonly rows?: number | undefined;
  /** How often all contenders take their turn. */
  readonly runs?: number | undefined;
  /** Going back and forward again, instead of the change itself. */
  readonly back?: boolean | undefined;
}

/** Milliseconds that the writers write before a contender begins, and after it has ended. */
const before = 4000;
const after = 2000;

export async function migrationBench(options: MigrationBenchOptions): Promise<void> {
  const { engine, rows } = options;
  const names = engine === undefined ? migrationEngines : [engine];
  installMissingPackages();
  removeStaleFolders();
  for (const name of names) {
    const chosen = engines[name];
    if (chosen === undefined) throw new Error(`no engine is called "${name}"`);
    await benchEngine(name, chosen.start, rows ?? chosen.rows, options);
  }
}

async function benchEngine(
  name: string,
  start: StartEngine,
  rows: number,
  { runs = 1, back = false }: MigrationBenchOptions,
): Promise<void> {
  const folder = makeFolder();
  // The database servers run as another user.
  chmodSync(folder, 0o711);
  const engine = await start(path.join(folder, name));
  try {
    await engine.fill(rows);
    const title = `${engine.description}; ${rows.toLocaleString("en")} rows`;
    const results: object[] = [];
    let measurements: Measurement[] = [];
    for (let run = 1; run <= runs; run++) {
      const load = loadavg()[0]?.toFixed(1);
      console.log(`migration on ${title}, run ${run} of ${runs}, load ${load}\n`);
      measurements = back ? await benchBack(engine, rows) : await benchAll(engine, rows);
      console.log(`${table(measurements)}\n\n${ratios(measurements)}\n`);
      results.push(...measurements.map((each) => ({ title, run, load, ...each })));
    }
    // One line for each contender of each run. The chart shows the last run.
    keepResults(`migration-${back ? "back-" : ""}${name}`, results, chart(title, measurements));
  } finally {
    await engine.stop();
    removeFolder(folder);
  }
}

async function benchAll(engine: BenchEngine, rows: number): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const contender of engine.contenders) measurements.push(await bench(engine, contender, rows));
  return measurements;
}

async function bench(engine: BenchEngine, contender: Contender, rows: number): Promise<Measurement> {
  const url = await engine.copy();
  const writers = startWriters(engine.dialect, url, rows);
  await sleep(before);
  const result = await runTimed(contender.command(url));
  await sleep(after);
  const measurement = measure(contender.name, result, await writers.stop());
  await engine.drop();
  return measurement;
}
