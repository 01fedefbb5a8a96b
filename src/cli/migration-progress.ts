import { Listr } from "listr2";
import type { MigrateResult } from "../migrate/migrate.ts";
import type { DataReport, MigrateProgress, ProgressListener } from "../migrate/progress.ts";
import { print, printable } from "./output.ts";

/** How often a step that takes long, or waits, is told of where there is no terminal, in ms. */
const lineInterval = 5000;

/** Where there is no terminal: a line for each step that is done, and now and then one for what it waits for. */
export function lineProgress(): ProgressListener {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (progress.kind === "retry" || progress.kind === "progress") {
      if (performance.now() - last < lineInterval) return;
      last = performance.now();
    }
    const line = describe(progress);
    if (line !== undefined) print(line);
  };
}

function describe(progress: MigrateProgress): string | undefined {
  switch (progress.kind) {
    case "waiting":
      return "Another migration is at work: waiting for it";
    case "begin":
      return `${progress.name}, ${progress.direction}: ${progress.steps} to do`;
    case "stepDone":
      return `  ${progress.description} (${Math.round(progress.milliseconds)} ms)`;
    case "retry":
      return `  ${progress.description}: attempt ${progress.attempt} got no lock (${printable(progress.why)}), trying again`;
    case "progress":
      return `  ${describeRunning(progress)}`;
    case "report":
      return `  ${describeReport(progress)}`;
    case "end":
      return `${progress.name}: ${progress.outcome}`;
    default:
      return undefined;
  }
}

function describeReport({ what, table, counts }: DataReport): string {
  const { rows = 0, gone = 0, kept = 0 } = counts;
  switch (what) {
    case "archived":
      return `${table}: ${rows} rows archived`;
    case "restoring":
      return `${table}: ${rows} rows to restore from the archive`;
    case "restored":
      return gone + kept === 0
        ? `${table}: all of them restored`
        : `${table}: all but ${gone + kept} restored: ${gone} rows are gone, ${kept} were written by others and stay as they are`;
    case "discarded":
      return `${table}: values lost: ${Object.entries(counts)
        .map(([name, count]) => `${name}: ${count}`)
        .join(", ")}`;
  }
}

/** `add index x to y: building index: scanning table ████████░░░░░░░░░░░░ 42 %, waits for pid 12, …` */
function describeRunning({
  description,
  phase,
  fraction,
  waitsFor,
}: MigrateProgress & { kind: "progress" }): string {
  const share = fraction === undefined ? "" : ` ${bar(fraction)} ${Math.floor(fraction * 100)} %`;
  const waiting = waitsFor === undefined ? [] : [`waits for ${printable(waitsFor)}`];
  const doing = phase === undefined ? [] : [`${phase}${share}`];
  return `${description}: ${[...doing, ...waiting].join(", ")}`;
}

function bar(fraction: number): string {
  const width = 20;
  const full = Math.floor(fraction * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/**
 * On a terminal: a line for each migration, with the step that it is at.
 *
 * @param names the migrations that there is something to do for
 */
export async function taskProgress(
  names: readonly string[],
  run: (onProgress: ProgressListener) => Promise<MigrateResult>,
): Promise<MigrateResult> {
  const ends = new Map(names.map((name) => [name, Promise.withResolvers<string>()]));
  let show: (line: string) => void = () => {};
  const result = run((progress) => {
    if (progress.kind === "end") ends.get(progress.name)?.resolve(progress.outcome);
    else show((progress.kind === "step" ? progress.description : describe(progress)?.trim()) ?? "");
  });
  result.then(
    // Whoever was waited for may have done it all.
    () => {
      for (const end of ends.values()) end.resolve("done by another");
    },
    (error: unknown) => {
      for (const end of ends.values()) end.reject(error);
    },
  );

  const tasks = new Listr(
    names.map((name) => ({
      title: name,
      task: async (_, task) => {
        show = (line) => {
          task.output = line;
        };
        task.title = `${name}: ${await ends.get(name)?.promise}`;
      },
    })),
    // Ctrl-C is for the migration, which ends in its own way.
    { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } },
  );
  // An error comes out of the result as well, and is reported from there.
  await tasks.run().catch(() => {});
  return result;
}
