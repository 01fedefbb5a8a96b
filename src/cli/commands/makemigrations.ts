import { spawnSync } from "node:child_process";
import path from "node:path";
import { Command } from "commander";
import { draftMigration, writeMigration } from "../../migrate/authoring/makemigrations.ts";
import { describeOperation } from "../../migrate/operations.ts";
import { print } from "../output.ts";

interface Options {
  readonly check?: boolean;
  readonly dryRun?: boolean;
}

export function makemigrationsCommand(): Command {
  return new Command("makemigrations")
    .description("write the migration that the declared schema needs")
    .option("--check", "write nothing; exit with 1 where a migration is missing")
    .option("--dry-run", "print the migration instead of writing it")
    .action(async ({ check, dryRun }: Options) => {
      const draft = draftMigration(`auto_${timestamp(new Date())}`);
      if (!draft) return print("No changes detected.");
      print(`${draft.name}:`);
      for (const operation of draft.operations) print(`  - ${describeOperation(operation)}`);
      if (check) {
        process.exitCode = 1;
      } else if (dryRun) {
        print();
        print(draft.source.trimEnd());
      } else {
        const files = await writeMigration(draft, process.cwd());
        format(files);
        print(`Wrote ${files.map((file) => path.relative(process.cwd(), file)).join(" and ")}.`);
      }
    });
}

/** As the project formats all its files; whoever has its sources has its formatter. */
function format(files: readonly string[]): void {
  spawnSync("node_modules/.bin/biome", ["format", "--write", ...files], { stdio: "ignore" });
}

/** `20300131_0900`, in UTC. */
function timestamp(date: Date): string {
  return date.toISOString().slice(0, 16).replaceAll(/[-:]/g, "").replace("T", "_");
}
