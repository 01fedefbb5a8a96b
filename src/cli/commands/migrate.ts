import { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { migrate, plan } from "../../migrate/migrate.ts";
import type { ProgressListener } from "../../migrate/progress.ts";
import { withDatabase } from "../context.ts";
import { planAsJson, printPlan } from "../migration-plan.ts";
import { lineProgress, taskProgress } from "../migration-progress.ts";
import { print, printJson } from "../output.ts";

interface Options {
  readonly plan?: boolean;
  readonly fake?: boolean;
  readonly json?: boolean;
}

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database's schema to where this version needs it, or to a migration")
    .argument("[name]", "a migration or the beginning of its name; zero undoes all")
    .option("--plan", "print what would be done, and change nothing")
    .option("--fake", "only record: the schema is right already")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const target = name === undefined ? {} : { target: name };
      await withDatabase(
        command,
        async (database) => {
          if (options.plan) {
            const plans = await plan(database, target);
            return options.json ? printJson(plans.map(planAsJson)) : printPlan(plans, database);
          }
          const run = (onProgress: ProgressListener) =>
            migrate(database, { ...target, fake: options.fake ?? false, onProgress });
          if (options.json) return printJson(await run(() => {}));
          const onTerminal = process.stdout.isTTY && !options.fake;
          const results = await (onTerminal
            ? taskProgress(await pendingNames(database, target), run)
            : run(lineProgress));
          if (options.fake) for (const { name, outcome } of results) print(`${name}: ${outcome}`);
          if (results.length === 0) print("Nothing to migrate.");
        },
        { create: !options.plan },
      );
    });
}

async function pendingNames(database: Database, target: { target?: string }): Promise<string[]> {
  return (await plan(database, target)).filter((each) => each.pending).map((each) => each.name);
}
