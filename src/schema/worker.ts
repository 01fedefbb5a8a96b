import { datetime, integer, uuid, varchar } from "./column.ts";
import { index, table } from "./table.ts";

/** A worker process. One that has been silent for its lease is dead to the others. */
export const worker = table(
  "longshore_worker",
  {
    id: uuid(),
    /** The machine it runs on: local processes can be found again only there. */
    node: varchar(255),
    pid: integer(),
    concurrency: integer(),
    started_at: datetime(),
    heartbeat_at: datetime(),
  },
  { indexes: [index("longshore_worker_heartbeat_idx", ["heartbeat_at"])] },
);
