import type { Database } from "../database/database.ts";

/** Environment templates by name, without what is in them. */
export async function listTemplates(database: Database): Promise<{ name: string; description: string }[]> {
  return database.query
    .selectFrom("container_manager_environmentvariabletemplate")
    .select(["name", "description"])
    .orderBy("name")
    .execute();
}
