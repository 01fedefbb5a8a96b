import { Listr } from "listr2";
import type { MigrateResult } from "../migrate/migrate.ts";
import type { MigrateProgress, ProgressListener } from "../migrate/progress.ts";
import { print } from "./output.ts";

/** Where there is no terminal: a line for each step that is done. */
export function lineProgress(progress: MigrateProgress): void {
  const line = describe(progress);
  if (line !== undefined) print(line);
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
      return `  ${progress.description}: attempt ${progress.attempt} got no lock, trying again`;
    case "end":
      return `${progress.name}: ${progress.outcome}`;
    default:
      return undefined;
  }
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
    else show((progress.kind === "step" ? progress.description : describe(progress)) ?? "");
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
    { rendererOptions: { showErrorMessage: false } },
  );
  // An error comes out of the result as well, and is reported from there.
  await tasks.run().catch(() => {});
  return result;
}
