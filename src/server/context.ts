import type { Database } from "../database/database.ts";
import type { Logger } from "../worker/settings.ts";
import type { FailureLimit } from "./auth/failure-limit.ts";
import type { AccessKeys } from "./auth/tokens.ts";
import type { EventStreams } from "./live/event-stream.ts";
import type { LogTails } from "./live/log-tails.ts";
import type { OverviewFeed } from "./live/overview-feed.ts";
import type { Snapshots } from "./live/snapshots.ts";
import type { Metrics } from "./metrics/metrics.ts";

/** What every route may need. */
export interface ServerContext {
  readonly database: Database;
  readonly keys: AccessKeys;
  readonly failures: FailureLimit;
  /** Milliseconds of silence after which a worker counts as dead. */
  readonly lease: number;
  readonly logger: Logger;
  readonly streams: EventStreams;
  readonly tails: LogTails;
  readonly feed: OverviewFeed;
  readonly snapshots: Snapshots;
  readonly metrics: Metrics;
}
