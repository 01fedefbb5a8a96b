/** A short soak; `npm run bench -- soak` has a long one. */
import { expect, test } from "vitest";
import { createMigratedDatabase } from "../support/migrated.ts";
import { startRestartableEngine } from "../support/restartable-engine.ts";
import { soak } from "./soak.ts";

test("workers and the engine die all the while, and every job ends as it should", async () => {
  await using engine = await startRestartableEngine({ liveRestore: false });
  const migrated = await createMigratedDatabase("postgres");
  try {
    const report = await soak(migrated, engine, { jobs: 40, killEvery: 2_000 });
    expect(report.wrong).toEqual([]);
    expect(report.workersKilled).toBeGreaterThan(3);
    const { fileDescriptors, ...left } = report.left;
    expect(left).toEqual({ containers: 0, volumes: 0, networks: 0, openAttempts: 0, logChunks: 0 });
    expect(fileDescriptors).toBeLessThan(10);
  } finally {
    await migrated.drop();
  }
});
