import { describe, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.ts";
import { runCli, spawnCli } from "../support/cli.ts";
import { databaseOfTest } from "./conformance.ts";
import { openReader } from "./open-reader.ts";
import { probesLeftIn } from "./prove.ts";

describe.each(["postgres", "mariadb"] as const)("guarantee 3: a proof that was killed, on %s", (engine) => {
  const current = databaseOfTest(engine);

  it("leaves rows of its probes, which the next one removes", async () => {
    const { database, url } = current;
    await migrate(database, { target: "0001" });
    const command = ["--database", url, "migrate", "--prove"];
    const reader = await openReader[engine](url);
    await using cli = spawnCli(command);
    await cli.waitForLine(/got no lock/);
    cli.kill("SIGKILL");
    await cli.ended;
    expect(await probesLeftIn(database)).toMatchObject({ hosts: 1, jobs: expect.any(Number) });
    await reader.end();
    expect((await runCli(command)).code).toBe(0);
    expect(await probesLeftIn(database)).toEqual({ hosts: 0, jobs: 0 });
  });
});
