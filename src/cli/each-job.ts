import type { Command } from "commander";
import type { Database } from "../database/database.ts";
import { isLongshoreError } from "../errors.ts";
import { findJobId } from "../queue/job/find-job.ts";
import { show } from "../queue/show.ts";
import { withDatabase } from "./context.ts";
import { print, printJson } from "./output.ts";

/**
 * What the commands that act on jobs share: all ids are looked up before anything is changed, then the
 * verb is done to each; one that its state forbids does not keep the others from it.
 *
 * @param act does the verb and says what has become of the job
 */
export async function eachJob(
  command: Command,
  given: readonly string[],
  act: (database: Database, id: string) => Promise<string>,
): Promise<void> {
  const { json } = command.opts<{ json?: boolean }>();
  await withDatabase(command, async (database) => {
    const ids: string[] = [];
    for (const id of given) ids.push(await findJobId(database, id));
    const jobs = [];
    for (const id of ids) {
      try {
        const done = await act(database, id);
        if (!json) print(`${id} ${done}`);
      } catch (error) {
        if (!isLongshoreError(error, "INVALID_TRANSITION")) throw error;
        process.stderr.write(`longshore: ${error.message}\n`);
        process.exitCode = error.exitCode;
      }
      if (json) jobs.push(await show(database, id));
    }
    if (json) printJson(jobs);
  });
}
