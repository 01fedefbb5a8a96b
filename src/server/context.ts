import type { Database } from "../database/database.ts";
import type { FailureLimit } from "./auth/failure-limit.ts";
import type { AccessKeys } from "./auth/tokens.ts";
import type { Live } from "./live/live.ts";
import type { Metrics } from "./metrics/metrics.ts";

/** What every route may need. */
export interface ServerContext extends Live {
  readonly database: Database;
  readonly keys: AccessKeys;
  readonly failures: FailureLimit;
  /** Milliseconds of silence after which a worker counts as dead. */
  readonly lease: number;
  readonly metrics: Metrics;
}
