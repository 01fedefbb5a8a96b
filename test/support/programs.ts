/**
 * The programs that tests start as processes. Bundled, one takes a third of the processor time to start that its
 * sources take, and a run of all tests starts more than a thousand.
 */
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/** By name: what is to be run, from the root. */
export const sources = {
  longshore: "src/cli/bin.ts",
  worker: "test/worker/worker-process.ts",
  migrator: "test/migrate/migrator-process.ts",
  // Looked for beside whoever starts a job.
  supervisor: "src/executors/process/supervisor.ts",
};

/** The variable that says where the bundles are. Without it, as in the benches, the sources run as they are. */
export const bundles = "LONGSHORE_TEST_PROGRAMS";

/** What `node` is to run. */
export function programPath(name: keyof typeof sources): string {
  const folder = process.env[bundles];
  return folder === undefined ? path.join(root, sources[name]) : path.join(folder, `${name}.js`);
}
