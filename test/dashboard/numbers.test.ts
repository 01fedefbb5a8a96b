import { describe, expect, it } from "vitest";
import { elapsed, relativeTo } from "../../dashboard/src/lib/moments.ts";
import { formatBounded, formatBytes, plural } from "../../dashboard/src/lib/numbers.ts";
import { durationTicks, wholeTicks } from "../../dashboard/src/lib/ticks.ts";
import { linePath, timeMarks } from "../../dashboard/src/pages/overview/chart-layout.ts";

describe("moments", () => {
  const now = Date.UTC(2030, 0, 1);
  it.each([
    [-500, "now"],
    [-1_900, "1s ago"],
    [-65_000, "1m 5s ago"],
    [10_800_000, "in 3h"],
    [-90_000_000, "1d 1h ago"],
  ])("%i ms from now is %j", (difference, text) => {
    expect(relativeTo(now, new Date(now + difference))).toBe(text);
  });

  it("counts whole seconds", () => expect([elapsed(999), elapsed(61_999)]).toEqual(["0s", "1m 1s"]));
});

describe("numbers", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [8_192, "8.2 kB"],
    [1_300_000, "1.3 MB"],
    [5e15, "5,000 TB"],
  ])("%i bytes are %j", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("says that there are more", () => {
    expect(formatBounded({ count: 10_001, exact: false })).toBe("10,000+");
    expect(formatBounded({ count: 12, exact: false })).toBe("12+");
    expect(formatBounded({ count: 10_001, exact: true })).toBe("10,001");
  });

  it("counts one and many", () =>
    expect([plural(1, "job"), plural(2_000, "job")]).toEqual(["1 job", "2,000 jobs"]));
});

describe("axes", () => {
  it.each([
    [0, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [95, [0, 50, 100]],
  ])("count to %i in whole steps", (most, marks) => expect(wholeTicks(most)).toEqual(marks));

  it("measure time as clocks do", () => {
    expect(durationTicks(43_000)).toEqual([0, 15_000, 30_000, 45_000]);
    expect(durationTicks(400_000_000).at(-1)).toBeGreaterThanOrEqual(400_000_000);
  });

  it("break a line where nothing was measured", () => {
    expect(
      linePath(
        [1, 2, null, 3],
        (index) => index,
        (value) => value,
      ),
    ).toEqual({ line: "M0.0 1.0L1.0 2.0", dots: "M3.0 3.0h0.1" });
  });

  it("mark round times, as many as there is room for", () => {
    const times = Array.from({ length: 60 }, (_, index) => new Date(2030, 0, 1, 10, index));
    expect(timeMarks(times, 330).map((index) => times[index]?.getMinutes())).toEqual([15, 30, 45]);
  });
});
