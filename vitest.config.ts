import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most tests wait for a server or a process: leave no core idle.
    maxWorkers: "100%",
    reporters: ["default", "./test/support/closingLine.ts"],
    projects: [
      {
        test: {
          name: "quick",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.servers.test.ts"],
          provide: { engines: ["sqlite"] },
          testTimeout: 20_000,
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
