/** The command line as a user meets it: a process of its own, run from the sources. */
import { spawn } from "node:child_process";
import { makeFolder, removeFolder } from "./folder.ts";
import { programPath } from "./programs.ts";

/** Everything else, LONGSHORE_… and DATABASE_URL above all, stays out of the process. */
const inherited = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "NODE_COMPILE_CACHE"];
const lineLimitMs = 60_000;

export interface CliOptions {
  /** Added to a clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: an empty folder that is removed afterwards. */
  readonly cwd?: string;
  /** Sent to standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** Sends TERM when aborted. */
  readonly signal?: AbortSignal;
}

export interface CliResult {
  /** null where a signal ended the process. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. Leaving the scope of an `await using` kills it. */
export interface RunningCli extends AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  /**
   * Resolves with the first line, of standard output or error, that matches, printed before or from now on.
   * Rejects, showing the output, when the process ends without it or a minute passes.
   */
  waitForLine(pattern: RegExp): Promise<RegExpMatchArray>;
  kill(signal?: NodeJS.Signals): void;
}

/** Runs `longshore ARGS…` to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  await using cli = spawnCli(args, options);
  return await cli.ended;
}

/** Starts `longshore ARGS…`. */
export function spawnCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const folder = options.cwd ?? makeFolder();
  const child = spawn(process.execPath, ["--", programPath("longshore"), ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), ...options.env },
  });
  const kill = (signal: NodeJS.Signals = "SIGTERM") => void child.kill(signal);
  const killAtOnce = () => kill("SIGKILL");
  const terminate = () => kill("SIGTERM");
  process.once("exit", killAtOnce);
  options.signal?.addEventListener("abort", terminate);

  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (output.stderr += text));
  // It may well end before it has read all of its input.
  child.stdin.on("error", () => {}).end(options.input);

  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("exit", killAtOnce);
      options.signal?.removeEventListener("abort", terminate);
      if (options.cwd === undefined) removeFolder(folder);
      resolve({ code, signal, ...output });
    });
  });

  async function waitForLine(pattern: RegExp): Promise<RegExpMatchArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
    const look = () => {
      const lines = [output.stdout, output.stderr].flatMap((text) => text.split("\n").slice(0, -1));
      const match = lines.map((line) => line.match(pattern)).find((found) => found !== null);
      if (match) resolve(match);
    };
    const giveUp = (why: string) =>
      reject(new Error(`${why} without a line like ${pattern}:\n${output.stdout}${output.stderr}`));
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    const timer = setTimeout(giveUp, lineLimitMs, `longshore ${args.join(" ")} went ${lineLimitMs} ms`);
    look();
    ended.then(() => giveUp(`longshore ${args.join(" ")} ended`), reject);
    return promise.finally(() => {
      clearTimeout(timer);
      child.stdout.off("data", look);
      child.stderr.off("data", look);
    });
  }

  return {
    pid: child.pid ?? -1,
    ended,
    waitForLine,
    kill,
    async [Symbol.asyncDispose]() {
      killAtOnce();
      await ended;
    },
  };
}

function cleanEnvironment(): Record<string, string> {
  const entries = inherited.map((name) => [name, process.env[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
