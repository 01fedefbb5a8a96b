import { sql } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import { LongshoreError } from "../../errors.ts";

/**
 * The full id of the job that `given` is the id of, or the beginning of the id of.
 *
 * @throws {LongshoreError} INVALID_INPUT, JOB_NOT_FOUND, AMBIGUOUS_JOB_ID
 */
export async function findJobId(database: Database, given: string): Promise<string> {
  const hex = given.trim().toLowerCase().replaceAll("-", "");
  if (!/^[0-9a-f]{1,32}$/.test(hex)) {
    throw new LongshoreError("INVALID_INPUT", {
      what: `job id ${JSON.stringify(given.slice(0, 60))}`,
      why: "an id is made of the digits 0-9 and a-f, as printed by submit",
    });
  }
  const matches = await (hex.length === 32 ? withId(database, hex) : beginningWith(database, hex));
  const [match, second] = matches;
  if (match === undefined) throw new LongshoreError("JOB_NOT_FOUND", { id: given });
  if (second !== undefined) {
    throw new LongshoreError("AMBIGUOUS_JOB_ID", {
      id: given,
      matches: `${matches.slice(0, 3).join(", ")} …`,
    });
  }
  return match;
}

async function withId(database: Database, hex: string): Promise<string[]> {
  const rows = await jobIds(database).where("id", "=", uuidParameter(hex)).execute();
  return rows.map(({ id }) => id);
}

/** As text: MariaDB orders its UUIDs by other digits than it shows first, so a range would miss some. */
async function beginningWith(database: Database, hex: string): Promise<string[]> {
  const asText = database.dialect === "postgres" ? sql`id::text` : sql`cast(id as char)`;
  const digits = sql<string>`replace(${asText}, '-', '')`;
  const rows = await jobIds(database).where(digits, "like", `${hex}%`).limit(4).execute();
  return rows.map(({ id }) => id);
}

const jobIds = (database: Database) =>
  database.query.selectFrom("container_manager_containerjob").select("id");
