-- 0008_add_attempt_ends, backward, on postgres 18.0.0

-- drop index longshore_attempt_ended_idx of longshore_attempt
--   lock: SHARE UPDATE EXCLUSIVE on longshore_attempt: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "longshore_attempt_ended_idx";

-- 0007_add_claim_indexes, backward, on postgres 18.0.0

-- drop index longshore_attempt_open_idx of longshore_attempt
--   lock: SHARE UPDATE EXCLUSIVE on longshore_attempt: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "longshore_attempt_open_idx";

-- drop index longshore_claim_due_idx of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "longshore_claim_due_idx";

-- drop index longshore_claim_ready_idx of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "longshore_claim_ready_idx";

-- 0006_add_attempt_usage, backward, on postgres 18.0.0

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- set column average_cpu_cores of longshore_attempt aside
--   lock: ACCESS EXCLUSIVE on longshore_attempt, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "longshore_attempt" RENAME COLUMN "average_cpu_cores" TO "longshore_dropped_average_cpu_cores";

-- set column peak_memory_bytes of longshore_attempt aside
--   lock: ACCESS EXCLUSIVE on longshore_attempt, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "longshore_attempt" RENAME COLUMN "peak_memory_bytes" TO "longshore_dropped_peak_memory_bytes";

-- create archive longshore_archive_0006_longshore_attempt
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE "longshore_archive_0006_longshore_attempt" (
  "job_id" uuid NOT NULL,
  "number" integer NOT NULL,
  "average_cpu_cores" double precision NULL,
  "peak_memory_bytes" bigint NULL,
  "restored" boolean DEFAULT false NOT NULL,
  PRIMARY KEY ("job_id", "number")
);

COMMIT;

-- copy what is not a default to longshore_archive_0006_longshore_attempt
--   lock: none that readers or writers of longshore_attempt wait for
--   safe: it reads each row once; nobody changes these columns any more
INSERT INTO "longshore_archive_0006_longshore_attempt" ("job_id", "number", "average_cpu_cores", "peak_memory_bytes")
SELECT "job_id", "number", "longshore_dropped_average_cpu_cores", "longshore_dropped_peak_memory_bytes" FROM "longshore_attempt"
WHERE "longshore_dropped_average_cpu_cores" IS NOT NULL OR "longshore_dropped_peak_memory_bytes" IS NOT NULL
ON CONFLICT ("job_id", "number") DO UPDATE SET "average_cpu_cores" = EXCLUDED."average_cpu_cores", "peak_memory_bytes" = EXCLUDED."peak_memory_bytes";
ANALYZE "longshore_archive_0006_longshore_attempt";

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- drop column longshore_dropped_average_cpu_cores of longshore_attempt
--   lock: ACCESS EXCLUSIVE on longshore_attempt, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "longshore_attempt" DROP COLUMN "longshore_dropped_average_cpu_cores";

-- drop column longshore_dropped_peak_memory_bytes of longshore_attempt
--   lock: ACCESS EXCLUSIVE on longshore_attempt, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "longshore_attempt" DROP COLUMN "longshore_dropped_peak_memory_bytes";

-- drop archive longshore_archive_0006_longshore_attempt if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_0006_longshore_attempt, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_0006_longshore_attempt")
DROP TABLE "longshore_archive_0006_longshore_attempt";

COMMIT;

-- 0005_add_host_capacity, backward, on postgres 18.0.0

-- drop index longshore_attempt_host_idx of longshore_attempt
--   lock: SHARE UPDATE EXCLUSIVE on longshore_attempt: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "longshore_attempt_host_idx";

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- rename table longshore_host to longshore_archive_longshore_host
--   lock: ACCESS EXCLUSIVE on longshore_host, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_host" RENAME TO "longshore_archive_longshore_host";

-- drop archive longshore_archive_longshore_host if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_longshore_host, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_host")
DROP TABLE "longshore_archive_longshore_host";

COMMIT;

-- 0004_add_log_chunks, backward, on postgres 18.0.0

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- rename table longshore_log_chunk to longshore_archive_longshore_log_chunk
--   lock: ACCESS EXCLUSIVE on longshore_log_chunk, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_log_chunk" RENAME TO "longshore_archive_longshore_log_chunk";

-- drop archive longshore_archive_longshore_log_chunk if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_longshore_log_chunk, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_log_chunk")
DROP TABLE "longshore_archive_longshore_log_chunk";

COMMIT;

-- 0003_add_workers_and_attempts, backward, on postgres 18.0.0

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- rename table longshore_attempt to longshore_archive_longshore_attempt
--   lock: ACCESS EXCLUSIVE on longshore_attempt, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_attempt" RENAME TO "longshore_archive_longshore_attempt";

-- rename table longshore_worker to longshore_archive_longshore_worker
--   lock: ACCESS EXCLUSIVE on longshore_worker, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_worker" RENAME TO "longshore_archive_longshore_worker";

-- rename table longshore_setting to longshore_archive_longshore_setting
--   lock: ACCESS EXCLUSIVE on longshore_setting, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "longshore_setting" RENAME TO "longshore_archive_longshore_setting";

-- drop archive longshore_archive_longshore_attempt if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_longshore_attempt, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_attempt")
DROP TABLE "longshore_archive_longshore_attempt";

-- drop archive longshore_archive_longshore_worker if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_longshore_worker, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_worker")
DROP TABLE "longshore_archive_longshore_worker";

-- drop archive longshore_archive_longshore_setting if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_longshore_setting, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_longshore_setting")
DROP TABLE "longshore_archive_longshore_setting";

COMMIT;

-- 0002_add_queue_fields, backward, on postgres 18.0.0

-- drop index idx_containerjob_status_queue of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_status_queue";

-- drop index idx_containerjob_queue_retry of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_queue_retry";

-- drop index idx_containerjob_priority of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_priority";

-- drop index idx_containerjob_scheduled_for of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_scheduled_for";

-- drop index idx_containerjob_launched_at of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_launched_at";

-- drop index idx_containerjob_queued_at of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_queued_at";

-- drop index idx_containerjob_priority_queue of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_priority_queue";

-- drop index idx_containerjob_scheduled of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_scheduled";

-- drop index idx_containerjob_queue_ready of container_manager_containerjob
--   lock: SHARE UPDATE EXCLUSIVE on container_manager_containerjob: reads and writes go on
--   safe: dropped concurrently; it waits for the transactions that use it, and nobody waits for it
DROP INDEX CONCURRENTLY "idx_containerjob_queue_ready";

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- drop check check_max_retries_positive of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: a constraint is in the catalog alone: no row is touched
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_max_retries_positive";

-- drop check check_retry_count_positive of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: a constraint is in the catalog alone: no row is touched
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_retry_count_positive";

-- drop check check_priority_range of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: a constraint is in the catalog alone: no row is touched
ALTER TABLE "container_manager_containerjob" DROP CONSTRAINT "check_priority_range";

-- set column priority of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "priority" TO "longshore_dropped_priority";

-- set column max_retries of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "max_retries" TO "longshore_dropped_max_retries";

-- set column retry_count of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "retry_count" TO "longshore_dropped_retry_count";

-- set column launched_at of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "launched_at" TO "longshore_dropped_launched_at";

-- set column scheduled_for of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "scheduled_for" TO "longshore_dropped_scheduled_for";

-- set column queued_at of container_manager_containerjob aside
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE "container_manager_containerjob" RENAME COLUMN "queued_at" TO "longshore_dropped_queued_at";

-- create archive longshore_archive_0002_container_manager_containerjob
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE "longshore_archive_0002_container_manager_containerjob" (
  "id" uuid NOT NULL PRIMARY KEY,
  "priority" integer NOT NULL,
  "max_retries" integer NOT NULL,
  "retry_count" integer NOT NULL,
  "launched_at" timestamp with time zone NULL,
  "scheduled_for" timestamp with time zone NULL,
  "queued_at" timestamp with time zone NULL,
  "restored" boolean DEFAULT false NOT NULL
);

COMMIT;

-- copy what is not a default to longshore_archive_0002_container_manager_containerjob
--   lock: none that readers or writers of container_manager_containerjob wait for
--   safe: it reads each row once; nobody changes these columns any more
INSERT INTO "longshore_archive_0002_container_manager_containerjob" ("id", "priority", "max_retries", "retry_count", "launched_at", "scheduled_for", "queued_at")
SELECT "id", "longshore_dropped_priority", "longshore_dropped_max_retries", "longshore_dropped_retry_count", "longshore_dropped_launched_at", "longshore_dropped_scheduled_for", "longshore_dropped_queued_at" FROM "container_manager_containerjob"
WHERE "longshore_dropped_priority" <> 50 OR "longshore_dropped_max_retries" <> 3 OR "longshore_dropped_retry_count" <> 0 OR "longshore_dropped_launched_at" IS NOT NULL OR "longshore_dropped_scheduled_for" IS NOT NULL OR "longshore_dropped_queued_at" IS NOT NULL
ON CONFLICT ("id") DO UPDATE SET "priority" = EXCLUDED."priority", "max_retries" = EXCLUDED."max_retries", "retry_count" = EXCLUDED."retry_count", "launched_at" = EXCLUDED."launched_at", "scheduled_for" = EXCLUDED."scheduled_for", "queued_at" = EXCLUDED."queued_at";
ANALYZE "longshore_archive_0002_container_manager_containerjob";

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- drop column longshore_dropped_priority of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_priority";

-- drop column longshore_dropped_max_retries of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_max_retries";

-- drop column longshore_dropped_retry_count of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_retry_count";

-- drop column longshore_dropped_launched_at of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_launched_at";

-- drop column longshore_dropped_scheduled_for of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_scheduled_for";

-- drop column longshore_dropped_queued_at of container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE "container_manager_containerjob" DROP COLUMN "longshore_dropped_queued_at";

-- drop archive longshore_archive_0002_container_manager_containerjob if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_0002_container_manager_containerjob, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_0002_container_manager_containerjob")
DROP TABLE "longshore_archive_0002_container_manager_containerjob";

COMMIT;

-- 0001_initial, backward, on postgres 18.0.0

BEGIN;
SET LOCAL lock_timeout = '100ms';

-- rename table container_manager_containerjob to longshore_archive_container_manager_containerjob
--   lock: ACCESS EXCLUSIVE on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_containerjob" RENAME TO "longshore_archive_container_manager_containerjob";

-- rename table container_manager_environmentvariabletemplate to longshore_archive_container_manager_environmentvariabletemplate
--   lock: ACCESS EXCLUSIVE on container_manager_environmentvariabletemplate, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_environmentvariabletemplate" RENAME TO "longshore_archive_container_manager_environmentvariabletemplate";

-- rename table container_manager_executorhost to longshore_archive_container_manager_executorhost
--   lock: ACCESS EXCLUSIVE on container_manager_executorhost, for moments
--   safe: only renamed: no row is touched
ALTER TABLE "container_manager_executorhost" RENAME TO "longshore_archive_container_manager_executorhost";

-- drop archive longshore_archive_container_manager_containerjob if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_container_manager_containerjob, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_containerjob")
DROP TABLE "longshore_archive_container_manager_containerjob";

-- drop archive longshore_archive_container_manager_environmentvariabletemplate if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_container_manager_environmentvariabletemplate, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_environmentvariabletemplate") AND NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'longshore_archive_container_manager_containerjob')
DROP TABLE "longshore_archive_container_manager_environmentvariabletemplate";

-- drop archive longshore_archive_container_manager_executorhost if it is empty
--   lock: ACCESS EXCLUSIVE on longshore_archive_container_manager_executorhost, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "longshore_archive_container_manager_executorhost") AND NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'longshore_archive_container_manager_containerjob')
DROP TABLE "longshore_archive_container_manager_executorhost";

COMMIT;
