import { type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { type DatabaseUrl, parseDatabaseUrl } from "../../database/url.ts";
import { settingsOf, withDatabase } from "../context.ts";
import { sqlPrompt } from "../sql-prompt.ts";

export function dbshellCommand(): Command {
  return new Command("dbshell")
    .description("open the database's own client (psql, mariadb, sqlite3), or a small prompt without it")
    .action(async (_: object, command: Command) => {
      const url = parseDatabaseUrl(settingsOf(command).database);
      const client = clientsFor(url).find(({ program }) => isInstalled(program));
      process.exitCode = client ? await run(client) : await withDatabase(command, sqlPrompt);
    });
}

/** A program to start. Passwords go by the environment: everybody may read the arguments. */
export interface Client {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The clients that could open a database, the best first. */
export function clientsFor(url: DatabaseUrl): Client[] {
  switch (url.engine) {
    case "sqlite":
      return [{ program: "sqlite3", args: [url.path], env: {} }];
    case "postgres": {
      const target = new URL(url.href);
      const password = target.searchParams.get("password") ?? decodeURIComponent(target.password);
      target.password = "";
      target.searchParams.delete("password");
      return [{ program: "psql", args: [target.href], env: password ? { PGPASSWORD: password } : {} }];
    }
    case "mysql":
      return ["mariadb", "mysql"].map((program) => ({ program, ...mysqlArguments(new URL(url.href)) }));
  }
}

function mysqlArguments({ hostname, port, username, password, pathname, searchParams }: URL) {
  const socket = searchParams.get("socketPath");
  const args = [
    ...(socket ? [`--socket=${socket}`] : [`--host=${hostname}`, `--port=${port || "3306"}`]),
    ...(username ? [`--user=${decodeURIComponent(username)}`] : []),
    "--default-character-set=utf8mb4",
    decodeURIComponent(pathname.slice(1)),
  ];
  return { args, env: password ? { MYSQL_PWD: decodeURIComponent(password) } : {} };
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

/** Hands the terminal over, and returns the client's exit code. */
async function run({ program, args, env }: Client): Promise<number> {
  const options: SpawnOptions = { stdio: "inherit", env: { ...process.env, ...env } };
  // Ctrl-C is the client's: it stops a statement there, not the client.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      spawn(program, args, options)
        .on("error", reject)
        .on("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}
