import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reasons, reasonsOf } from "../../src/reasons.ts";
import { protocolPoints } from "../../src/worker/protocol-points.ts";

const page = readFileSync(new URL("../../docs/launch-protocol.md", import.meta.url), "utf8");

describe("docs/launch-protocol.md", () => {
  it("tells of every point what the next worker does", () => {
    for (const point of protocolPoints) expect(page).toMatch(new RegExp(`^\\| \`${point}\` \\|`, "m"));
  });

  it("has the same reasons in the same classes as the code", () => {
    const rows = [...page.matchAll(/^\| `([a-z_]+)` \| [^|]+ \| ((?:`[a-z_]+`(?:, )?)+) \|$/gm)];
    const told = rows.map(([, retryClass, names]) => [retryClass, names?.match(/[a-z_]+/g)?.sort()]);
    const classes = [...new Set(Object.values(reasons))];
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(classes.map((retryClass) => [retryClass, reasonsOf(retryClass).sort()])),
    );
  });

  it("tells of every end of what was launched what becomes of the job", () => {
    const ends = [...reasonsOf("on_exit"), ...reasonsOf("final")];
    for (const end of ends) expect(page).toMatch(new RegExp(`^\\| \`${end}\` \\| [a-z, ]+ \\| `, "m"));
  });
});
