import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { protocolPoints } from "../../src/worker/protocol-points.ts";

const page = readFileSync(new URL("../../docs/launch-protocol.md", import.meta.url), "utf8");

describe("docs/launch-protocol.md", () => {
  it("tells of every point what the next worker does", () => {
    for (const point of protocolPoints) expect(page).toMatch(new RegExp(`^\\| \`${point}\` \\|`, "m"));
  });

  it("lists every reason for which a launch fails", () => {
    const sources = globSync("src/{executors/**,worker}/*.ts").map((file) => readFileSync(file, "utf8"));
    const given = /LaunchError\(\s*"([a-z_]+)"|\breason: "([a-z_]+)"/g;
    const reasons = sources.flatMap((source) =>
      [...source.matchAll(given)].map(([, thrown, listed]) => thrown ?? listed),
    );
    expect(reasons.length).toBeGreaterThan(20);
    for (const reason of reasons) expect(page).toContain(`\`${reason}\``);
  });
});
