import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errors } from "../../src/errors.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const documented = new Map(
  [...page.matchAll(/^### ([A-Z_]+)\nHTTP (\d+), exit code (\d+)\./gm)].map(([, code, status, exitCode]) => [
    code,
    { status: Number(status), exitCode: Number(exitCode) },
  ]),
);

describe("docs/errors.md", () => {
  it.each(Object.entries(errors))(
    "tells of %s with its status and exit code",
    (code, { status, exitCode }) => {
      expect(documented.get(code)).toEqual({ status, exitCode });
    },
  );

  it("tells of no other", () => {
    expect([...documented.keys()].filter((code) => !(String(code) in errors))).toEqual([]);
  });
});
