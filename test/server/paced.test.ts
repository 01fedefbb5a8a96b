/** Values that are made once for many who ask. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { Cached } from "../../src/server/live/cached.ts";
import { Paced } from "../../src/server/live/paced.ts";

/** What `performance.now()` says. */
let now = 1_000;
vi.spyOn(performance, "now").mockImplementation(() => now);
afterEach(() => {
  now = 1_000;
});

/** Makes 1, 2, 3 …, each after the clock has gone on. */
function counting(cost: number) {
  let made = 0;
  return async () => {
    now += cost;
    made += 1;
    return made;
  };
}

describe("a cached value", () => {
  it("is made once for all who ask within its time, and again after it", async () => {
    const cached = new Cached(100, counting(0));
    expect(await Promise.all([cached.get(), cached.get()])).toEqual([1, 1]);
    now += 100;
    expect(await cached.get()).toBe(1);
    now += 1;
    expect(await cached.get()).toBe(2);
  });

  it("is not kept where making it failed", async () => {
    const make = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue("back");
    const cached = new Cached(100, make);
    await expect(cached.get()).rejects.toThrow("away");
    expect(await cached.get()).toBe("back");
  });
});

describe("a paced value", () => {
  it("that costs little is new whenever a fiftieth of the time allows it", async () => {
    const paced = new Paced(counting(2));
    expect(await Promise.all([paced.get(), paced.get()])).toEqual([1, 1]);
    now += 99;
    expect(await paced.get()).toBe(1);
    now += 1;
    expect(await paced.get()).toBe(2);
  });

  it("that costs much is waited for once, and then made behind the back of those who ask", async () => {
    const paced = new Paced(counting(1_000));
    expect(await paced.get()).toBe(1);
    now += 50_000;
    expect(await paced.get()).toBe(1);
    await vi.waitFor(async () => expect(await paced.get()).toBe(2));
  });

  it("stays as it was where making it anew fails", async () => {
    const make = vi
      .fn()
      .mockImplementationOnce(counting(1_000))
      .mockRejectedValueOnce(new Error("away"))
      .mockImplementation(counting(0));
    const paced = new Paced(make);
    expect(await paced.get()).toBe(1);
    now += 50_000;
    expect(await paced.get()).toBe(1);
    await vi.waitFor(() => expect(make).toHaveBeenCalledTimes(2));
    expect(await paced.get()).toBe(1);
  });
});
