import { readFileSync } from "node:fs";

/** The version in package.json, one folder up both in the source and in the built package. */
export function packageVersion(): string {
  const content = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(content) as { version: string }).version;
}
