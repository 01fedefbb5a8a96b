-- 0008_add_attempt_ends, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- drop index longshore_attempt_ended_idx of longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "longshore_attempt_ended_idx";

COMMIT;

-- 0007_add_claim_indexes, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- drop index longshore_attempt_open_idx of longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "longshore_attempt_open_idx";

-- drop index longshore_claim_due_idx of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "longshore_claim_due_idx";

-- drop index longshore_claim_ready_idx of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "longshore_claim_ready_idx";

COMMIT;

-- 0006_add_attempt_usage, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- create archive longshore_archive_0006_longshore_attempt
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE "longshore_archive_0006_longshore_attempt" (
  "job_id" varchar(32) NOT NULL,
  "number" integer NOT NULL,
  "average_cpu_cores" real NULL,
  "peak_memory_bytes" bigint NULL,
  "restored" bool DEFAULT 0 NOT NULL,
  PRIMARY KEY ("job_id", "number")
);

-- copy what is not a default to longshore_archive_0006_longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads each row once; nobody changes these columns any more
INSERT INTO "longshore_archive_0006_longshore_attempt" ("job_id", "number", "average_cpu_cores", "peak_memory_bytes")
SELECT "job_id", "number", "average_cpu_cores", "peak_memory_bytes" FROM "longshore_attempt"
WHERE "average_cpu_cores" IS NOT NULL OR "peak_memory_bytes" IS NOT NULL
ON CONFLICT ("job_id", "number") DO UPDATE SET "average_cpu_cores" = EXCLUDED."average_cpu_cores", "peak_memory_bytes" = EXCLUDED."peak_memory_bytes";

-- drop column average_cpu_cores of longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "longshore_attempt" DROP COLUMN "average_cpu_cores";

-- drop column peak_memory_bytes of longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "longshore_attempt" DROP COLUMN "peak_memory_bytes";

-- drop archive longshore_archive_0006_longshore_attempt if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_0006_longshore_attempt")
DROP TABLE "longshore_archive_0006_longshore_attempt";

COMMIT;

-- 0005_add_host_capacity, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- drop index longshore_attempt_host_idx of longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "longshore_attempt_host_idx";

-- rename table longshore_host to longshore_archive_longshore_host
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_host" RENAME TO "longshore_archive_longshore_host";

-- drop archive longshore_archive_longshore_host if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_host")
DROP TABLE "longshore_archive_longshore_host";

COMMIT;

-- 0004_add_log_chunks, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- rename table longshore_log_chunk to longshore_archive_longshore_log_chunk
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_log_chunk" RENAME TO "longshore_archive_longshore_log_chunk";

-- drop archive longshore_archive_longshore_log_chunk if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_log_chunk")
DROP TABLE "longshore_archive_longshore_log_chunk";

COMMIT;

-- 0003_add_workers_and_attempts, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- rename table longshore_attempt to longshore_archive_longshore_attempt
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_attempt" RENAME TO "longshore_archive_longshore_attempt";

-- rename table longshore_worker to longshore_archive_longshore_worker
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_worker" RENAME TO "longshore_archive_longshore_worker";

-- rename table longshore_setting to longshore_archive_longshore_setting
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_setting" RENAME TO "longshore_archive_longshore_setting";

-- drop archive longshore_archive_longshore_attempt if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_attempt")
DROP TABLE "longshore_archive_longshore_attempt";

-- drop archive longshore_archive_longshore_worker if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_worker")
DROP TABLE "longshore_archive_longshore_worker";

-- drop archive longshore_archive_longshore_setting if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_setting")
DROP TABLE "longshore_archive_longshore_setting";

COMMIT;

-- 0002_add_queue_fields, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- drop index idx_containerjob_status_queue of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_status_queue";

-- drop index idx_containerjob_queue_retry of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_queue_retry";

-- drop index idx_containerjob_priority of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_priority";

-- drop index idx_containerjob_scheduled_for of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_scheduled_for";

-- drop index idx_containerjob_launched_at of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_launched_at";

-- drop index idx_containerjob_queued_at of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_queued_at";

-- drop index idx_containerjob_priority_queue of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_priority_queue";

-- drop index idx_containerjob_scheduled of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_scheduled";

-- drop index idx_containerjob_queue_ready of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: no row is touched
DROP INDEX "idx_containerjob_queue_ready";

-- drop check check_max_retries_positive of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nothing is rewritten
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_max_retries_positive";

-- drop check check_retry_count_positive of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nothing is rewritten
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_retry_count_positive";

-- drop check check_priority_range of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: nothing is rewritten
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_priority_range";

-- create archive longshore_archive_0002_container_manager_containerjob
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE "longshore_archive_0002_container_manager_containerjob" (
  "id" varchar(32) NOT NULL PRIMARY KEY,
  "priority" integer NOT NULL,
  "max_retries" integer NOT NULL,
  "retry_count" integer NOT NULL,
  "launched_at" datetime NULL,
  "scheduled_for" datetime NULL,
  "queued_at" datetime NULL,
  "restored" bool DEFAULT 0 NOT NULL
);

-- copy what is not a default to longshore_archive_0002_container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it reads each row once; nobody changes these columns any more
INSERT INTO "longshore_archive_0002_container_manager_containerjob" ("id", "priority", "max_retries", "retry_count", "launched_at", "scheduled_for", "queued_at")
SELECT "id", "priority", "max_retries", "retry_count", "launched_at", "scheduled_for", "queued_at" FROM "container_manager_containerjob"
WHERE "priority" <> 50 OR "max_retries" <> 3 OR "retry_count" <> 0 OR "launched_at" IS NOT NULL OR "scheduled_for" IS NOT NULL OR "queued_at" IS NOT NULL
ON CONFLICT ("id") DO UPDATE SET "priority" = EXCLUDED."priority", "max_retries" = EXCLUDED."max_retries", "retry_count" = EXCLUDED."retry_count", "launched_at" = EXCLUDED."launched_at", "scheduled_for" = EXCLUDED."scheduled_for", "queued_at" = EXCLUDED."queued_at";

-- drop column priority of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "priority";

-- drop column max_retries of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "max_retries";

-- drop column retry_count of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "retry_count";

-- drop column launched_at of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "launched_at";

-- drop column scheduled_for of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "scheduled_for";

-- drop column queued_at of container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it rewrites the rows of the table
ALTER TABLE "container_manager_containerjob" DROP COLUMN "queued_at";

-- drop archive longshore_archive_0002_container_manager_containerjob if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_0002_container_manager_containerjob")
DROP TABLE "longshore_archive_0002_container_manager_containerjob";

COMMIT;

-- 0001_initial, backward, on sqlite 3.53.0

BEGIN IMMEDIATE;

-- rename table container_manager_containerjob to longshore_archive_container_manager_containerjob
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_containerjob" RENAME TO "longshore_archive_container_manager_containerjob";

-- rename table container_manager_environmentvariabletemplate to longshore_archive_container_manager_environmentvariabletemplate
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_environmentvariabletemplate" RENAME TO "longshore_archive_container_manager_environmentvariabletemplate";

-- rename table container_manager_executorhost to longshore_archive_container_manager_executorhost
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_executorhost" RENAME TO "longshore_archive_container_manager_executorhost";

-- drop archive longshore_archive_container_manager_containerjob if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_containerjob")
DROP TABLE "longshore_archive_container_manager_containerjob";

-- drop archive longshore_archive_container_manager_environmentvariabletemplate if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_environmentvariabletemplate") AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'longshore_archive_container_manager_containerjob')
DROP TABLE "longshore_archive_container_manager_environmentvariabletemplate";

-- drop archive longshore_archive_container_manager_executorhost if it is empty
--   lock: the database's one write lock, for the whole migration: readers go on, writers wait
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_executorhost") AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'longshore_archive_container_manager_containerjob')
DROP TABLE "longshore_archive_container_manager_executorhost";

COMMIT;
