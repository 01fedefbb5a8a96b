/** Changes to a migrated database, one thing each, and what `verify` and `migrate` make of them. */
import type { Engine } from "../support/databases.ts";
import { job } from "./rows.ts";

export interface SchemaChange {
  readonly what: string;
  readonly engines?: readonly Engine[];
  /** One statement that changes one thing. */
  readonly statement: string;
  readonly drift: RegExp;
  /** Whether `migrate` mends it, or refuses. */
  readonly outcome: "mended" | "refused";
}

const servers = ["postgres", "mariadb"] as const;

export const schemaChanges: readonly SchemaChange[] = [
  {
    what: "a missing index",
    engines: ["postgres", "sqlite"],
    statement: "DROP INDEX idx_containerjob_priority",
    drift: /index .*idx_containerjob_priority \(priority\) is missing/,
    outcome: "mended",
  },
  {
    what: "a missing index",
    engines: ["mariadb"],
    statement: `DROP INDEX idx_containerjob_priority ON ${job}`,
    drift: /index .*idx_containerjob_priority \(priority\) is missing/,
    outcome: "mended",
  },
  {
    what: "a missing index of Django's",
    engines: ["postgres", "sqlite"],
    statement: "DROP INDEX cjob_status_idx",
    drift: /index .*cjob_status_idx \(status\) is missing/,
    outcome: "mended",
  },
  {
    what: "another predicate",
    engines: ["postgres", "sqlite"],
    statement: `DROP INDEX idx_containerjob_scheduled;
      CREATE INDEX idx_containerjob_scheduled ON ${job} (scheduled_for, queued_at) WHERE scheduled_for IS NULL`,
    drift: /idx_containerjob_scheduled wanted .*IS NOT NULL; found .*WHERE scheduled_for IS NULL/,
    outcome: "refused",
  },
  {
    what: "no predicate",
    engines: ["postgres", "sqlite"],
    statement: `DROP INDEX idx_containerjob_scheduled;
      CREATE INDEX idx_containerjob_scheduled ON ${job} (scheduled_for, queued_at)`,
    drift: /idx_containerjob_scheduled wanted .*IS NOT NULL; found \(scheduled_for, queued_at\)$/,
    outcome: "refused",
  },
  {
    what: "another direction",
    engines: ["postgres", "sqlite"],
    statement: `DROP INDEX idx_containerjob_priority_queue;
      CREATE INDEX idx_containerjob_priority_queue ON ${job} (priority, queued_at) WHERE queued_at IS NOT NULL`,
    drift:
      /idx_containerjob_priority_queue wanted \(priority DESC, queued_at\).*; found \(priority, queued_at\)/,
    outcome: "refused",
  },
  {
    what: "another direction",
    engines: ["mariadb"],
    statement: `ALTER TABLE ${job} DROP INDEX idx_containerjob_priority_queue,
      ADD INDEX idx_containerjob_priority_queue (launched_at, priority, queued_at)`,
    drift:
      /idx_containerjob_priority_queue wanted .*priority DESC.*; found \(launched_at, priority, queued_at\)/,
    outcome: "refused",
  },
  {
    what: "an index that must be unique now",
    engines: ["postgres", "sqlite"],
    statement: `DROP INDEX idx_containerjob_priority;
      CREATE UNIQUE INDEX idx_containerjob_priority ON ${job} (priority)`,
    drift: /idx_containerjob_priority wanted \(priority\); found UNIQUE \(priority\)/,
    outcome: "refused",
  },
  {
    what: "an invalid index",
    engines: ["postgres"],
    statement:
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_containerjob_queue_ready'::regclass",
    drift: /idx_containerjob_queue_ready is invalid/,
    outcome: "mended",
  },
  {
    what: "another operator class",
    engines: ["postgres"],
    statement: `DROP INDEX container_manager_executorhost_name_30b7d1ca_like;
      CREATE INDEX container_manager_executorhost_name_30b7d1ca_like ON container_manager_executorhost (name)`,
    drift: /name_30b7d1ca_like wanted \(name varchar_pattern_ops\); found \(name\)/,
    outcome: "refused",
  },
  {
    what: "a missing default",
    engines: servers,
    statement: `ALTER TABLE ${job} ALTER COLUMN priority DROP DEFAULT`,
    drift: /column .*priority wanted int\w* NOT NULL DEFAULT 50; found int\w* NOT NULL$/,
    outcome: "mended",
  },
  {
    what: "another default",
    engines: servers,
    statement: `ALTER TABLE ${job} ALTER COLUMN max_retries SET DEFAULT 4`,
    drift: /column .*max_retries wanted .*DEFAULT 3; found .*DEFAULT 4/,
    outcome: "refused",
  },
  {
    what: "a default where none belongs",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} ALTER COLUMN queued_at SET DEFAULT now()`,
    drift: /column .*queued_at wanted .*NULL; found .*NULL DEFAULT now\(\)/,
    outcome: "refused",
  },
  {
    what: "a column that may be NULL now",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} ALTER COLUMN retry_count DROP NOT NULL`,
    drift: /column .*retry_count wanted integer NOT NULL DEFAULT 0; found integer NULL DEFAULT 0/,
    outcome: "refused",
  },
  {
    what: "another type",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} ALTER COLUMN retry_count TYPE bigint`,
    drift: /column .*retry_count wanted integer .*; found bigint/,
    outcome: "refused",
  },
  {
    what: "a shorter column",
    engines: ["mariadb"],
    statement: `ALTER TABLE ${job} MODIFY COLUMN docker_image varchar(400) NOT NULL`,
    drift: /column .*docker_image wanted varchar\(500\).*; found varchar\(400\)/,
    outcome: "refused",
  },
  {
    what: "another comment",
    engines: ["postgres"],
    statement: `COMMENT ON COLUMN ${job}.priority IS 'urgency'`,
    drift: /column .*priority wanted the comment "Job priority.*; found "urgency"/,
    outcome: "mended",
  },
  {
    what: "a missing column",
    engines: ["sqlite"],
    statement: "ALTER TABLE longshore_worker DROP COLUMN concurrency",
    drift: /column longshore_worker\.concurrency is missing/,
    outcome: "refused",
  },
  {
    what: "a missing check",
    engines: ["postgres", "sqlite"],
    statement: `ALTER TABLE ${job} DROP CONSTRAINT check_priority_range`,
    drift: /check .*check_priority_range .* is missing/,
    outcome: "mended",
  },
  {
    what: "a missing check",
    engines: ["mariadb"],
    statement: `ALTER TABLE ${job} MODIFY COLUMN priority integer DEFAULT 50 NOT NULL
      COMMENT 'Job priority (0-100, higher numbers = higher priority)'`,
    drift: /check .*check_priority_range .* is missing/,
    outcome: "mended",
  },
  {
    what: "a check that is not validated",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} DROP CONSTRAINT check_priority_range;
      ALTER TABLE ${job} ADD CONSTRAINT check_priority_range CHECK (priority BETWEEN 0 AND 100) NOT VALID`,
    drift: /check_priority_range is not validated/,
    outcome: "mended",
  },
  {
    what: "another check",
    engines: ["postgres", "sqlite"],
    statement: `ALTER TABLE ${job} DROP CONSTRAINT check_priority_range;
      ALTER TABLE ${job} ADD CONSTRAINT check_priority_range CHECK (priority >= 0 AND priority <= 99)`,
    drift: /check_priority_range wanted .*<= 100.*; found .*<= 99/,
    outcome: "refused",
  },
  {
    what: "another check in its place",
    engines: ["mariadb"],
    statement: `ALTER TABLE ${job} MODIFY COLUMN priority integer DEFAULT 50 NOT NULL
      COMMENT 'Job priority (0-100, higher numbers = higher priority)' CHECK (priority >= 0 AND priority <= 99)`,
    drift: /check_priority_range .* is missing/,
    outcome: "refused",
  },
  {
    what: "a missing check of a column's kind",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} DROP CONSTRAINT ${job}_timeout_seconds_check`,
    drift: /column .*timeout_seconds its check timeout_seconds >= 0 is missing/,
    outcome: "refused",
  },
  {
    what: "a missing foreign key",
    engines: ["postgres"],
    statement: `ALTER TABLE ${job} DROP CONSTRAINT container_manager_co_docker_host_id_426e495d_fk_container`,
    drift: /foreign key of .*docker_host_id\) REFERENCES container_manager_executorhost \(id\) is missing/,
    outcome: "refused",
  },
  {
    what: "a missing foreign key",
    engines: ["mariadb"],
    statement: `ALTER TABLE ${job} DROP FOREIGN KEY container_manager_co_docker_host_id_426e495d_fk_container`,
    drift: /foreign key of .*docker_host_id\) REFERENCES container_manager_executorhost \(id\) is missing/,
    outcome: "refused",
  },
  {
    what: "a name that need not be unique",
    engines: ["postgres"],
    statement:
      "ALTER TABLE container_manager_executorhost DROP CONSTRAINT container_manager_executorhost_name_key",
    drift: /column container_manager_executorhost\.name is not unique/,
    outcome: "refused",
  },
  {
    what: "another primary key",
    engines: servers,
    statement: "ALTER TABLE longshore_setting DROP CONSTRAINT longshore_setting_pkey; SELECT 1",
    drift: /primary key of longshore_setting wanted \(name\); found \(\)/,
    outcome: "refused",
  },
  {
    what: "a missing table",
    statement: "DROP TABLE longshore_setting",
    drift: /table longshore_setting is missing/,
    outcome: "mended",
  },
];
