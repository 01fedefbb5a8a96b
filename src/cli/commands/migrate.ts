import { Command } from "commander";
import type { Settings } from "../../config.ts";
import { connect } from "../../database/connect.ts";
import type { Database } from "../../database/database.ts";
import { djangoCommand } from "../../migrate/django.ts";
import { type MigrateOptions, type MigrateResult, migrate, plan } from "../../migrate/migrate.ts";
import type { ProgressListener } from "../../migrate/progress.ts";
import { prove } from "../../migrate/prove/index.ts";
import { withDatabase } from "../context.ts";
import { planAsJson, printPlan } from "../migration-plan.ts";
import { lineProgress, taskProgress } from "../migration-progress.ts";
import { printProof } from "../migration-proof.ts";
import { collect } from "../options.ts";
import { print, printJson } from "../output.ts";
import { onSignals } from "../signals.ts";

interface Options {
  readonly plan?: boolean;
  readonly fake?: boolean;
  readonly discard?: boolean;
  readonly allowCopy?: readonly string[];
  readonly prove?: boolean;
  readonly json?: boolean;
}

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database's schema to where this version needs it, or to a migration")
    .argument("[name]", "a migration or the beginning of its name; zero undoes all")
    .option("--plan", "print what would be done, and change nothing")
    .option("--fake", "only record: the schema is right already")
    .option("--discard", "going back, keep no archive: what is dropped is lost, and counted")
    .option("--allow-copy <table>", "let a step copy this table while writers wait (MySQL's checks)", collect)
    .option("--prove", "probe the job table as an old application would, and tell of stalls and errors")
    .option("--json", "print JSON")
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const target = name === undefined ? {} : { target: name };
      await withDatabase(
        command,
        async (database, settings) => {
          if (options.plan) {
            const plans = await plan(database, { ...target, discard: options.discard ?? false });
            return options.json ? printJson(plans.map(planAsJson)) : printPlan(plans, database);
          }
          const { fake = false, discard = false, allowCopy = [] } = options;
          await untilInterrupted((signal) =>
            run(database, settings, { ...target, fake, discard, allowCopy, signal }, options),
          );
        },
        { create: !options.plan },
      );
    });
}

async function run(
  database: Database,
  settings: Settings,
  migrateOptions: MigrateOptions,
  { json, prove: proving, fake }: Options,
): Promise<void> {
  const work = (onProgress: ProgressListener) => migrate(database, { ...migrateOptions, onProgress });
  const show = async (told: typeof work): Promise<MigrateResult> => {
    if (json) return told(() => {});
    const onTerminal = process.stdout.isTTY && !fake;
    return onTerminal
      ? taskProgress(await pendingNames(database, migrateOptions), told)
      : told(lineProgress());
  };

  if (proving) {
    const probing = await connect(settings.database, { poolSize: 4, create: false });
    const proof = await prove(probing, (tell) =>
      show((onProgress) =>
        work((progress) => {
          tell(progress);
          onProgress(progress);
        }),
      ),
    ).finally(() => probing.close());
    if (proof.total.errors > 0) process.exitCode = 1;
    if (json) printJson(proof);
    else printProof(proof);
    return;
  }
  const results = await show(work);
  if (json) return printJson(results);
  if (fake) for (const { name, outcome } of results) print(`${name}: ${outcome}`);
  if (results.length === 0) print("Nothing to migrate.");
  if (!fake && results.some(({ outcome }) => outcome !== "undone")) await tellDjango(database);
}

/** Longshore never writes Django's history: who runs Django tells it. */
async function tellDjango(database: Database): Promise<void> {
  const command = await djangoCommand(database);
  if (command !== undefined) print(`Tell Django that the fields are there: ${command}`);
}

/** Ctrl-C stops the work in its own way; a second one ends the process at once. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const stopListening = onSignals(
    () => stopping.abort(),
    () => process.exit(130),
  );
  await work(stopping.signal).finally(stopListening);
}

async function pendingNames(database: Database, options: MigrateOptions): Promise<string[]> {
  return (await plan(database, options)).filter((each) => each.pending).map((each) => each.name);
}
