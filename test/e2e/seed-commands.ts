/** The seed's "Migration Testing Commands", translated, run one after another as it lists them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { createTestDatabase, type Engine, type TestDatabase } from "../support/databases.ts";

const table = "container_manager_containerjob";
const columns = ["queued_at", "scheduled_for", "launched_at", "retry_count", "max_retries", "priority"];
const indexes = [
  "idx_containerjob_queue_ready",
  "idx_containerjob_scheduled",
  "idx_containerjob_priority_queue",
  "idx_containerjob_queued_at",
  "idx_containerjob_launched_at",
  "idx_containerjob_scheduled_for",
  "idx_containerjob_priority",
  "idx_containerjob_queue_retry",
  "idx_containerjob_status_queue",
];
const checks = ["check_priority_range", "check_retry_count_positive", "check_max_retries_positive"];

export function seedCommands(engine: Engine): void {
  let server: TestDatabase;

  beforeAll(async () => {
    server = await createTestDatabase(engine);
  });
  afterAll(() => server?.drop());

  async function longshore(...args: string[]): Promise<string> {
    const result = await runCli(["--database", server.url, ...args]);
    expect(result, `longshore ${args.join(" ")}: ${result.stderr}`).toMatchObject({ code: 0 });
    return result.stdout;
  }

  const expectAll = async (present: boolean) => {
    const shown = await longshore("inspect", table);
    for (const name of [...columns, ...indexes, ...checks]) {
      expect(new RegExp(`\\b${name}\\b`).test(shown), name).toBe(present);
    }
  };

  describe("the seed's commands", () => {
    it("makemigrations finds nothing to do", async () => {
      expect(await longshore("makemigrations", "--check")).toMatch(/no changes/i);
    });

    it("migrate", async () => {
      await longshore("migrate");
      await expectAll(true);
    });

    it("migrate to the migration before rolls back", async () => {
      await longshore("migrate", "0001_initial");
      await expectAll(false);
      expect(await longshore("showmigrations")).toMatch(/\[X\] 0001_initial\n.*\[ \] 0002_add_queue_fields/);
    });

    it("migrate goes forward again", async () => {
      await longshore("migrate");
      await expectAll(true);
      expect(await longshore("showmigrations")).not.toContain("[ ]");
    });

    it("inspect shows each column, index and check with its definition", async () => {
      const shown = await longshore("inspect", table);
      expect(shown).toMatch(/\bpriority\b.*\b50\b/);
      expect(shown).toMatch(/\bretry_count\b.*\b0\b/);
      expect(shown).toMatch(/\bmax_retries\b.*\b3\b/);
      expect(shown).toMatch(/check_priority_range.*priority >= 0 AND priority <= 100/);
      if (engine === "mariadb") {
        // What differs from the seed there, and why.
        expect(shown).toMatch(/idx_containerjob_queue_ready.*launched_at, queued_at/);
        expect(shown).toMatch(/idx_containerjob_queue_ready .* stands in for .* WHERE queued_at IS NOT NULL/);
      } else {
        expect(shown).toMatch(/idx_containerjob_queue_ready.*queued_at is not null and launched_at is null/i);
        expect(shown).toMatch(/idx_containerjob_priority_queue.*priority desc, queued_at/i);
      }
    });

    it("dbshell speaks to the same database", async () => {
      const result = await runCli(["--database", server.url, "dbshell"], {
        input:
          "insert into longshore_setting (name, value) values ('typed', 'here'); select value from longshore_setting where name = 'typed';\n",
      });
      expect(result).toMatchObject({ code: 0 });
      expect(result.stdout).toContain("here");
    });

    it("verify finds no drift", async () => {
      await longshore("verify");
    });
  });
}
