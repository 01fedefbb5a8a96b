import { Command, Option } from "commander";
import { serverKind } from "../../migrate/server-kind.ts";
import { sqlmigrate } from "../../migrate/sqlmigrate.ts";
import type { Dialect } from "../../schema/index.ts";
import { print } from "../output.ts";

interface Options {
  readonly dialect: Dialect;
  readonly serverVersion?: string;
  readonly backwards?: boolean;
}

export function sqlmigrateCommand(): Command {
  return new Command("sqlmigrate")
    .description("print the SQL of a migration, without a connection")
    .argument("<name>", "the migration, or the beginning of its name")
    .addOption(
      new Option("--dialect <dialect>", "for which database")
        .choices(["postgres", "mariadb", "mysql", "sqlite"])
        .makeOptionMandatory(),
    )
    .option("--server-version <version>", "for which version of it (default: the newest)")
    .option("--backwards", "the SQL that undoes it")
    .action((name: string, { dialect, serverVersion, backwards }: Options) => {
      const server = serverKind(dialect, serverVersion);
      print(sqlmigrate(name, server, backwards ? "backward" : "forward").trimEnd());
    });
}
