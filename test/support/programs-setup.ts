/** Bundles the programs that tests start, once for all tests. */
import { symlinkSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { makeFolder, removeFolder } from "./folder.ts";
import { bundles, root, sources } from "./programs.ts";

export default async function setup(): Promise<() => void> {
  const folder = makeFolder();
  process.once("exit", () => removeFolder(folder));
  process.env[bundles] = await bundle(folder);
  // Compiled code is kept by its path, so what is here is of no use beyond this run.
  process.env.NODE_COMPILE_CACHE = path.join(folder, "compiled");
  return () => removeFolder(folder);
}

/** Returns where they are. */
async function bundle(folder: string): Promise<string> {
  // As deep as the sources are: they look for the package and for the built page from where they lie.
  const outDir = path.join(folder, "src/programs");
  const input = Object.entries(sources).map(([name, source]) => [name, path.join(root, source)]);
  await build({
    root,
    configFile: false,
    logLevel: "error",
    // These look for files of their own beside them; only what serves loads them.
    ssr: { noExternal: true, external: ["fastify", "@fastify/swagger-ui"] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: Object.fromEntries(input),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  symlinkSync(path.join(root, "package.json"), path.join(folder, "src/package.json"));
  for (const name of ["node_modules", "dist"]) symlinkSync(path.join(root, name), path.join(folder, name));
  return outDir;
}
