import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { LongshoreError } from "../../errors.ts";
import { migrations as released } from "../../migrations/index.ts";
import { type Table, tables } from "../../schema/index.ts";
import type { Migration } from "../migration.ts";
import type { Operation } from "../operations.ts";
import { type State, stateAfter } from "../state.ts";
import { diffStates } from "./diff.ts";
import { indexSource, migrationSource } from "./source.ts";

/** A migration that does not exist yet. */
export interface DraftMigration {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** The text of its file. */
  readonly source: string;
  /** The text of the file that lists the migrations, with it. */
  readonly index: string;
}

/**
 * Compares the declared schema with the state that the migrations lead to.
 *
 * @param title what stands behind the number in the new migration's name
 * @returns the migration that is missing, undefined where none is
 * @throws {LongshoreError} UNSUPPORTED_CHANGE
 */
export function draftMigration(
  title: string,
  declared: readonly Table[] = tables,
  migrations: readonly Migration[] = released,
): DraftMigration | undefined {
  const to: State = new Map(declared.map((table) => [table.name, table]));
  const operations = diffStates(stateAfter(migrations), to);
  if (operations.length === 0) return undefined;
  const names = migrations.map((migration) => migration.name);
  const last = names.at(-1);
  const name = `${String(names.length + 1).padStart(4, "0")}_${title}`;
  return {
    name,
    operations,
    source: migrationSource(name, last === undefined ? [] : [last], operations),
    index: indexSource([...names, name]),
  };
}

/**
 * Writes a drafted migration and lists it.
 *
 * @param folder of Longshore's sources
 * @returns the path of the new file
 * @throws {LongshoreError} INVALID_INPUT where the sources are not there
 */
export async function writeMigration(draft: DraftMigration, folder: string): Promise<string[]> {
  const migrations = path.join(folder, "src/migrations");
  if (!existsSync(path.join(migrations, "index.ts"))) {
    throw new LongshoreError("INVALID_INPUT", {
      what: folder,
      why: "there is no src/migrations: makemigrations writes into Longshore's own sources; --dry-run prints",
    });
  }
  const files = [path.join(migrations, `${draft.name}.ts`), path.join(migrations, "index.ts")];
  await writeFile(files[0] as string, draft.source);
  await writeFile(files[1] as string, draft.index);
  return files;
}
