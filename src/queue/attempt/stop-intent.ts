import type { Database } from "../../database/database.ts";
import { stoppedOnRequest } from "../../reasons.ts";
import { type Status, transitions } from "../job/states.ts";
import { type OwnedAttempt, updateOwnAttempt } from "./ownership.ts";

/** Why a worker stops what runs. Recorded before it is told, as the reason of an attempt that has not ended. */
export type StopIntent = (typeof stopIntents)[number];

const stopIntents = ["timeout", ...stoppedOnRequest] as const;

/** Why an attempt is stopped whose job somebody has given this status by an update of its row. */
export function intentFor(status: Status | null): StopIntent {
  return status !== null && isWaiting(status) ? "requeued" : "cancelled";
}

function isWaiting(status: Status): boolean {
  return (transitions.claim.from as readonly Status[]).includes(status);
}

/**
 * Records that the attempt is about to be stopped: whoever finds it ended then knows whose doing it was,
 * and a worker that has lost the attempt does not stop it.
 *
 * @throws {LongshoreError} LEASE_LOST
 */
export async function recordStopIntent(
  database: Database,
  attempt: OwnedAttempt,
  intent: StopIntent,
): Promise<void> {
  await updateOwnAttempt(database, attempt, { reason: intent });
}

/** The intent that an open attempt's reason is. */
export function readStopIntent(reason: string | null): StopIntent | undefined {
  return stopIntents.find((intent) => intent === reason);
}
