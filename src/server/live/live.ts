import type { Database } from "../../database/database.ts";
import { jobChanges, standingOfJobs } from "../../queue/overview/job-changes.ts";
import type { Logger } from "../../worker/settings.ts";
import { EventStreams } from "./event-stream.ts";
import { LogTails } from "./log-tails.ts";
import { changesWindow, OverviewFeed } from "./overview-feed.ts";
import { Snapshots } from "./snapshots.ts";

/** What many viewers look at, asked of the database once for all. */
export interface Live {
  readonly streams: EventStreams;
  readonly tails: LogTails;
  readonly feed: OverviewFeed;
  readonly snapshots: Snapshots;
  close(): void;
}

export function createLive(database: Database, lease: number, logger: Logger): Live {
  const snapshots = new Snapshots(database, lease);
  const streams = new EventStreams();
  const feed = new OverviewFeed(
    {
      overview: () => snapshots.overviewEvent(),
      changes: () => jobChanges(database, changesWindow),
      standing: (ids) => standingOfJobs(database, ids),
    },
    logger,
  );
  return {
    streams,
    tails: new LogTails(database),
    feed,
    snapshots,
    close() {
      feed.close();
      streams.close();
    },
  };
}
