/** Each of the 24 guarantees can be found: by its number in the title of a test, in a file that the documents name. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const folder = path.resolve(import.meta.dirname, "..");

/** The guarantees that a file's titles name: `"guarantees 2 and 12: …"`. */
function guaranteesIn(file: string): number[] {
  const text = readFileSync(path.join(folder, file), "utf8");
  const titles = text.matchAll(/["`]guarantees? (\d+(?:(?:, | and )\d+)*)\b/g);
  return [...titles].flatMap(([, numbers = ""]) => numbers.split(/, | and /).map(Number));
}

const files = globSync("**/*.ts", { cwd: folder });
const documented = [
  ...readFileSync(path.resolve(folder, "../docs/migrations.md"), "utf8").matchAll(
    /^\| (\d+(?:, \d+)*) \| [^|]+ \| ([^|]+) \|$/gm,
  ),
].flatMap(([, numbers = "", named = ""]) => {
  const tests = [...named.matchAll(/`([^`]+\.ts)`/g)].map(([, file = ""]) => file);
  return numbers.split(", ").map((number) => [Number(number), tests] as const);
});

it("names each guarantee in a test's title, and in the documents", () => {
  const all = Array.from({ length: 24 }, (_, place) => place + 1);
  expect([...new Set(files.flatMap(guaranteesIn))].sort((a, b) => a - b)).toEqual(all);
  expect(documented.map(([number]) => number)).toEqual(all);
});

it.each(documented)("guarantee %i is in the files that the documents name: %j", (number, tests) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const file of tests) expect(guaranteesIn(file), file).toContain(number);
});
