/** The version of a peer, which the package file names exactly. */
import { readFileSync } from "node:fs";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

export const named = (name) => `${name} ${dependencies[name]}`;
