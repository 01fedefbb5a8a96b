/** What is left of a migration whose process was killed, and how the next run finishes it. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.ts";
import { migrations } from "../../src/migrations/index.ts";
import type { Engine } from "../support/databases.ts";
import { databaseOfTest } from "./conformance.ts";
import { fingerprint } from "./fingerprint.ts";
import { countWrites, Killer } from "./killer.ts";

export function killed(engine: Engine): void {
  const current = databaseOfTest(engine);
  const cases = migrations.map(({ name }, place) => ({
    name,
    before: migrations[place - 1]?.name ?? "zero",
  }));

  describe("guarantee 7: killed with SIGKILL", () => {
    it.each(cases)(
      "at any statement of $name, in both directions, the next run ends at the same schema",
      async ({ name, before }) => {
        const { url, database } = current;
        await migrate(database, { target: before });
        const up = await countWrites(database, name);
        const made = await fingerprint(database);
        const down = await countWrites(database, before);
        const unmade = await fingerprint(database);
        // Beside those that record it, and forget it. Not every migration has something to do on every database.
        const atLeast = isDeepStrictEqual(made, unmade) ? 0 : 1;
        expect(up).toBeGreaterThanOrEqual(2 + atLeast);
        expect(down).toBeGreaterThanOrEqual(1 + atLeast);

        await using killer = new Killer(url);
        for (let statement = 0; statement < Math.max(up, down); statement++) {
          if (statement < up) await killer.killAt(statement, name);
          await migrate(database, { target: name });
          expect(await fingerprint(database), `forward, killed at statement ${statement}`).toEqual(made);
          if (statement < down) await killer.killAt(statement, before);
          await migrate(database, { target: before });
          expect(await fingerprint(database), `backward, killed at statement ${statement}`).toEqual(unmade);
        }
      },
    );
  });
}
