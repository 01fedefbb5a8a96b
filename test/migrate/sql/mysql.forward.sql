-- 0001_initial, forward, on mysql 8.4.0

-- create table container_manager_executorhost
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `container_manager_executorhost` (
  `id` bigint NOT NULL PRIMARY KEY AUTO_INCREMENT,
  `name` varchar(100) NOT NULL UNIQUE,
  `host_type` varchar(10) NOT NULL,
  `connection_string` varchar(500) NOT NULL,
  `tls_enabled` bool NOT NULL,
  `tls_verify` bool NOT NULL,
  `is_active` bool NOT NULL,
  `auto_pull_images` bool NOT NULL,
  `executor_type` varchar(50) NOT NULL,
  `executor_config` json NOT NULL,
  `max_concurrent_jobs` integer UNSIGNED NOT NULL CHECK (`max_concurrent_jobs` >= 0),
  `weight` integer UNSIGNED NOT NULL CHECK (`weight` >= 0),
  `current_job_count` integer UNSIGNED NOT NULL CHECK (`current_job_count` >= 0),
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- create table container_manager_environmentvariabletemplate
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `container_manager_environmentvariabletemplate` (
  `id` bigint NOT NULL PRIMARY KEY AUTO_INCREMENT,
  `name` varchar(100) NOT NULL UNIQUE,
  `description` longtext NOT NULL,
  `environment_variables_text` longtext NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `created_by_id` integer NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- create table container_manager_containerjob
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `container_manager_containerjob` (
  `id` char(32) NOT NULL PRIMARY KEY,
  `name` varchar(200) NOT NULL,
  `status` varchar(20) NOT NULL,
  `description` longtext NOT NULL,
  `docker_image` varchar(500) NOT NULL,
  `command` longtext NOT NULL,
  `working_directory` varchar(500) NOT NULL,
  `memory_limit` integer UNSIGNED NULL CHECK (`memory_limit` >= 0),
  `cpu_limit` double precision NULL,
  `timeout_seconds` integer UNSIGNED NOT NULL CHECK (`timeout_seconds` >= 0),
  `network_configuration` json NOT NULL,
  `override_environment` longtext NOT NULL,
  `execution_id` varchar(255) NOT NULL,
  `exit_code` integer NULL,
  `started_at` datetime(6) NULL,
  `completed_at` datetime(6) NULL,
  `executor_metadata` json NOT NULL,
  `max_memory_usage` integer UNSIGNED NULL CHECK (`max_memory_usage` >= 0),
  `cpu_usage_percent` double precision NULL,
  `stdout_log` longtext NOT NULL,
  `stderr_log` longtext NOT NULL,
  `docker_log` longtext NOT NULL,
  `clean_output` longtext NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `created_by_id` integer NULL,
  `environment_template_id` bigint NULL,
  `docker_host_id` bigint NOT NULL,
  CONSTRAINT `container_manager_co_environment_template_173d4ae7_fk_container` FOREIGN KEY (`environment_template_id`) REFERENCES `container_manager_environmentvariabletemplate` (`id`),
  CONSTRAINT `container_manager_co_docker_host_id_426e495d_fk_container` FOREIGN KEY (`docker_host_id`) REFERENCES `container_manager_executorhost` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX `cjob_status_created_idx` ON `container_manager_containerjob` (`status`, `created_at`);
CREATE INDEX `cjob_created_by_status_idx` ON `container_manager_containerjob` (`created_by_id`, `status`);
CREATE INDEX `cjob_host_status_idx` ON `container_manager_containerjob` (`docker_host_id`, `status`);
CREATE INDEX `cjob_status_idx` ON `container_manager_containerjob` (`status`);

-- 0002_add_queue_fields, forward, on mysql 8.4.0

-- add column queued_at to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `queued_at` datetime(6) NULL COMMENT 'When job was added to queue for execution', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column scheduled_for to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `scheduled_for` datetime(6) NULL COMMENT 'When job should be launched (for scheduled execution)', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column launched_at to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `launched_at` datetime(6) NULL COMMENT 'When job container was actually launched', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column retry_count to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `retry_count` integer DEFAULT 0 NOT NULL COMMENT 'Number of launch attempts made', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column max_retries to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `max_retries` integer DEFAULT 3 NOT NULL COMMENT 'Maximum launch attempts before giving up', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column priority to container_manager_containerjob
--   lock: exclusive metadata lock on container_manager_containerjob, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `container_manager_containerjob` ADD COLUMN `priority` integer DEFAULT 50 NOT NULL COMMENT 'Job priority (0-100, higher numbers = higher priority)', ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add check check_priority_range to container_manager_containerjob
--   lock: writes to container_manager_containerjob wait while it is copied; reads go on
--   safe: not safe on a large table in use: MySQL copies a table to enforce a check; it takes --allow-copy container_manager_containerjob
ALTER TABLE `container_manager_containerjob` ADD CONSTRAINT `check_priority_range` CHECK (priority >= 0 AND priority <= 100), ALGORITHM=COPY, LOCK=SHARED;

-- add check check_retry_count_positive to container_manager_containerjob
--   lock: writes to container_manager_containerjob wait while it is copied; reads go on
--   safe: not safe on a large table in use: MySQL copies a table to enforce a check; it takes --allow-copy container_manager_containerjob
ALTER TABLE `container_manager_containerjob` ADD CONSTRAINT `check_retry_count_positive` CHECK (retry_count >= 0), ALGORITHM=COPY, LOCK=SHARED;

-- add check check_max_retries_positive to container_manager_containerjob
--   lock: writes to container_manager_containerjob wait while it is copied; reads go on
--   safe: not safe on a large table in use: MySQL copies a table to enforce a check; it takes --allow-copy container_manager_containerjob
ALTER TABLE `container_manager_containerjob` ADD CONSTRAINT `check_max_retries_positive` CHECK (max_retries >= 0), ALGORITHM=COPY, LOCK=SHARED;

-- add index idx_containerjob_queue_ready to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
--   note: stands in for (queued_at, launched_at) WHERE queued_at IS NOT NULL AND launched_at IS NULL: launched_at IS NULL as an equality in front reads the same rows in the same order
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_queue_ready` (`launched_at`, `queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_scheduled to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
--   note: stands in for (scheduled_for, queued_at) WHERE scheduled_for IS NOT NULL: a range over scheduled_for passes the rows without one by itself
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_scheduled` (`scheduled_for`, `queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_priority_queue to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
--   note: stands in for (priority DESC, queued_at) WHERE queued_at IS NOT NULL: launched_at IS NULL as an equality in front keeps a claim away from launched rows, which it would lock
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_priority_queue` (`launched_at`, `priority` DESC, `queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_queued_at to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_queued_at` (`queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_launched_at to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_launched_at` (`launched_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_scheduled_for to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_scheduled_for` (`scheduled_for`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_priority to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_priority` (`priority`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_queue_retry to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_queue_retry` (`queued_at`, `retry_count`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index idx_containerjob_status_queue to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `container_manager_containerjob` ADD INDEX `idx_containerjob_status_queue` (`status`, `queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- 0003_add_workers_and_attempts, forward, on mysql 8.4.0

-- create table longshore_setting
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `longshore_setting` (
  `name` varchar(64) NOT NULL PRIMARY KEY,
  `value` longtext NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- create table longshore_worker
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `longshore_worker` (
  `id` char(32) NOT NULL PRIMARY KEY,
  `node` varchar(255) NOT NULL,
  `pid` integer NOT NULL,
  `concurrency` integer NOT NULL,
  `started_at` datetime(6) NOT NULL,
  `heartbeat_at` datetime(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX `longshore_worker_heartbeat_idx` ON `longshore_worker` (`heartbeat_at`);

-- create table longshore_attempt
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `longshore_attempt` (
  `job_id` char(32) NOT NULL,
  `number` integer NOT NULL,
  `worker_id` char(32) NOT NULL,
  `host_id` bigint NOT NULL,
  `node` varchar(255) NOT NULL,
  `execution_id` varchar(255) NOT NULL,
  `claimed_at` datetime(6) NOT NULL,
  `started_at` datetime(6) NULL,
  `ended_at` datetime(6) NULL,
  `exit_code` integer NULL,
  `reason` varchar(64) NULL,
  `error` longtext NULL,
  `error_class` varchar(16) NULL,
  `cancel_requested_at` datetime(6) NULL,
  PRIMARY KEY (`job_id`, `number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE INDEX `longshore_attempt_worker_idx` ON `longshore_attempt` (`worker_id`, `ended_at`);

-- 0004_add_log_chunks, forward, on mysql 8.4.0

-- create table longshore_log_chunk
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `longshore_log_chunk` (
  `job_id` char(32) NOT NULL,
  `attempt` integer NOT NULL,
  `sequence` integer NOT NULL,
  `stream` varchar(6) NOT NULL,
  `data` longblob NOT NULL,
  `cursor` varchar(255) NOT NULL,
  `written_at` datetime(6) NOT NULL,
  PRIMARY KEY (`job_id`, `attempt`, `sequence`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- 0005_add_host_capacity, forward, on mysql 8.4.0

-- create table longshore_host
--   lock: none on what is there
--   safe: nobody uses the table yet
CREATE TABLE `longshore_host` (
  `host_id` bigint NOT NULL PRIMARY KEY
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- add index longshore_attempt_host_idx to longshore_attempt
--   lock: none while it is built; exclusive metadata lock on longshore_attempt, for moments at its begin and end
--   safe: built in place: reads and writes go on
ALTER TABLE `longshore_attempt` ADD INDEX `longshore_attempt_host_idx` (`host_id`, `ended_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- 0006_add_attempt_usage, forward, on mysql 8.4.0

-- add column peak_memory_bytes to longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `longshore_attempt` ADD COLUMN `peak_memory_bytes` bigint NULL, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- add column average_cpu_cores to longshore_attempt
--   lock: exclusive metadata lock on longshore_attempt, for moments
--   safe: the column and its default are kept in the catalog: no row is touched, and old writers may leave it out
ALTER TABLE `longshore_attempt` ADD COLUMN `average_cpu_cores` double precision NULL, ALGORITHM=INSTANT, LOCK=DEFAULT;

-- 0007_add_claim_indexes, forward, on mysql 8.4.0

-- add index longshore_claim_ready_idx to container_manager_containerjob
--   lock: none while it is built; exclusive metadata lock on container_manager_containerjob, for moments at its begin and end
--   safe: built in place: reads and writes go on
--   note: stands in for (docker_host_id, priority DESC, queued_at) WHERE queued_at IS NOT NULL AND launched_at IS NULL AND retry_count < max_retries AND (status = 'pending' OR status = 'queued' OR status = 'retrying') AND scheduled_for IS NULL: what the predicate says is an equality in front: the few combinations that there are can be listed without reading the rows of any
ALTER TABLE `container_manager_containerjob` ADD INDEX `longshore_claim_ready_idx` (`docker_host_id`, `status`, `priority`, `retry_count`, `max_retries`, `launched_at`, `scheduled_for`, `queued_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- add index longshore_attempt_open_idx to longshore_attempt
--   lock: none while it is built; exclusive metadata lock on longshore_attempt, for moments at its begin and end
--   safe: built in place: reads and writes go on
--   note: stands in for (claimed_at) WHERE ended_at IS NULL: ended_at IS NULL as an equality in front reads the same rows in the same order
ALTER TABLE `longshore_attempt` ADD INDEX `longshore_attempt_open_idx` (`ended_at`, `claimed_at`), ALGORITHM=INPLACE, LOCK=NONE;

-- 0008_add_attempt_ends, forward, on mysql 8.4.0
