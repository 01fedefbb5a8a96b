import { Command, CommanderError } from "commander";
import { isLongshoreError, messageOf } from "../errors.ts";
import { packageVersion } from "../version.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { dbshellCommand } from "./commands/dbshell.ts";
import { dequeueCommand } from "./commands/dequeue.ts";
import { hostsCommand } from "./commands/hosts.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { logsCommand } from "./commands/logs.ts";
import { makemigrationsCommand } from "./commands/makemigrations.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { pruneCommand } from "./commands/prune.ts";
import { reprioritizeCommand } from "./commands/reprioritize.ts";
import { retryCommand } from "./commands/retry.ts";
import { runCommand } from "./commands/run.ts";
import { serveCommand } from "./commands/serve.ts";
import { showCommand } from "./commands/show.ts";
import { showmigrationsCommand } from "./commands/showmigrations.ts";
import { sqlmigrateCommand } from "./commands/sqlmigrate.ts";
import { statsCommand } from "./commands/stats.ts";
import { submitCommand } from "./commands/submit.ts";
import { upCommand } from "./commands/up.ts";
import { verifyCommand } from "./commands/verify.ts";
import { workCommand } from "./commands/work.ts";
import { workersCommand } from "./commands/workers.ts";

const groups = {
  "Jobs:": [
    runCommand,
    submitCommand,
    jobsCommand,
    showCommand,
    logsCommand,
    statsCommand,
    cancelCommand,
    dequeueCommand,
    retryCommand,
    reprioritizeCommand,
    pruneCommand,
  ],
  "Workers:": [workCommand, upCommand, serveCommand, workersCommand, hostsCommand],
  "Schema:": [
    migrateCommand,
    showmigrationsCommand,
    sqlmigrateCommand,
    makemigrationsCommand,
    inspectCommand,
    verifyCommand,
    dbshellCommand,
  ],
};

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // Whoever reads our output may go away: then there is nothing left to say.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    await program().parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error);
  }
}

function program(): Command {
  const longshore = new Command("longshore")
    .description("A durable queue for container jobs that lives in the SQL database you already run")
    .version(packageVersion())
    .option(
      "--database <url>",
      "sqlite:PATH, postgres://…, mysql://… or mariadb://… (default sqlite:longshore.db)",
    )
    .option("--config <path>", "settings file (default longshore.json, where it exists)")
    .configureHelp({ showGlobalOptions: true });
  for (const [group, factories] of Object.entries(groups)) {
    for (const factory of factories) longshore.addCommand(factory().helpGroup(group));
  }
  reportOurselves(longshore);
  return longshore;
}

function reportOurselves(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const subcommand of command.commands) reportOurselves(subcommand);
}

/** One line for what a user did or can mend; a stack trace only for what is a bug of ours. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Without a command commander has printed its help and has nothing to add.
    if (error.code !== "commander.help") complain(error.message.replace(/^error: /, ""));
    return 2;
  }
  if (isLongshoreError(error)) {
    complain(error.message);
    return error.exitCode;
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  return 1;
}

function complain(message: string): void {
  process.stderr.write(`longshore: ${message.replaceAll(/\s*\n\s*(?!at )/g, " ")}\n`);
}
