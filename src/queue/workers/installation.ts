import { randomUUID } from "node:crypto";
import type { Database } from "../../database/database.ts";
import { insertIfAbsent } from "../../database/insert-if-absent.ts";

const name = "installation";

/**
 * The id of this database among all that share an engine: what runs for another installation is never
 * touched. Made at the first call.
 */
export async function installationId(database: Database): Promise<string> {
  const known = await read(database);
  if (known) return known;
  await insertIfAbsent(database, "longshore_setting", { name, value: randomUUID() });
  // Another process may have been first: what is stored counts.
  return (await read(database)) as string;
}

async function read(database: Database): Promise<string | undefined> {
  const row = await database.query
    .selectFrom("longshore_setting")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.value;
}
