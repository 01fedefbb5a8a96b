/** `migrate --prove`: the report, and what is left behind. */
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { runCli } from "../support/cli.ts";
import type { Engine } from "../support/databases.ts";
import { loadDjangoFixture } from "../support/django.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { insertBaselineJobs, job } from "./rows.ts";

/** How many rows of a proof's probes there are. */
export async function probesLeftIn(database: Database): Promise<{ jobs: number; hosts: number }> {
  const { rows } = await sql<{ jobs: number; hosts: number }>`select
    (select count(*) from ${sql.table(job)} where name = 'probe') as jobs,
    (select count(*) from container_manager_executorhost where name like 'longshore prove %') as hosts
  `.execute(database.query);
  return { jobs: Number(rows[0]?.jobs), hosts: Number(rows[0]?.hosts) };
}

export function proves(engine: Engine): void {
  const current = databaseOfTest(engine);

  describe("guarantees 3 and 4: writers that know only the old columns", () => {
    it.each(["initial", "upstream"] as const)(
      "succeed at every step from Django's %s shape",
      async (shape) => {
        await loadDjangoFixture(current.url, shape);
        const { code, stdout, stderr } = await runCli([
          ...["--database", current.url],
          ...["migrate", "--prove", "--json"],
        ]);
        expect(stderr).toBe("");
        expect(code).toBe(0);
        const { steps, total, migrations } = JSON.parse(stdout);
        expect(migrations.length).toBeGreaterThan(3);
        expect(steps.length).toBeGreaterThan(10);
        expect(total).toMatchObject({ errors: 0, p99: expect.any(Number) });
        expect(total.probes).toBeGreaterThan(2);
        // A busy machine keeps them waiting as well.
        expect(total.longest).toBeLessThan(10_000);
        expect(await probesLeftIn(current.database)).toEqual({ jobs: 0, hosts: 0 });
        expect(await driftOf(current.database)).toEqual([]);
      },
    );

    it("are cleaned up after a migration that failed", async () => {
      const { database, url } = current;
      await migrate(database, { target: "0001" });
      await database.execute("CREATE TABLE longshore_worker (id integer)");
      const { code, stderr } = await runCli(["--database", url, "migrate", "--prove"]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/table longshore_worker/);
      expect(await probesLeftIn(database)).toEqual({ jobs: 0, hosts: 0 });
    });

    it("are told of in a table, with their errors", async () => {
      const { database, url } = current;
      await migrate(database, { target: "0001" });
      await insertBaselineJobs(database, 1);
      const { code, stdout } = await runCli(["--database", url, "migrate", "--prove"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^STEP +PROBES +LONGEST +P99 +ERRORS$/m);
      expect(stdout).toMatch(/^add column queued_at to \w+ +\d+ +[\d.]+ ms +[\d.]+ ms +0$/m);
      expect(stdout).toMatch(/^in all +\d+ /m);
    });

    it("need a table", async () => {
      const result = await runCli(["--database", current.url, "migrate", "--prove"]);
      expect(result).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^longshore: --prove: there is no table/),
      });
    });
  });
}
