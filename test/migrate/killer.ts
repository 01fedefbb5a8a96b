import { expect } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { type Migrator, spawnMigrator } from "./spawn-migrator.ts";
import { isWrite, watched } from "./watched.ts";

/** Migrators that are killed, one after another. The next process starts while this one works. */
export class Killer implements AsyncDisposable {
  readonly #url: string;
  #next: Migrator;

  constructor(url: string) {
    this.#url = url;
    this.#next = spawnMigrator(url);
  }

  /** Migrates in a process that is killed before that statement which changes anything, counted from 0. */
  async killAt(statement: number, target: string): Promise<void> {
    await using migrator = this.#next;
    this.#next = spawnMigrator(this.#url);
    const order = { killAt: statement, target };
    expect(await migrator.run(order), `at statement ${statement}`).toBe("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#next[Symbol.asyncDispose]();
  }
}

/** Migrates, and counts the statements that changed anything. */
export async function countWrites(database: Database, target: string): Promise<number> {
  let writes = 0;
  const counting = watched(database, (statement) => {
    if (isWrite(statement)) writes++;
  });
  await migrate(counting, { target });
  return writes;
}
