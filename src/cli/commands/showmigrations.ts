import { Command } from "commander";
import { readStatus } from "../../migrate/status.ts";
import { withDatabase } from "../context.ts";
import { print, printJson } from "../output.ts";

export function showmigrationsCommand(): Command {
  return new Command("showmigrations")
    .description("list the migrations; [X] marks those that are done")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }, command: Command) => {
      await withDatabase(command, async (database) => {
        const migrations = await readStatus(database);
        if (options.json) return printJson(migrations);
        print("longshore");
        for (const { name, applied, how, stepsLeft } of migrations) {
          const remarks = [
            ...(how === null || how === "applied" ? [] : [how]),
            ...(how !== null && stepsLeft !== 0 ? [`left to do: ${stepsLeft ?? "unknown"}`] : []),
          ];
          print(` [${applied ? "X" : " "}] ${name}${remarks.length > 0 ? ` (${remarks.join(", ")})` : ""}`);
        }
      });
    });
}
