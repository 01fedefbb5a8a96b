import { createInterface } from "node:readline";
import { sql } from "kysely";
import type { Database } from "../database/database.ts";
import { messageOf } from "../errors.ts";
import { print, printTable } from "./output.ts";

/**
 * A small prompt for SQL, for machines without the database's own client. Reads statements up to a
 * semicolon, and `.tables`, `.schema [TABLE]` and `.quit`.
 *
 * @returns the exit code: 1 where a statement of a script failed
 */
export async function sqlPrompt(database: Database): Promise<number> {
  const interactive = process.stdin.isTTY === true;
  if (interactive) print(`${database.display}; end statements with a semicolon, leave with .quit`);
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: interactive });
  const prompt = (text: string) => {
    if (!interactive) return;
    lines.setPrompt(text);
    lines.prompt();
  };

  let statement = "";
  prompt("longshore> ");
  for await (const line of lines) {
    if (statement === "" && /^\s*(\.quit|\.exit|\\q|exit|quit)\s*;?\s*$/.test(line)) break;
    statement += `${line}\n`;
    const command = statement.trim();
    if (command !== "" && !command.endsWith(";") && !command.startsWith(".")) {
      prompt("      ...> ");
      continue;
    }
    statement = "";
    if (command !== "" && !(await answer(database, command)) && !interactive) return 1;
    prompt("longshore> ");
  }
  return statement.trim() === "" || (await answer(database, statement.trim())) ? 0 : 1;
}

async function answer(database: Database, command: string): Promise<boolean> {
  try {
    const { rows } = await sql
      .raw<Record<string, unknown>>(statementFor(command, database))
      .execute(database.query);
    const headers = Object.keys(rows[0] ?? {});
    if (headers.length > 0) {
      printTable(
        headers,
        rows.map((row) => headers.map((name) => show(row[name]))),
      );
    }
    return true;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return false;
  }
}

/** The statement behind one of the prompt's own commands, or what was typed. */
function statementFor(command: string, { dialect }: Database): string {
  if (!command.startsWith(".")) return command;
  const [, name, table] = /^\.(tables|schema)\s*([\w]*)/.exec(command) ?? [];
  if (name === undefined) throw new Error(`unknown command ${command}: there are .tables, .schema and .quit`);
  if (dialect !== "sqlite") throw new Error(`${command} is for SQLite: "longshore inspect" shows tables`);
  if (name === "tables") return "select name from sqlite_master where type = 'table' order by name";
  const only = table ? `and tbl_name = '${table}'` : "";
  return `select sql from sqlite_master where sql is not null ${only} order by tbl_name, type desc, name`;
}

function show(value: unknown): string {
  if (value === null) return "NULL";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
