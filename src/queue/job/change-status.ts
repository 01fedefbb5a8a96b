import type { UpdateObject } from "kysely";
import { uuidParameter } from "../../database/codecs.ts";
import type { Database } from "../../database/database.ts";
import type { Tables } from "../../database/tables.ts";
import { LongshoreError } from "../../errors.ts";
import { transitions, type Verb } from "./states.ts";

type Changes = UpdateObject<Tables, "container_manager_containerjob">;

/** The update that a verb of the state machine is: it finds the row only in a state the verb starts from. */
export function updateStatus(database: Database, verb: Verb, changes: Changes = {}) {
  const { from, to } = transitions[verb];
  return database.query
    .updateTable("container_manager_containerjob")
    .set({ ...changes, status: to, updated_at: database.now })
    .where("status", "in", from);
}

/**
 * Moves one job by a verb.
 *
 * @throws {LongshoreError} JOB_NOT_FOUND, or INVALID_TRANSITION where its state does not allow the verb
 */
export async function changeStatus(
  database: Database,
  id: string,
  verb: Verb,
  changes: Changes = {},
): Promise<void> {
  const { numUpdatedRows } = await updateStatus(database, verb, changes)
    .where("id", "=", uuidParameter(id))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw await refusal(database, id, verb);
}

/** Why the verb did not find the job. */
export async function refusal(
  database: Database,
  id: string,
  verb: Verb,
  done: string = transitions[verb].done,
): Promise<LongshoreError> {
  const job = await database.query
    .selectFrom("container_manager_containerjob")
    .select("status")
    .where("id", "=", uuidParameter(id))
    .executeTakeFirst();
  if (!job) return new LongshoreError("JOB_NOT_FOUND", { id });
  const { from } = transitions[verb];
  return new LongshoreError("INVALID_TRANSITION", {
    id,
    from: job.status,
    verb: done,
    allowed: from.join(" or "),
  });
}
