/**
 * A worker in a process of its own, which a test can stop or kill at a point of the launch protocol:
 * `node worker-process.ts OPTIONS`, the options as JSON. It drains, and ends.
 */
import { subscribe } from "node:diagnostics_channel";
import { loadSettings } from "../../src/config.ts";
import { connect } from "../../src/database/connect.ts";
import { type PointReached, protocolChannel } from "../../src/worker/protocol-points.ts";
import { Worker } from "../../src/worker/worker.ts";
import type { WorkerProcessOptions } from "./spawn-worker.ts";

const { database: url, settings, signalAt, drain }: WorkerProcessOptions = JSON.parse(process.argv[2] ?? "");

const log = (level: string) => (fields: object, message: string) =>
  void process.stderr.write(`${JSON.stringify({ level, ...fields, message })}\n`);

if (signalAt) {
  let left = signalAt.times ?? 1;
  subscribe(protocolChannel, (message) => {
    const { point, jobId } = message as PointReached;
    if (point !== signalAt.point || left === 0) return;
    left -= 1;
    process.stderr.write(`${JSON.stringify({ reached: point, jobId })}\n`);
    // To itself, a signal comes before the next statement.
    process.kill(process.pid, signalAt.signal);
  });
}

const database = await connect(url, { poolSize: 5 });
const worker = new Worker(database, {
  settings: loadSettings({ grace: 10_000, pollInterval: 100, lease: 1_500, ...settings }),
  logger: { info: log("info"), warn: log("warn"), error: log("error") },
  drain: drain ?? true,
});
process.once("SIGTERM", () => void worker.drain());
await worker.start();
await worker.finished;
await database.close();
// Kilobytes.
log("info")({ peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) }, "ended");
