import { channel } from "node:diagnostics_channel";
import type { OwnedAttempt } from "../queue/attempt/ownership.ts";

/**
 * The places in the launch protocol, in its order, between which a worker may die. Each is told on a
 * diagnostics channel, where a test can stop or kill the worker; docs/launch-protocol.md says what the
 * next worker then does.
 */
export const protocolPoints = [
  /** The claim is committed. */
  "claimed",
  /** Another worker's attempt has become this one's. */
  "adopted",
  /** The execution is made, and was not started. */
  "created",
  /** It is started, and the database does not know. */
  "started",
  /** The database knows. */
  "launched",
  /** A piece of its output is stored. */
  "output_stored",
  /** It is to be stopped, which is recorded, and was not told. */
  "stopping",
  /** It has ended, all its output is stored, and the database does not know that it ended. */
  "exited",
  /** The database knows; what is left of the execution is still there. */
  "settled",
  /** Nothing is left of it. */
  "removed",
] as const;

export type ProtocolPoint = (typeof protocolPoints)[number];

export const protocolChannel = "longshore:protocol";

export interface PointReached extends OwnedAttempt {
  readonly point: ProtocolPoint;
}

const reached = channel(protocolChannel);

/** Tells whoever listens, before it returns; without listeners it does nothing. */
export function reach(point: ProtocolPoint, attempt: OwnedAttempt): void {
  if (reached.hasSubscribers) reached.publish({ point, ...attempt } satisfies PointReached);
}
