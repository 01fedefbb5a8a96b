import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most tests wait for a server or a process: leave no core idle.
    maxWorkers: "150%",
    reporters: ["default", "./test/support/closingLine.ts"],
    projects: [
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.{servers,slow}.test.ts"],
          provide: { engines: ["sqlite"] },
          testTimeout: 20_000,
        },
      },
      {
        // Needs nothing either, but more time than one waits for between two edits.
        test: {
          name: "slow",
          include: ["test/**/*.slow.test.ts"],
          provide: { engines: ["sqlite"] },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "servers",
          include: ["test/**/*.servers.test.ts"],
          globalSetup: "./test/support/servers/setup.ts",
          provide: { engines: ["postgres", "mariadb"] },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
