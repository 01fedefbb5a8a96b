import type { UpdateObject } from "kysely";
import type { Database } from "../../database/database.ts";
import type { Tables } from "../../database/tables.ts";
import { cancelChanges } from "../cancel.ts";
import { dequeueChanges } from "../dequeue.ts";
import { active, type Status, transitions, type Verb } from "../job/states.ts";
import { retryChanges } from "../retry-job.ts";
import { scheduleChanges } from "../schedule.ts";

/** What is to be done with many jobs. */
export type BulkAction =
  | { readonly action: "cancel" }
  | { readonly action: "dequeue" }
  | { readonly action: "retry"; readonly attempts?: number | undefined }
  | { readonly action: "reprioritize"; readonly priority: number }
  | { readonly action: "schedule"; readonly at: Date | null };

type Changes = UpdateObject<Tables, "container_manager_containerjob">;

/** The verb of the state machine that an action is; none where it changes no state. */
export function verbOf({ action }: BulkAction): Verb | undefined {
  return action === "reprioritize" ? undefined : action;
}

/** What changes besides the state. */
export function changesOf(database: Database, action: BulkAction): Changes {
  switch (action.action) {
    case "cancel":
      return cancelChanges(database);
    case "dequeue":
      return dequeueChanges;
    case "retry":
      return retryChanges(database, action.attempts);
    case "reprioritize":
      return { priority: action.priority };
    case "schedule":
      return scheduleChanges(database, action.at);
  }
}

/** The states in which it is done at once. */
export function startsFrom(action: BulkAction): readonly Status[] {
  return transitions[verbOf(action) ?? "claim"].from;
}

/** The states of the jobs that it can be done to; a worker has to stop those that run. */
export function takes(action: BulkAction): readonly Status[] {
  return action.action === "cancel" ? [...startsFrom(action), ...active] : startsFrom(action);
}

/** Whether workers have something to look for afterwards. */
export function fillsQueue(action: BulkAction): boolean {
  const verb = verbOf(action);
  return verb !== undefined && transitions[verb].to === "queued";
}

/** As in "cannot be …". */
export function doneWord(action: BulkAction): string {
  const verb = verbOf(action);
  return verb ? transitions[verb].done : "given another priority";
}
