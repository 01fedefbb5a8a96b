import { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { findJobId } from "../../queue/job/find-job.ts";
import { type LogPosition, readLog } from "../../queue/output/log-chunks.ts";
import { storedOutput } from "../../queue/output/stored-output.ts";
import { withDatabase } from "../context.ts";
import { followLog } from "../follow-log.ts";
import { write } from "../output.ts";

export function logsCommand(): Command {
  return new Command("logs")
    .description("write a job's output: its stdout to ours, its stderr to ours")
    .argument("<id>", "the job's id, or the beginning of it")
    .option("-f, --follow", "go on until the job has ended")
    .action(async (given: string, options: { follow?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const id = await findJobId(database, given);
        if (options.follow) await followLog(database, id);
        else await writeLog(database, id);
      });
    });
}

async function writeLog(database: Database, id: string): Promise<void> {
  let position: LogPosition | undefined;
  for (;;) {
    const chunks = await readLog(database, id, position);
    for (const { stream, data } of chunks) await write(process[stream], data);
    if (chunks.length === 0) break;
    position = chunks.at(-1);
  }
  // A job that Django ran has no chunks, only the texts in its row.
  if (position === undefined) {
    const { stdout, stderr } = await storedOutput(database, id);
    await write(process.stdout, Buffer.from(stdout));
    await write(process.stderr, Buffer.from(stderr));
  }
}
