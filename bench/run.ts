/** Runs the benches that are named, or all. */
import { cpus, totalmem, type } from "node:os";
import { enqueueBench } from "./enqueue.ts";

const benches: Record<string, () => Promise<void>> = { enqueue: enqueueBench };

const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in benches));
if (unknown !== undefined) {
  console.error(`no bench is called "${unknown}": there are ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}

const [cpu] = cpus();
console.log(`${cpu?.model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}`);
console.log(`Node ${process.versions.node}, SQLite ${process.versions.sqlite}\n`);
for (const name of named.length > 0 ? named : Object.keys(benches)) await benches[name]?.();
