/** A program that is run to its end, with the time of each line that it prints. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Read as its standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface TimedLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

export interface CommandResult {
  readonly exitCode: number | null;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  /** What it printed, errors among it. */
  readonly lines: readonly TimedLine[];
}

export async function runTimed({ program, args, input, env }: Command): Promise<CommandResult> {
  const now = () => performance.timeOrigin + performance.now();
  const at = now();
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const lines: TimedLine[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (text) => lines.push({ at: now(), text }));
  }
  // It may stop at an error before it has read all.
  child.stdin.on("error", () => {});
  if (input === undefined) child.stdin.end();
  else createReadStream(input).pipe(child.stdin);
  const exited = once(child, "exit").then(() => now() - at);
  await once(child, "close");
  return { exitCode: child.exitCode, at, milliseconds: await exited, lines };
}
