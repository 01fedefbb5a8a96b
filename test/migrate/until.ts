import { sql } from "kysely";
import type { Database } from "../../src/database/database.ts";

/** Resolves when the query finds something. */
export async function until(database: Database, query: string): Promise<void> {
  while ((await sql.raw(query).execute(database.query)).rows.length === 0);
}

/** Resolves when the query finds something, or when that has ended on which it is to be found. */
export async function untilOrEnded(
  database: Database,
  query: string,
  ended: Promise<unknown>,
): Promise<void> {
  let over = false;
  const end = () => {
    over = true;
  };
  ended.then(end, end);
  while (!over && (await sql.raw(query).execute(database.query)).rows.length === 0);
}

/** Finds another connection that builds an index on MariaDB. */
export const mariadbBuild = `SELECT 1 FROM information_schema.processlist
  WHERE db = database() AND info LIKE '%ADD INDEX%' AND id <> connection_id()`;
