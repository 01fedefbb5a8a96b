import { migration } from "../migrate/migration.ts";
import { addIndex } from "../migrate/operations.ts";
import { index, indexColumns } from "../schema/index.ts";

const JOB = "container_manager_containerjob";

/**
 * Indexes that hold what a claim may take and nothing else. The seed's do not: `idx_containerjob_priority_queue`
 * keeps every job that was ever queued, since a launched one keeps its `queued_at`; and
 * `idx_containerjob_queue_ready` is without the priority, and keeps the jobs that are scheduled for later or
 * have no attempt left. docs/decisions/0007 has the figures.
 */
export default migration("0007_add_claim_indexes", {
  dependsOn: ["0006_add_attempt_usage"],
  operations: [
    // Ready jobs in the order in which they are claimed
    addIndex(
      JOB,
      index("longshore_claim_ready_idx", ["docker_host_id", "-priority", "queued_at"], {
        where:
          "queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying') AND scheduled_for IS NULL",
        withoutPredicate: {
          columns: indexColumns([
            ...["docker_host_id", "status", "priority", "retry_count", "max_retries"],
            ...["launched_at", "scheduled_for", "queued_at"],
          ]),
          why: "what the predicate says is an equality in front: the few combinations that there are can be listed without reading the rows of any",
        },
      }),
    ),
    // Scheduled jobs: those that are due come first within each priority
    addIndex(
      JOB,
      index("longshore_claim_due_idx", ["docker_host_id", "-priority", "scheduled_for"], {
        where:
          "queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying') AND scheduled_for IS NOT NULL",
        dialects: ["postgres", "sqlite"],
      }),
    ),
    // Attempts that somebody may have to adopt
    addIndex(
      "longshore_attempt",
      index("longshore_attempt_open_idx", ["claimed_at"], {
        where: "ended_at IS NULL",
        withoutPredicate: {
          columns: indexColumns(["ended_at", "claimed_at"]),
          why: "ended_at IS NULL as an equality in front reads the same rows in the same order",
        },
      }),
    ),
  ],
});
