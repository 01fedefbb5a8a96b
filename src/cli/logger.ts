import { pino } from "pino";
import type { Settings } from "../config.ts";
import type { Logger } from "../worker/settings.ts";
import { printable } from "./output.ts";

/** The worker's log, to standard error: lines for people on a terminal, JSON elsewhere. */
export function createLogger(level: Settings["logLevel"]): Logger {
  const destination = pino.destination({ dest: 2, sync: true });
  return pino(
    { level, base: null },
    process.stderr.isTTY ? { write: (line: string) => destination.write(pretty(line)) } : destination,
  );
}

interface Line {
  readonly time: number;
  readonly level: number;
  readonly msg: string;
  readonly job?: string;
  readonly attempt?: number;
  readonly exitCode?: number | null;
}

function pretty(text: string): string {
  const line: Line = JSON.parse(text);
  const clock = new Date(line.time).toTimeString().slice(0, 8);
  const job = line.job === undefined ? "" : `job ${line.job.slice(0, 8)} `;
  const exit = typeof line.exitCode === "number" ? ` with exit code ${line.exitCode}` : "";
  const mark = line.level >= 40 ? "! " : "";
  return `${clock} ${mark}${printable(`${job}${line.msg}${exit}`)}\n`;
}
