/** A migrated database, and an opened one. */
import { connect } from "../../src/database/connect.ts";
import type { Database } from "../../src/database/database.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { createTestDatabase, type DatabaseServers, type Engine } from "./databases.ts";

export interface MigratedDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes and removes it. */
  drop(): Promise<void>;
}

/** @param servers others than those of all tests */
export async function createMigratedDatabase(
  engine: Engine,
  servers?: Partial<DatabaseServers>,
): Promise<MigratedDatabase> {
  const { url, drop } = await createTestDatabase(engine, servers);
  const database = await connect(url);
  await migrate(database);
  return {
    url,
    database,
    async drop() {
      await database.close();
      await drop();
    },
  };
}
