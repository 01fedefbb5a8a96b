import { Command } from "commander";
import { formatDuration } from "../../duration.ts";
import { listWorkers, type WorkerView } from "../../queue/workers/list-workers.ts";
import { withDatabase } from "../context.ts";
import { formatMoment } from "../job-text.ts";
import { print, printJson, printTable } from "../output.ts";

export function workersCommand(): Command {
  return new Command("workers")
    .description("list the workers, and whether they live")
    .option("--json", "print JSON")
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database, { lease }) => {
        const workers = await listWorkers(database, lease);
        if (json) return printJson(workers);
        if (workers.length === 0) return print("no workers");
        printTable(["ID", "NODE", "PID", "JOBS", "STARTED", "HEARD OF", "STATE"], workers.map(toRow));
      });
    });
}

function toRow(worker: WorkerView): string[] {
  return [
    worker.id.slice(0, 8),
    worker.node,
    String(worker.pid),
    `${worker.jobs}/${worker.concurrency}`,
    formatMoment(worker.startedAt),
    `${formatDuration(worker.silentMs)} ago`,
    worker.alive ? "alive" : "silent",
  ];
}
