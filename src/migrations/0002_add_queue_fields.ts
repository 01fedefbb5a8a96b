import { migration } from "../migrate/migration.ts";
import { addCheck, addColumn, addIndex } from "../migrate/operations.ts";
import { datetime, index, indexColumns, integer } from "../schema/index.ts";

const JOB = "container_manager_containerjob";

export default migration("0002_add_queue_fields", {
  dependsOn: ["0001_initial"],
  operations: [
    // Queue state
    addColumn(
      JOB,
      "queued_at",
      datetime({ nullable: true, comment: "When job was added to queue for execution" }),
    ),
    addColumn(
      JOB,
      "scheduled_for",
      datetime({ nullable: true, comment: "When job should be launched (for scheduled execution)" }),
    ),
    addColumn(
      JOB,
      "launched_at",
      datetime({ nullable: true, comment: "When job container was actually launched" }),
    ),
    addColumn(JOB, "retry_count", integer({ default: 0, comment: "Number of launch attempts made" })),
    addColumn(
      JOB,
      "max_retries",
      integer({ default: 3, comment: "Maximum launch attempts before giving up" }),
    ),
    addColumn(
      JOB,
      "priority",
      integer({ default: 50, comment: "Job priority (0-100, higher numbers = higher priority)" }),
    ),

    // Jobs ready to launch, jobs scheduled for later, and jobs by priority
    addIndex(
      JOB,
      index("idx_containerjob_queue_ready", ["queued_at", "launched_at"], {
        where: "queued_at IS NOT NULL AND launched_at IS NULL",
        withoutPredicate: {
          columns: indexColumns(["launched_at", "queued_at"]),
          why: "launched_at IS NULL as an equality in front reads the same rows in the same order",
        },
      }),
    ),
    addIndex(
      JOB,
      index("idx_containerjob_scheduled", ["scheduled_for", "queued_at"], {
        where: "scheduled_for IS NOT NULL",
        withoutPredicate: {
          columns: indexColumns(["scheduled_for", "queued_at"]),
          why: "a range over scheduled_for passes the rows without one by itself",
        },
      }),
    ),
    addIndex(
      JOB,
      index("idx_containerjob_priority_queue", ["-priority", "queued_at"], {
        where: "queued_at IS NOT NULL",
        withoutPredicate: {
          columns: indexColumns(["launched_at", "-priority", "queued_at"]),
          why: "launched_at IS NULL as an equality in front keeps a claim away from launched rows, which it would lock",
        },
      }),
    ),

    // Single fields
    addIndex(JOB, index("idx_containerjob_queued_at", ["queued_at"])),
    addIndex(JOB, index("idx_containerjob_launched_at", ["launched_at"])),
    addIndex(JOB, index("idx_containerjob_scheduled_for", ["scheduled_for"])),
    addIndex(JOB, index("idx_containerjob_priority", ["priority"])),

    // Common queries
    addIndex(JOB, index("idx_containerjob_queue_retry", ["queued_at", "retry_count"])),
    addIndex(JOB, index("idx_containerjob_status_queue", ["status", "queued_at"])),

    // Validation in the database
    addCheck(JOB, {
      name: "check_priority_range",
      column: "priority",
      expression: "priority >= 0 AND priority <= 100",
    }),
    addCheck(JOB, {
      name: "check_retry_count_positive",
      column: "retry_count",
      expression: "retry_count >= 0",
    }),
    addCheck(JOB, {
      name: "check_max_retries_positive",
      column: "max_retries",
      expression: "max_retries >= 0",
    }),
  ],
});
