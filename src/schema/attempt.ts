import { bigint, datetime, float, integer, text, uuid, varchar } from "./column.ts";
import { index, indexColumns, table } from "./table.ts";

/**
 * One attempt at launching a job, and who owns it. There is no foreign key to the job: Django deletes
 * jobs without knowing of this table, and must not be stopped by it.
 */
export const attempt = table(
  "longshore_attempt",
  {
    job_id: uuid(),
    /** The job's retry_count after the claim: 1 for the first. */
    number: integer(),
    worker_id: uuid(),
    host_id: bigint(),
    /** The machine whose worker launched it. */
    node: varchar(255),
    /** What the executor calls it; empty until it is launched. */
    execution_id: varchar(255),
    claimed_at: datetime(),
    started_at: datetime({ nullable: true }),
    ended_at: datetime({ nullable: true }),
    exit_code: integer({ nullable: true }),
    /** Why it ended, for programs: exited, timeout, cancelled, image_not_found … */
    reason: varchar(64, { nullable: true }),
    /** Why it ended, for people, where it was not by an exit of its own. */
    error: text({ nullable: true }),
    /** transient, permanent or unknown, where there is an error. */
    error_class: varchar(16, { nullable: true }),
    /** When somebody asked for the job to be cancelled. */
    cancel_requested_at: datetime({ nullable: true }),
    /** The most memory that it was seen to use at once, bytes. */
    peak_memory_bytes: bigint({ nullable: true }),
    /** How many cores it kept busy on average while it ran; 1.5 is one and a half. */
    average_cpu_cores: float({ nullable: true }),
  },
  {
    primaryKey: ["job_id", "number"],
    indexes: [
      index("longshore_attempt_worker_idx", ["worker_id", "ended_at"]),
      // How many attempts are open on a host: counted at each claim, whatever the history.
      index("longshore_attempt_host_idx", ["host_id", "ended_at"]),
      // Attempts that somebody may have to adopt, oldest first.
      index("longshore_attempt_open_idx", ["claimed_at"], {
        where: "ended_at IS NULL",
        withoutPredicate: {
          columns: indexColumns(["ended_at", "claimed_at"]),
          why: "ended_at IS NULL as an equality in front reads the same rows in the same order",
        },
      }),
      // What ended lately. Where there are no partial indexes, the one above has it.
      index("longshore_attempt_ended_idx", ["ended_at"], {
        where: "ended_at IS NOT NULL",
        dialects: ["postgres", "sqlite"],
      }),
    ],
  },
);
