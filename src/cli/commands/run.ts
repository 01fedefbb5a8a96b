import { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { migrate } from "../../migrate/migrate.ts";
import { cancel } from "../../queue/cancel.ts";
import { enqueue } from "../../queue/enqueue.ts";
import type { Job } from "../../queue/job/job.ts";
import { show } from "../../queue/show.ts";
import { silentLogger } from "../../worker/settings.ts";
import { Worker } from "../../worker/worker.ts";
import { withDatabase } from "../context.ts";
import { followLog } from "../follow-log.ts";
import { addJobOptions, toJobSpec } from "../job-options.ts";
import { printable, write } from "../output.ts";
import { onSignals } from "../signals.ts";

/** Often, since somebody is waiting; milliseconds. */
const pollInterval = 100;

/** As docker run: 125 is ours to say, whatever the job itself exits with. */
const couldNotBeLaunched = 125;
/** As timeout(1) and a shell after Ctrl-C. */
const timedOut = 124;
const cancelled = 130;

export function runCommand(): Command {
  return addJobOptions(new Command("run"))
    .description("run a job to its end: its output becomes ours, and its exit code")
    .addHelpText(
      "after",
      "\nExit code: the job's own; 125 when it could not be launched, 124 when its time was up, 130 when it was cancelled.",
    )
    .action(async (words: string[], options, command: Command) => {
      const spec = toJobSpec(words, options);
      await withDatabase(
        command,
        async (database, settings) => {
          if (database.dialect === "sqlite") await migrate(database);
          const jobId = await enqueue(database, spec);
          const worker = new Worker(database, {
            jobId,
            drain: true,
            settings: { ...settings, concurrency: 1, pollInterval },
            logger: {
              ...silentLogger,
              // Somebody is waiting: the pull of an image may take long.
              info: (fields, message) => "image" in fields && note(message),
              warn: (_, message) => note(message),
              error: (_, message) => note(message),
            },
            onOutput: (_, { stream, data }) => write(process[stream], data),
          });
          await runToEnd(database, worker, jobId);
          process.exitCode = exitCodeOf(await show(database, jobId));
        },
        { create: true },
      );
    });
}

async function runToEnd(database: Database, worker: Worker, jobId: string): Promise<void> {
  const stopListening = onSignals(
    () => void cancel(database, jobId).catch(() => {}),
    () => void worker.stop(),
  );
  try {
    await worker.start();
    // Another worker may be faster; what it writes is read from the database.
    const following = followLog(database, jobId, { except: worker.identity.id });
    await Promise.all([worker.finished, following]);
  } finally {
    stopListening();
  }
}

function exitCodeOf(job: Job): number {
  switch (job.status) {
    case "completed":
      return 0;
    case "timeout":
      note(`job ${job.id} was stopped because its time was up`);
      return timedOut;
    case "cancelled":
      note(`job ${job.id} was cancelled`);
      return cancelled;
    case "failed":
      if (job.launchedAt !== null && job.exitCode !== null) return job.exitCode;
      note(
        `job ${job.id} could not be ${job.launchedAt ? "followed to its end" : "launched"}: ${job.lastError}`,
      );
      return couldNotBeLaunched;
    default:
      note(`job ${job.id} was left ${job.status}; "longshore work" goes on with it`);
      return cancelled;
  }
}

function note(message: string): void {
  process.stderr.write(`longshore: ${printable(message)}\n`);
}
