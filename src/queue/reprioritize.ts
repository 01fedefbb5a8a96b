import { uuidParameter } from "../database/codecs.ts";
import type { Database } from "../database/database.ts";
import { LongshoreError } from "../errors.ts";
import { refusal } from "./job/change-status.ts";
import { Priority } from "./job/priority.ts";
import { transitions } from "./job/states.ts";

/**
 * Gives a job that waits another priority, 0 to 100.
 *
 * @throws {LongshoreError} INVALID_INPUT, JOB_NOT_FOUND, INVALID_TRANSITION
 */
export async function reprioritize(database: Database, id: string, priority: number): Promise<void> {
  if (!Number.isInteger(priority) || priority < Priority.lowest || priority > Priority.highest) {
    throw new LongshoreError("INVALID_INPUT", {
      what: "priority",
      why: `must be a whole number from ${Priority.lowest} to ${Priority.highest} (given ${priority})`,
    });
  }
  const { numUpdatedRows } = await database.query
    .updateTable("container_manager_containerjob")
    .set({ priority, updated_at: database.now })
    .where("id", "=", uuidParameter(id))
    .where("status", "in", transitions.claim.from)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw await refusal(database, id, "claim", "given another priority");
}
