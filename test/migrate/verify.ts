/** What `verify` finds, and what `migrate` does about it. */
import { expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.ts";
import { verify } from "../../src/migrate/verify.ts";
import { tables } from "../../src/schema/index.ts";
import type { Engine } from "../support/databases.ts";
import { databaseOfTest, driftOf } from "./conformance.ts";
import { job } from "./rows.ts";
import { schemaChanges } from "./schema-changes.ts";

export function verification(engine: Engine): void {
  const current = databaseOfTest(engine);

  it.each(schemaChanges.filter((change) => change.engines?.includes(engine) ?? true))(
    "guarantee 19: $what is drift, and migrate has it $outcome",
    async ({ statement, drift, outcome }) => {
      await migrate(current.database);
      expect(await driftOf(current.database)).toEqual([]);
      for (const part of statement.split(/;\s/)) await current.database.execute(dialectOf(part, engine));

      const found = await driftOf(current.database);
      expect(found).toEqual([expect.stringMatching(drift)]);
      if (outcome === "refused") {
        await expect(migrate(current.database)).rejects.toMatchObject({ code: "SCHEMA_CONFLICT" });
        expect(await driftOf(current.database)).toEqual(found);
      } else {
        const results = await migrate(current.database);
        expect(results.map((result) => result.outcome)).toEqual(["repaired"]);
        expect(await driftOf(current.database)).toEqual([]);
      }
    },
  );

  it("takes an index under another name for the one that is wanted", async () => {
    await migrate(current.database);
    const rename = {
      postgres: "ALTER INDEX idx_containerjob_priority RENAME TO theirs",
      mariadb: `ALTER TABLE ${job} RENAME INDEX idx_containerjob_priority TO theirs`,
      sqlite: `CREATE INDEX theirs ON ${job} (priority)`,
    };
    await current.database.execute(rename[engine]);
    if (engine === "sqlite") await current.database.execute("DROP INDEX idx_containerjob_priority");
    const differences = await verify(current.database);
    expect(differences).toContainEqual({
      kind: "note",
      object: `index ${job}.idx_containerjob_priority`,
      message: "is there as theirs",
    });
    expect(await driftOf(current.database)).toEqual([]);
    expect(await migrate(current.database)).toEqual([]);
  });

  it("notes what others added", async () => {
    await migrate(current.database);
    await current.database.execute(`ALTER TABLE ${job} ADD COLUMN theirs integer NULL`);
    await current.database.execute(`CREATE INDEX theirs ON ${job} (theirs)`);
    const notes = (await verify(current.database)).map(({ object, message }) => `${object} ${message}`);
    expect(notes).toContainEqual(`column ${job}.theirs is not ours`);
    expect(notes).toContainEqual(`index ${job}.theirs (theirs) is not ours`);
    expect(await driftOf(current.database)).toEqual([]);

    await migrate(current.database, { target: "0001" });
    await migrate(current.database);
    expect(await driftOf(current.database)).toEqual([]);
  });

  it("finds everything missing where nothing was migrated", async () => {
    const found = await driftOf(current.database);
    expect(found).toHaveLength(tables.length + 1);
    expect(found).toContain(`table ${job} is missing`);
  });
}

function dialectOf(statement: string, engine: Engine): string {
  return engine === "mariadb"
    ? statement.replace("DROP CONSTRAINT longshore_setting_pkey", "DROP PRIMARY KEY")
    : statement;
}
