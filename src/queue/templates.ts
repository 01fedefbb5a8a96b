import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";

/** @throws {LongshoreError} TEMPLATE_NOT_FOUND */
export async function templateIdByName(database: Database, name: string): Promise<number> {
  const templates = await database.query
    .selectFrom("container_manager_environmentvariabletemplate")
    .select(["id", "name"])
    .orderBy("name")
    .execute();
  const template = templates.find((candidate) => candidate.name === name);
  if (template) return template.id;
  const known = templates.map((candidate) => candidate.name).join(", ") || "none yet";
  throw new LongshoreError("TEMPLATE_NOT_FOUND", { name, known });
}
