/**
 * The programs that tests start as processes, from the sources. Bundled, one takes a third of the processor time to
 * start, and a run of all tests starts more than a thousand.
 */
import { symlinkSync } from "node:fs";
import path from "node:path";
import { build } from "vite";

const root = path.resolve(import.meta.dirname, "../..");

const sources = {
  longshore: "src/cli/bin.ts",
  worker: "test/worker/worker-process.ts",
  migrator: "test/migrate/migrator-process.ts",
  // Looked for beside whoever starts a job.
  supervisor: "src/executors/process/supervisor.ts",
};

/** Where the bundles are; without it, as in the benches, the sources run as they are. */
const bundles = "LONGSHORE_TEST_PROGRAMS";

/** What `node` is to run. */
export function programPath(name: keyof typeof sources): string {
  const folder = process.env[bundles];
  return folder === undefined ? path.join(root, sources[name]) : path.join(folder, `${name}.js`);
}

/** Bundles all of them into a folder, and has `programPath` name those in this process and in its children. */
export async function bundlePrograms(folder: string): Promise<void> {
  // As deep as the sources are: they look for the package and for the built page from where they lie.
  const outDir = path.join(folder, "src/programs");
  await build({
    root,
    configFile: false,
    logLevel: "error",
    // Loaded by what serves alone, which looks for files of its own beside it.
    ssr: { noExternal: true, external: ["fastify", "@fastify/swagger-ui"] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(sources).map(([name, source]) => [name, path.join(root, source)]),
        ),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  symlinkSync(path.join(root, "package.json"), path.join(folder, "src/package.json"));
  for (const name of ["node_modules", "dist"]) symlinkSync(path.join(root, name), path.join(folder, name));
  process.env[bundles] = outDir;
  // Compiled code is kept by its path, so what is here is of no use beyond this run.
  process.env.NODE_COMPILE_CACHE = path.join(folder, "compiled");
}
