import { bytes, datetime, integer, uuid, varchar } from "./column.ts";
import { table } from "./table.ts";

/** A piece of a running job's output, in the order it was written. */
export const logChunk = table(
  "longshore_log_chunk",
  {
    job_id: uuid(),
    attempt: integer(),
    /** From 1, without gaps. */
    sequence: integer(),
    /** stdout or stderr */
    stream: varchar(6),
    data: bytes(),
    /** The executor's: reading goes on behind it after a worker's death. */
    cursor: varchar(255),
    written_at: datetime(),
  },
  { primaryKey: ["job_id", "attempt", "sequence"] },
);
