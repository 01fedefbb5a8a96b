/** Runs the benches that are named, or all. */
import { cpus, totalmem, type } from "node:os";
import { parseArgs } from "node:util";
import { claimBench, claimEngines } from "./claim/index.ts";
import { containersBench } from "./containers/index.ts";
import { dayBench } from "./day.ts";
import { enqueueBench } from "./enqueue.ts";
import { idleBench } from "./idle.ts";
import { migrationBench, migrationEngines } from "./migration/index.ts";
import { serverBench } from "./server/index.ts";
import { soakBench } from "./soak.ts";
import { throughputBench, throughputEngines } from "./throughput/index.ts";

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string" },
    rows: { type: "string" },
    runs: { type: "string" },
    back: { type: "boolean" },
    jobs: { type: "string" },
    seconds: { type: "string" },
    alone: { type: "boolean" },
  },
});

function count(figure: string | undefined): number | undefined {
  if (figure === undefined || /^[1-9]\d*$/.test(figure))
    return figure === undefined ? undefined : Number(figure);
  console.error(`"${figure}" is no number of rows or runs`);
  process.exit(2);
}

const benches: Record<string, () => Promise<void>> = {
  claim: () => claimBench({ engine: values.engine, rows: count(values.rows) }),
  day: () => dayBench({ jobs: count(values.jobs), seconds: count(values.seconds) }),
  enqueue: enqueueBench,
  idle: idleBench,
  migration: () =>
    migrationBench({
      engine: values.engine,
      rows: count(values.rows),
      runs: count(values.runs),
      back: values.back,
    }),
  server: () => serverBench({ rows: count(values.rows) }),
  soak: () => soakBench({ jobs: count(values.jobs) }),
  containers: () => containersBench({ runs: count(values.runs), jobs: count(values.jobs) }),
  throughput: () =>
    throughputBench({
      engine: values.engine,
      jobs: count(values.jobs),
      runs: count(values.runs),
      alone: values.alone,
    }),
};

const engines = [...new Set([...claimEngines, ...migrationEngines, ...throughputEngines])];
if (values.engine !== undefined && !engines.includes(values.engine)) {
  console.error(`no engine is called "${values.engine}": there are ${engines.join(", ")}`);
  process.exit(2);
}
const unknown = named.find((name) => !(name in benches));
if (unknown !== undefined) {
  console.error(`no bench is called "${unknown}": there are ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}

const [cpu] = cpus();
console.log(`${cpu?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}`);
console.log(`Node ${process.versions.node}, SQLite ${process.versions.sqlite}\n`);
for (const name of named.length > 0 ? named : Object.keys(benches)) await benches[name]?.();
