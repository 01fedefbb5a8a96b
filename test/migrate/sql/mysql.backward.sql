-- 0008_add_attempt_ends, backward, on mysql 8.4.0

-- 0007_add_claim_indexes, backward, on mysql 8.4.0

-- drop index longshore_attempt_open_idx of longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `longshore_attempt` DROP INDEX `longshore_attempt_open_idx`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index longshore_claim_ready_idx of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `longshore_claim_ready_idx`, ALGORITHM=INPLACE, LOCK=NONE;

-- 0006_add_attempt_usage, backward, on mysql 8.4.0

-- set column average_cpu_cores of longshore_attempt aside
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `longshore_attempt` RENAME COLUMN `average_cpu_cores` TO `longshore_dropped_average_cpu_cores`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column peak_memory_bytes of longshore_attempt aside
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `longshore_attempt` RENAME COLUMN `peak_memory_bytes` TO `longshore_dropped_peak_memory_bytes`, ALGORITHM=INPLACE, LOCK=NONE;

-- create archive longshore_archive_0006_longshore_attempt
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE `longshore_archive_0006_longshore_attempt` (
  `job_id` varchar(32) NOT NULL,
  `number` integer NOT NULL,
  `average_cpu_cores` double precision NULL,
  `peak_memory_bytes` bigint NULL,
  `restored` bool DEFAULT 0 NOT NULL,
  PRIMARY KEY (`job_id`, `number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- copy what is not a default to longshore_archive_0006_longshore_attempt
--   lock: none that readers or writers of longshore_attempt wait for
--   safe: it reads each row once; nobody changes these columns any more
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
INSERT INTO `longshore_archive_0006_longshore_attempt` (`job_id`, `number`, `average_cpu_cores`, `peak_memory_bytes`)
SELECT `job_id`, `number`, `longshore_dropped_average_cpu_cores`, `longshore_dropped_peak_memory_bytes` FROM `longshore_attempt`
WHERE `longshore_dropped_average_cpu_cores` IS NOT NULL OR `longshore_dropped_peak_memory_bytes` IS NOT NULL
ON DUPLICATE KEY UPDATE `average_cpu_cores` = VALUES(`average_cpu_cores`), `peak_memory_bytes` = VALUES(`peak_memory_bytes`);

-- drop column longshore_dropped_average_cpu_cores of longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `longshore_attempt` DROP COLUMN `longshore_dropped_average_cpu_cores`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_peak_memory_bytes of longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `longshore_attempt` DROP COLUMN `longshore_dropped_peak_memory_bytes`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop archive longshore_archive_0006_longshore_attempt if it is empty
--   lock: exclusive metadata lock on longshore_archive_0006_longshore_attempt, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_0006_longshore_attempt`)
DROP TABLE `longshore_archive_0006_longshore_attempt`;

-- 0005_add_host_capacity, backward, on mysql 8.4.0

-- drop index longshore_attempt_host_idx of longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `longshore_attempt` DROP INDEX `longshore_attempt_host_idx`, ALGORITHM=INPLACE, LOCK=NONE;

-- rename table longshore_host to longshore_archive_longshore_host
--   lock: exclusive metadata lock on longshore_host, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `longshore_host` RENAME TO `longshore_archive_longshore_host`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- drop archive longshore_archive_longshore_host if it is empty
--   lock: exclusive metadata lock on longshore_archive_longshore_host, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_longshore_host`)
DROP TABLE `longshore_archive_longshore_host`;

-- 0004_add_log_chunks, backward, on mysql 8.4.0

-- rename table longshore_log_chunk to longshore_archive_longshore_log_chunk
--   lock: exclusive metadata lock on longshore_log_chunk, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `longshore_log_chunk` RENAME TO `longshore_archive_longshore_log_chunk`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- drop archive longshore_archive_longshore_log_chunk if it is empty
--   lock: exclusive metadata lock on longshore_archive_longshore_log_chunk, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_longshore_log_chunk`)
DROP TABLE `longshore_archive_longshore_log_chunk`;

-- 0003_add_workers_and_attempts, backward, on mysql 8.4.0

-- rename table longshore_attempt to longshore_archive_longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `longshore_attempt` RENAME TO `longshore_archive_longshore_attempt`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- rename table longshore_worker to longshore_archive_longshore_worker
--   lock: exclusive metadata lock on longshore_worker, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `longshore_worker` RENAME TO `longshore_archive_longshore_worker`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- rename table longshore_setting to longshore_archive_longshore_setting
--   lock: exclusive metadata lock on longshore_setting, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `longshore_setting` RENAME TO `longshore_archive_longshore_setting`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- drop archive longshore_archive_longshore_attempt if it is empty
--   lock: exclusive metadata lock on longshore_archive_longshore_attempt, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_longshore_attempt`)
DROP TABLE `longshore_archive_longshore_attempt`;

-- drop archive longshore_archive_longshore_worker if it is empty
--   lock: exclusive metadata lock on longshore_archive_longshore_worker, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_longshore_worker`)
DROP TABLE `longshore_archive_longshore_worker`;

-- drop archive longshore_archive_longshore_setting if it is empty
--   lock: exclusive metadata lock on longshore_archive_longshore_setting, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_longshore_setting`)
DROP TABLE `longshore_archive_longshore_setting`;

-- 0002_add_queue_fields, backward, on mysql 8.4.0

-- drop index idx_containerjob_status_queue of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_status_queue`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_queue_retry of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_queue_retry`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_priority of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_priority`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_scheduled_for of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_scheduled_for`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_launched_at of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_launched_at`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_queued_at of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_queued_at`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_priority_queue of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_priority_queue`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_scheduled of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_scheduled`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index idx_containerjob_queue_ready of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the index is only unlinked: no row is touched
ALTER TABLE `container_manager_containerjob` DROP INDEX `idx_containerjob_queue_ready`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check check_max_retries_positive of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: a check is in the catalog alone: no row is touched
ALTER TABLE `container_manager_containerjob` DROP CHECK `check_max_retries_positive`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check check_retry_count_positive of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: a check is in the catalog alone: no row is touched
ALTER TABLE `container_manager_containerjob` DROP CHECK `check_retry_count_positive`, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check check_priority_range of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: a check is in the catalog alone: no row is touched
ALTER TABLE `container_manager_containerjob` DROP CHECK `check_priority_range`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column priority of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `priority` TO `longshore_dropped_priority`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column max_retries of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `max_retries` TO `longshore_dropped_max_retries`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column retry_count of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `retry_count` TO `longshore_dropped_retry_count`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column launched_at of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `launched_at` TO `longshore_dropped_launched_at`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column scheduled_for of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `scheduled_for` TO `longshore_dropped_scheduled_for`, ALGORITHM=INPLACE, LOCK=NONE;

-- set column queued_at of container_manager_containerjob aside
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched, and nobody writes to it while it is copied
ALTER TABLE `container_manager_containerjob` RENAME COLUMN `queued_at` TO `longshore_dropped_queued_at`, ALGORITHM=INPLACE, LOCK=NONE;

-- create archive longshore_archive_0002_container_manager_containerjob
--   lock: none on what is there
--   safe: nobody uses it
CREATE TABLE `longshore_archive_0002_container_manager_containerjob` (
  `id` varchar(32) NOT NULL PRIMARY KEY,
  `priority` integer NOT NULL,
  `max_retries` integer NOT NULL,
  `retry_count` integer NOT NULL,
  `launched_at` datetime(6) NULL,
  `scheduled_for` datetime(6) NULL,
  `queued_at` datetime(6) NULL,
  `restored` bool DEFAULT 0 NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- copy what is not a default to longshore_archive_0002_container_manager_containerjob
--   lock: none that readers or writers of container_manager_containerjob wait for
--   safe: it reads each row once; nobody changes these columns any more
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
INSERT INTO `longshore_archive_0002_container_manager_containerjob` (`id`, `priority`, `max_retries`, `retry_count`, `launched_at`, `scheduled_for`, `queued_at`)
SELECT `id`, `longshore_dropped_priority`, `longshore_dropped_max_retries`, `longshore_dropped_retry_count`, `longshore_dropped_launched_at`, `longshore_dropped_scheduled_for`, `longshore_dropped_queued_at` FROM `container_manager_containerjob`
WHERE `longshore_dropped_priority` <> 50 OR `longshore_dropped_max_retries` <> 3 OR `longshore_dropped_retry_count` <> 0 OR `longshore_dropped_launched_at` IS NOT NULL OR `longshore_dropped_scheduled_for` IS NOT NULL OR `longshore_dropped_queued_at` IS NOT NULL
ON DUPLICATE KEY UPDATE `priority` = VALUES(`priority`), `max_retries` = VALUES(`max_retries`), `retry_count` = VALUES(`retry_count`), `launched_at` = VALUES(`launched_at`), `scheduled_for` = VALUES(`scheduled_for`), `queued_at` = VALUES(`queued_at`);

-- drop column longshore_dropped_priority of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_priority`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_max_retries of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_max_retries`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_retry_count of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_retry_count`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_launched_at of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_launched_at`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_scheduled_for of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_scheduled_for`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop column longshore_dropped_queued_at of container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column is only marked as dropped: no row is touched
ALTER TABLE `container_manager_containerjob` DROP COLUMN `longshore_dropped_queued_at`, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- drop archive longshore_archive_0002_container_manager_containerjob if it is empty
--   lock: exclusive metadata lock on longshore_archive_0002_container_manager_containerjob, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_0002_container_manager_containerjob`)
DROP TABLE `longshore_archive_0002_container_manager_containerjob`;

-- 0001_initial, backward, on mysql 8.4.0

-- rename table container_manager_containerjob to longshore_archive_container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `container_manager_containerjob` RENAME TO `longshore_archive_container_manager_containerjob`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- rename table container_manager_environmentvariabletemplate to longshore_archive_container_manager_environmentvariabletemplate
--   lock: exclusive metadata lock on container_manager_environmentvariabletemplate, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `container_manager_environmentvariabletemplate` RENAME TO `longshore_archive_container_manager_environmentvariabletemplate`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- rename table container_manager_executorhost to longshore_archive_container_manager_executorhost
--   lock: exclusive metadata lock on container_manager_executorhost, for moments
--   safe: only renamed: no row is touched
ALTER TABLE `container_manager_executorhost` RENAME TO `longshore_archive_container_manager_executorhost`, ALGORITHM=INPLACE, LOCK=EXCLUSIVE;

-- drop archive longshore_archive_container_manager_containerjob if it is empty
--   lock: exclusive metadata lock on longshore_archive_container_manager_containerjob, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_container_manager_containerjob`)
DROP TABLE `longshore_archive_container_manager_containerjob`;

-- drop archive longshore_archive_container_manager_environmentvariabletemplate if it is empty
--   lock: exclusive metadata lock on longshore_archive_container_manager_environmentvariabletemplate, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_container_manager_environmentvariabletemplate`) AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = 'longshore_archive_container_manager_containerjob')
DROP TABLE `longshore_archive_container_manager_environmentvariabletemplate`;

-- drop archive longshore_archive_container_manager_executorhost if it is empty
--   lock: exclusive metadata lock on longshore_archive_container_manager_executorhost, for moments
--   safe: it is empty
--   only if there is a row: SELECT 1 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM `longshore_archive_container_manager_executorhost`) AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = 'longshore_archive_container_manager_containerjob')
DROP TABLE `longshore_archive_container_manager_executorhost`;
