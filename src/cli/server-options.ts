import type { Command } from "commander";

/** What `serve` and `up` share; `--listen` is read by `settingsOf`. */
export function addServerOptions(command: Command): Command {
  return command
    .option("--listen <address:port>", "where the API and the page are (default 127.0.0.1:7070)")
    .option("--new-token", "make another token, which ends the one before");
}
