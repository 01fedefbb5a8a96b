import { LongshoreError } from "../../errors.ts";
import type { Migration } from "../migration.ts";

/**
 * How many of the migrations a target means: `zero` is none of them, nothing is all of them, and a name
 * or the beginning of one is that one and those before it.
 *
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION
 */
export function countUpTo(target: string | undefined, migrations: readonly Migration[]): number {
  if (target === undefined) return migrations.length;
  if (target === "zero") return 0;
  return migrations.indexOf(findMigration(target, migrations)) + 1;
}

/**
 * The one migration whose name is, or begins with, `name`.
 *
 * @throws {LongshoreError} UNKNOWN_MIGRATION, AMBIGUOUS_MIGRATION
 */
export function findMigration(name: string, migrations: readonly Migration[]): Migration {
  const exact = migrations.find((migration) => migration.name === name);
  const matches = migrations.filter((migration) => name !== "" && migration.name.startsWith(name));
  const found = exact ?? matches[0];
  if (!found) {
    throw new LongshoreError("UNKNOWN_MIGRATION", {
      name,
      known: migrations.map((migration) => migration.name).join(", "),
    });
  }
  if (!exact && matches.length > 1) {
    throw new LongshoreError("AMBIGUOUS_MIGRATION", {
      name,
      matches: matches.map((migration) => migration.name).join(" or "),
    });
  }
  return found;
}
