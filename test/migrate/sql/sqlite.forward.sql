-- 0001_initial, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- create table container_manager_executorhost
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "container_manager_executorhost" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL UNIQUE,
  "host_type" varchar(10) NOT NULL,
  "connection_string" varchar(500) NOT NULL,
  "tls_enabled" bool NOT NULL,
  "tls_verify" bool NOT NULL,
  "is_active" bool NOT NULL,
  "auto_pull_images" bool NOT NULL,
  "executor_type" varchar(50) NOT NULL,
  "executor_config" text NOT NULL CHECK ((JSON_VALID("executor_config") OR "executor_config" IS NULL)),
  "max_concurrent_jobs" integer unsigned NOT NULL CHECK ("max_concurrent_jobs" >= 0),
  "weight" integer unsigned NOT NULL CHECK ("weight" >= 0),
  "current_job_count" integer unsigned NOT NULL CHECK ("current_job_count" >= 0),
  "created_at" datetime NOT NULL,
  "updated_at" datetime NOT NULL
);

-- create table container_manager_environmentvariabletemplate
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "container_manager_environmentvariabletemplate" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL UNIQUE,
  "description" text NOT NULL,
  "environment_variables_text" text NOT NULL,
  "created_at" datetime NOT NULL,
  "updated_at" datetime NOT NULL,
  "created_by_id" integer NULL
);
CREATE INDEX "container_manager_environmentvariabletemplate_created_by_id_9cf727f4" ON "container_manager_environmentvariabletemplate" ("created_by_id");

-- create table container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "container_manager_containerjob" (
  "id" char(32) NOT NULL PRIMARY KEY,
  "name" varchar(200) NOT NULL,
  "status" varchar(20) NOT NULL,
  "description" text NOT NULL,
  "docker_image" varchar(500) NOT NULL,
  "command" text NOT NULL,
  "working_directory" varchar(500) NOT NULL,
  "memory_limit" integer unsigned NULL CHECK ("memory_limit" >= 0),
  "cpu_limit" real NULL,
  "timeout_seconds" integer unsigned NOT NULL CHECK ("timeout_seconds" >= 0),
  "network_configuration" text NOT NULL CHECK ((JSON_VALID("network_configuration") OR "network_configuration" IS NULL)),
  "override_environment" text NOT NULL,
  "execution_id" varchar(255) NOT NULL,
  "exit_code" integer NULL,
  "started_at" datetime NULL,
  "completed_at" datetime NULL,
  "executor_metadata" text NOT NULL CHECK ((JSON_VALID("executor_metadata") OR "executor_metadata" IS NULL)),
  "max_memory_usage" integer unsigned NULL CHECK ("max_memory_usage" >= 0),
  "cpu_usage_percent" real NULL,
  "stdout_log" text NOT NULL,
  "stderr_log" text NOT NULL,
  "docker_log" text NOT NULL,
  "clean_output" text NOT NULL,
  "created_at" datetime NOT NULL,
  "updated_at" datetime NOT NULL,
  "created_by_id" integer NULL,
  "environment_template_id" bigint NULL REFERENCES "container_manager_environmentvariabletemplate" ("id") DEFERRABLE INITIALLY DEFERRED,
  "docker_host_id" bigint NOT NULL REFERENCES "container_manager_executorhost" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX "container_manager_containerjob_created_by_id_afa81d1f" ON "container_manager_containerjob" ("created_by_id");
CREATE INDEX "container_manager_containerjob_environment_template_id_173d4ae7" ON "container_manager_containerjob" ("environment_template_id");
CREATE INDEX "container_manager_containerjob_docker_host_id_426e495d" ON "container_manager_containerjob" ("docker_host_id");
CREATE INDEX "cjob_status_created_idx" ON "container_manager_containerjob" ("status", "created_at");
CREATE INDEX "cjob_created_by_status_idx" ON "container_manager_containerjob" ("created_by_id", "status");
CREATE INDEX "cjob_host_status_idx" ON "container_manager_containerjob" ("docker_host_id", "status");
CREATE INDEX "cjob_status_idx" ON "container_manager_containerjob" ("status");

COMMIT;

-- 0002_add_queue_fields, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- add column queued_at to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "queued_at" datetime NULL;

-- add column scheduled_for to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "scheduled_for" datetime NULL;

-- add column launched_at to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "launched_at" datetime NULL;

-- add column retry_count to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "retry_count" integer DEFAULT 0 NOT NULL;

-- add column max_retries to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "max_retries" integer DEFAULT 3 NOT NULL;

-- add column priority to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "container_manager_containerjob" ADD COLUMN "priority" integer DEFAULT 50 NOT NULL;

-- add check check_priority_range to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once; nothing is rewritten
ALTER TABLE "container_manager_containerjob" ADD CONSTRAINT "check_priority_range" CHECK (priority >= 0 AND priority <= 100);

-- add check check_retry_count_positive to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once; nothing is rewritten
ALTER TABLE "container_manager_containerjob" ADD CONSTRAINT "check_retry_count_positive" CHECK (retry_count >= 0);

-- add check check_max_retries_positive to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once; nothing is rewritten
ALTER TABLE "container_manager_containerjob" ADD CONSTRAINT "check_max_retries_positive" CHECK (max_retries >= 0);

-- add index idx_containerjob_queue_ready to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_queue_ready" ON "container_manager_containerjob" ("queued_at", "launched_at") WHERE queued_at IS NOT NULL AND launched_at IS NULL;

-- add index idx_containerjob_scheduled to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_scheduled" ON "container_manager_containerjob" ("scheduled_for", "queued_at") WHERE scheduled_for IS NOT NULL;

-- add index idx_containerjob_priority_queue to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_priority_queue" ON "container_manager_containerjob" ("priority" DESC, "queued_at") WHERE queued_at IS NOT NULL;

-- add index idx_containerjob_queued_at to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_queued_at" ON "container_manager_containerjob" ("queued_at");

-- add index idx_containerjob_launched_at to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_launched_at" ON "container_manager_containerjob" ("launched_at");

-- add index idx_containerjob_scheduled_for to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_scheduled_for" ON "container_manager_containerjob" ("scheduled_for");

-- add index idx_containerjob_priority to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_priority" ON "container_manager_containerjob" ("priority");

-- add index idx_containerjob_queue_retry to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_queue_retry" ON "container_manager_containerjob" ("queued_at", "retry_count");

-- add index idx_containerjob_status_queue to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "idx_containerjob_status_queue" ON "container_manager_containerjob" ("status", "queued_at");

COMMIT;

-- 0003_add_workers_and_attempts, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- create table longshore_setting
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "longshore_setting" (
  "name" varchar(64) NOT NULL PRIMARY KEY,
  "value" text NOT NULL
);

-- create table longshore_worker
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "longshore_worker" (
  "id" char(32) NOT NULL PRIMARY KEY,
  "node" varchar(255) NOT NULL,
  "pid" integer NOT NULL,
  "concurrency" integer NOT NULL,
  "started_at" datetime NOT NULL,
  "heartbeat_at" datetime NOT NULL
);
CREATE INDEX "longshore_worker_heartbeat_idx" ON "longshore_worker" ("heartbeat_at");

-- create table longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "longshore_attempt" (
  "job_id" char(32) NOT NULL,
  "number" integer NOT NULL,
  "worker_id" char(32) NOT NULL,
  "host_id" bigint NOT NULL,
  "node" varchar(255) NOT NULL,
  "execution_id" varchar(255) NOT NULL,
  "claimed_at" datetime NOT NULL,
  "started_at" datetime NULL,
  "ended_at" datetime NULL,
  "exit_code" integer NULL,
  "reason" varchar(64) NULL,
  "error" text NULL,
  "error_class" varchar(16) NULL,
  "cancel_requested_at" datetime NULL,
  PRIMARY KEY ("job_id", "number")
);
CREATE INDEX "longshore_attempt_worker_idx" ON "longshore_attempt" ("worker_id", "ended_at");

COMMIT;

-- 0004_add_log_chunks, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- create table longshore_log_chunk
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "longshore_log_chunk" (
  "job_id" char(32) NOT NULL,
  "attempt" integer NOT NULL,
  "sequence" integer NOT NULL,
  "stream" varchar(6) NOT NULL,
  "data" blob NOT NULL,
  "cursor" varchar(255) NOT NULL,
  "written_at" datetime NOT NULL,
  PRIMARY KEY ("job_id", "attempt", "sequence")
);

COMMIT;

-- 0005_add_host_capacity, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- create table longshore_host
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nobody uses the table yet
CREATE TABLE "longshore_host" (
  "host_id" bigint NOT NULL PRIMARY KEY
);

-- add index longshore_attempt_host_idx to longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "longshore_attempt_host_idx" ON "longshore_attempt" ("host_id", "ended_at");

COMMIT;

-- 0006_add_attempt_usage, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- add column peak_memory_bytes to longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "longshore_attempt" ADD COLUMN "peak_memory_bytes" bigint NULL;

-- add column average_cpu_cores to longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: the table is not rewritten
ALTER TABLE "longshore_attempt" ADD COLUMN "average_cpu_cores" real NULL;

COMMIT;

-- 0007_add_claim_indexes, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- add index longshore_claim_ready_idx to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "longshore_claim_ready_idx" ON "container_manager_containerjob" ("docker_host_id", "priority" DESC, "queued_at") WHERE queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying') AND scheduled_for IS NULL;

-- add index longshore_claim_due_idx to container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "longshore_claim_due_idx" ON "container_manager_containerjob" ("docker_host_id", "priority" DESC, "scheduled_for") WHERE queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying') AND scheduled_for IS NOT NULL;

-- add index longshore_attempt_open_idx to longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "longshore_attempt_open_idx" ON "longshore_attempt" ("claimed_at") WHERE ended_at IS NULL;

COMMIT;

-- 0008_add_attempt_ends, forward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- add index longshore_attempt_ended_idx to longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads the table once
CREATE INDEX "longshore_attempt_ended_idx" ON "longshore_attempt" ("ended_at") WHERE ended_at IS NOT NULL;

COMMIT;
