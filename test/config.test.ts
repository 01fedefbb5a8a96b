import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { loadSettings } from "../src/config.ts";
import { formatDuration, parseDuration } from "../src/duration.ts";
import { makeFolder, removeFolder } from "./support/folder.ts";
import fc from "./support/properties.ts";

const folder = makeFolder();
afterAll(() => removeFolder(folder));
afterEach(() => vi.unstubAllEnvs());

describe("settings", () => {
  it("come from a flag, else the environment, else the file, else the default", () => {
    const file = path.join(folder, "longshore.json");
    writeFileSync(file, JSON.stringify({ concurrency: 2, lease: "1m", grace: 5 }));
    vi.stubEnv("LONGSHORE_CONCURRENCY", "3");
    vi.stubEnv("LONGSHORE_LEASE", "2m");
    expect(loadSettings({ concurrency: 4 }, file)).toMatchObject({
      concurrency: 4,
      lease: 120_000,
      grace: 5,
      pollInterval: 500,
      database: "sqlite:longshore.db",
    });
  });

  it("prefer LONGSHORE_DATABASE_URL to DATABASE_URL", () => {
    vi.stubEnv("DATABASE_URL", "sqlite:b.db");
    expect(loadSettings().database).toBe("sqlite:b.db");
    vi.stubEnv("LONGSHORE_DATABASE_URL", "sqlite:a.db");
    expect(loadSettings().database).toBe("sqlite:a.db");
  });

  it("say where a bad value came from", () => {
    vi.stubEnv("LONGSHORE_CONCURRENCY", "many");
    expect(() => loadSettings()).toThrow("LONGSHORE_CONCURRENCY: must be a whole number from 1 to 1000");
    vi.stubEnv("LONGSHORE_CONCURRENCY", "");
    vi.stubEnv("LONGSHORE_LEASE", "long");
    expect(() => loadSettings()).toThrow("LONGSHORE_LEASE: must be a duration such as");
  });

  it("read the server's address and names", () => {
    expect(loadSettings()).toMatchObject({
      listen: { address: "127.0.0.1", port: 7070 },
      allowedHosts: [],
    });
    vi.stubEnv("LONGSHORE_ALLOWED_HOSTS", "queue.example, other.example,");
    const { listen, allowedHosts } = loadSettings({ listen: "[::1]:80" });
    expect(listen).toEqual({ address: "::1", port: 80 });
    expect(allowedHosts).toEqual(["queue.example", "other.example"]);
    expect(() => loadSettings({ listen: "7070" })).toThrow("listen: must be ADDRESS:PORT");
    expect(() => loadSettings({ readToken: "with a space in it" })).toThrow("readToken: must be printable");
  });

  it.each([
    ["{", /settings file .*: /],
    ['{"concurency": 1}', /settings file .*: .*concurency/],
  ])("refuse the file %s", (content, message) => {
    const file = path.join(folder, "longshore.json");
    writeFileSync(file, content);
    expect(() => loadSettings({}, file)).toThrow(message);
  });

  it("refuse a file that is named and not there", () => {
    expect(() => loadSettings({}, "/no/such/file.json")).toThrow(/^settings file \/no\/such\/file.json: /);
  });
});

describe("durations", () => {
  it.each([
    ["500ms", 500],
    ["1.5s", 1_500],
    ["10m", 600_000],
    ["2h", 7_200_000],
    ["7d", 604_800_000],
    ["5", undefined],
    ["-1s", undefined],
    ["1 week", undefined],
    ["", undefined],
  ])("%s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it("are shown with what is largest in them", () => {
    expect([40, 3_250, 65_000, 3_600_000, 90_061_000].map(formatDuration)).toEqual([
      "40ms",
      "3.2s",
      "1m 5s",
      "1h",
      "1d 1h",
    ]);
    fc.assert(
      fc.property(fc.nat(), (milliseconds) => {
        const shown = formatDuration(milliseconds).split(" ").map(parseDuration);
        const sum = shown.reduce<number>((total, part) => total + (part as number), 0);
        expect(sum).toBeLessThanOrEqual(milliseconds + 1);
        expect(sum).toBeGreaterThanOrEqual(milliseconds * 0.9);
      }),
    );
  });
});
