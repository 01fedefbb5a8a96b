/** Bundles the programs that tests start, once for all tests. */
import { makeFolder, removeFolder } from "./folder.ts";
import { bundlePrograms } from "./programs.ts";

export default async function setup(): Promise<() => void> {
  const folder = makeFolder();
  process.once("exit", () => removeFolder(folder));
  await bundlePrograms(folder);
  return () => removeFolder(folder);
}
