/**
 * Migrations forward and backward, stopped and killed ones, and changes by others, in any order: what comes out is
 * the schema of a clean database, or an error that names the object in the way.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { isLongshoreError } from "../../src/errors.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { createTestDatabase, type Engine } from "../support/databases.ts";
import fc from "../support/properties.ts";
import { driftOf } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { job } from "./rows.ts";
import { spawnMigrator } from "./spawn-migrator.ts";
import { isWrite, watched } from "./watched.ts";

type Action =
  | { readonly kind: "migrate"; readonly target: "latest" | "0001" | "0002" | "zero" }
  /** A statement fails, in this process; or a process is killed before it. */
  | { readonly kind: "stop" | "kill"; readonly target: "latest" | "0001"; readonly after: number }
  | { readonly kind: "change"; readonly statement: string };

const indexes = ["priority", "queued_at", "queue_ready", "status_queue"].map(
  (name) => `idx_containerjob_${name}`,
);

/** What others may do to the table. Where it cannot be done, as on a column that is not there, nothing happens. */
const changes: Record<Engine, fc.Arbitrary<string>> = {
  postgres: fc.oneof(
    fc
      .tuple(fc.constantFrom(...indexes), fc.constantFrom("theirs", ...indexes))
      .map(([from, to]) => `ALTER INDEX IF EXISTS ${from} RENAME TO ${to}`),
    fc.constantFrom(...indexes).map((name) => `DROP INDEX IF EXISTS ${name}`),
    fc
      .constantFrom(...indexes)
      .map((name) => `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${name}'::regclass`),
    fc.constantFrom("priority", "max_retries").map((name) => `ALTER TABLE ${job} ALTER ${name} DROP DEFAULT`),
    fc.constant(`ALTER TABLE ${job} DROP CONSTRAINT check_priority_range`),
  ),
  mariadb: fc.oneof(
    fc
      .tuple(fc.constantFrom(...indexes), fc.constantFrom("theirs", ...indexes))
      .map(([from, to]) => `ALTER TABLE ${job} RENAME INDEX ${from} TO ${to}`),
    fc.constantFrom(...indexes).map((name) => `ALTER TABLE ${job} DROP INDEX ${name}`),
    fc.constantFrom("priority", "max_retries").map((name) => `ALTER TABLE ${job} ALTER ${name} DROP DEFAULT`),
  ),
  sqlite: fc.oneof(
    fc.constantFrom(...indexes).map((name) => `DROP INDEX ${name}`),
    fc
      .tuple(fc.constantFrom("theirs", ...indexes), fc.constantFrom("priority", "queued_at"))
      .map(([name, column]) => `CREATE INDEX ${name} ON ${job} (${column})`),
    fc.constant(`ALTER TABLE ${job} DROP CONSTRAINT check_priority_range`),
  ),
};

interface Place {
  readonly url: string;
  readonly database: Database;
}

function anyAction(engine: Engine): fc.Arbitrary<Action> {
  return fc.oneof(
    fc.record({
      kind: fc.constant("migrate" as const),
      target: fc.constantFrom("latest" as const, "0001" as const, "0002" as const, "zero" as const),
    }),
    fc.record({
      kind: fc.constantFrom("stop" as const, "kill" as const),
      target: fc.constantFrom("latest" as const, "0001" as const),
      after: fc.nat(25),
    }),
    fc.record({ kind: fc.constant("change" as const), statement: changes[engine] }),
  );
}

async function perform(action: Action, { url, database }: Place): Promise<void> {
  if (action.kind === "change") return database.execute(action.statement).catch(() => {});
  const target = action.target === "latest" ? {} : { target: action.target };
  if (action.kind === "migrate") return void (await migrate(database, target));
  if (action.kind === "kill") {
    await using migrator = spawnMigrator(url);
    await migrator.run({ ...target, killAt: action.after });
    return;
  }
  let writes = 0;
  const fragile = watched(database, (statement) => {
    if (isWrite(statement) && writes++ === action.after) throw new Error("stopped");
  });
  await migrate(fragile, target).catch((error: Error) => {
    if (!error.message.includes("stopped")) throw error;
  });
}

/** A conflict names its object; any other error is a fault of ours. */
async function orConflict(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!isLongshoreError(error, "SCHEMA_CONFLICT")) throw error;
    expect(error.message).toMatch(
      /(index|column|check|table) container_manager_containerjob\S* exists with another/,
    );
    return false;
  }
}

export function model(engine: Engine): void {
  describe("guarantees 1 and 7: whatever happens to a database", () => {
    let clean: string[];

    async function onFreshDatabase(work: (place: Place) => Promise<void>): Promise<void> {
      const test = await createTestDatabase(engine);
      const database = await connect(test.url, { create: true });
      await work({ url: test.url, database }).finally(async () => {
        await database.close();
        await test.drop();
      });
    }

    beforeAll(() =>
      onFreshDatabase(async ({ database }) => {
        await migrate(database);
        clean = await fingerprint(database);
      }),
    );

    it("migrating ends at the clean schema, or names what is in the way", async () => {
      const actions = fc.array(anyAction(engine), { minLength: 1, maxLength: 6 });
      const check = fc.asyncProperty(actions, (list) =>
        onFreshDatabase(async (place) => {
          const { database } = place;
          await migrate(database);
          for (const action of list) await orConflict(perform(action, place));
          if (!(await orConflict(migrate(database)))) return;
          const found = await fingerprint(database);
          expect(clean.filter((line) => !found.includes(line))).toEqual([]);
          expect(await driftOf(database)).toEqual([]);
        }),
      );
      await fc.assert(check, { numRuns: engine === "sqlite" ? 20 : 12 });
    });
  });
}
