import { bigint, datetime, float, integer, json, positiveInteger, text, uuid, varchar } from "./column.ts";
import { index, indexColumns, table } from "./table.ts";

/**
 * What a claim asks of a job, its time apart. The claim repeats it word for word: a database takes a partial
 * index only where it can prove the index's predicate from the query's.
 */
export const readyToClaim =
  "queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying')";

export const claimReadyIndex = "longshore_claim_ready_idx";
export const claimDueIndex = "longshore_claim_due_idx";

/** A job: the one table that Longshore and Django both write. */
export const containerJob = table(
  "container_manager_containerjob",
  {
    id: uuid(),
    name: varchar(200),
    status: varchar(20),
    description: text(),
    docker_image: varchar(500),
    command: text(),
    working_directory: varchar(500),
    /** MB */
    memory_limit: positiveInteger({ nullable: true }),
    /** Cores */
    cpu_limit: float({ nullable: true }),
    timeout_seconds: positiveInteger(),
    network_configuration: json(),
    override_environment: text(),
    execution_id: varchar(255),
    exit_code: integer({ nullable: true }),
    started_at: datetime({ nullable: true }),
    completed_at: datetime({ nullable: true }),
    executor_metadata: json(),
    /** Bytes; a 32-bit integer, so 2 GiB at most */
    max_memory_usage: positiveInteger({ nullable: true }),
    cpu_usage_percent: float({ nullable: true }),
    stdout_log: text(),
    stderr_log: text(),
    docker_log: text(),
    clean_output: text(),
    created_at: datetime(),
    updated_at: datetime(),
    // Django's user; its foreign key is there where Django's user table is.
    created_by_id: integer({ nullable: true }),
    environment_template_id: bigint({
      nullable: true,
      references: {
        table: "container_manager_environmentvariabletemplate",
        column: "id",
        name: "container_manager_co_environment_template_173d4ae7_fk_container",
      },
    }),
    docker_host_id: bigint({
      references: {
        table: "container_manager_executorhost",
        column: "id",
        name: "container_manager_co_docker_host_id_426e495d_fk_container",
      },
    }),
    queued_at: datetime({ nullable: true, comment: "When job was added to queue for execution" }),
    scheduled_for: datetime({
      nullable: true,
      comment: "When job should be launched (for scheduled execution)",
    }),
    launched_at: datetime({ nullable: true, comment: "When job container was actually launched" }),
    retry_count: integer({ default: 0, comment: "Number of launch attempts made" }),
    max_retries: integer({ default: 3, comment: "Maximum launch attempts before giving up" }),
    priority: integer({ default: 50, comment: "Job priority (0-100, higher numbers = higher priority)" }),
  },
  {
    indexes: [
      index("container_manager_containerjob_created_by_id_afa81d1f", ["created_by_id"], {
        dialects: ["postgres", "sqlite"],
      }),
      index("container_manager_containerjob_environment_template_id_173d4ae7", ["environment_template_id"], {
        dialects: ["postgres", "sqlite"],
      }),
      index("container_manager_containerjob_docker_host_id_426e495d", ["docker_host_id"], {
        dialects: ["postgres", "sqlite"],
      }),
      index("cjob_status_created_idx", ["status", "created_at"]),
      index("cjob_created_by_status_idx", ["created_by_id", "status"]),
      index("cjob_host_status_idx", ["docker_host_id", "status"]),
      index("cjob_status_idx", ["status"]),

      index("idx_containerjob_queue_ready", ["queued_at", "launched_at"], {
        where: "queued_at IS NOT NULL AND launched_at IS NULL",
        withoutPredicate: {
          columns: indexColumns(["launched_at", "queued_at"]),
          why: "launched_at IS NULL as an equality in front reads the same rows in the same order",
        },
      }),
      index("idx_containerjob_scheduled", ["scheduled_for", "queued_at"], {
        where: "scheduled_for IS NOT NULL",
        withoutPredicate: {
          columns: indexColumns(["scheduled_for", "queued_at"]),
          why: "a range over scheduled_for passes the rows without one by itself",
        },
      }),
      index("idx_containerjob_priority_queue", ["-priority", "queued_at"], {
        where: "queued_at IS NOT NULL",
        withoutPredicate: {
          columns: indexColumns(["launched_at", "-priority", "queued_at"]),
          why: "launched_at IS NULL as an equality in front keeps a claim away from launched rows, which it would lock",
        },
      }),
      index("idx_containerjob_queued_at", ["queued_at"]),
      index("idx_containerjob_launched_at", ["launched_at"]),
      index("idx_containerjob_scheduled_for", ["scheduled_for"]),
      index("idx_containerjob_priority", ["priority"]),
      index("idx_containerjob_queue_retry", ["queued_at", "retry_count"]),
      index("idx_containerjob_status_queue", ["status", "queued_at"]),

      // What a claim may take and nothing else, in the order in which it is taken: queue/claim/
      index(claimReadyIndex, ["docker_host_id", "-priority", "queued_at"], {
        where: `${readyToClaim} AND scheduled_for IS NULL`,
        withoutPredicate: {
          columns: indexColumns([
            ...["docker_host_id", "status", "priority", "retry_count", "max_retries"],
            ...["launched_at", "scheduled_for", "queued_at"],
          ]),
          why: "what the predicate says is an equality in front: the few combinations that there are can be listed without reading the rows of any",
        },
      }),
      index(claimDueIndex, ["docker_host_id", "-priority", "scheduled_for"], {
        where: `${readyToClaim} AND scheduled_for IS NOT NULL`,
        dialects: ["postgres", "sqlite"],
      }),
    ],
    checks: [
      {
        name: "check_priority_range",
        column: "priority",
        expression: "priority >= 0 AND priority <= 100",
      },
      { name: "check_retry_count_positive", column: "retry_count", expression: "retry_count >= 0" },
      { name: "check_max_retries_positive", column: "max_retries", expression: "max_retries >= 0" },
    ],
  },
);
