import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

/** Milliseconds. Only what fails gets so far: under load, a test may take many times as long as by itself. */
const limits = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  test: {
    // Most tests wait for a server or a process: leave no core idle. A share of the cores would stop at all of them.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    teardownTimeout: 60_000,
    globalSetup: "./test/support/programs-setup.ts",
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: [
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.{servers,slow}.test.ts"],
          provide: { engines: ["sqlite"] },
          ...limits,
        },
      },
      {
        // Needs nothing either, but more time than one waits for between two edits.
        test: {
          name: "slow",
          include: ["test/**/*.slow.test.ts"],
          provide: { engines: ["sqlite"] },
          ...limits,
        },
      },
      {
        test: {
          name: "servers",
          include: ["test/**/*.servers.test.ts"],
          globalSetup: "./test/support/servers/setup.ts",
          provide: { engines: ["postgres", "mariadb"] },
          ...limits,
        },
      },
    ],
  },
});
