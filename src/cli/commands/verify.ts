import { Command } from "commander";
import { verify } from "../../migrate/verify.ts";
import { withDatabase } from "../context.ts";
import { print, printJson } from "../output.ts";

export function verifyCommand(): Command {
  return new Command("verify")
    .description("compare the database with the declared schema; exit with 1 where it differs")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }, command: Command) => {
      const differences = await withDatabase(command, verify);
      const drift = differences.filter((difference) => difference.kind === "drift");
      process.exitCode = drift.length > 0 ? 1 : 0;
      if (options.json) return printJson({ ok: drift.length === 0, differences });
      for (const { kind, object, message } of differences) print(`${kind}: ${object} ${message}`);
      print(drift.length > 0 ? `${drift.length} of the above are drift.` : "The schema is as declared.");
    });
}
