-- The seed's change as it stands there, each statement by itself, with the defaults kept.
ALTER TABLE container_manager_containerjob ADD COLUMN queued_at timestamp with time zone NULL;
ALTER TABLE container_manager_containerjob ADD COLUMN scheduled_for timestamp with time zone NULL;
ALTER TABLE container_manager_containerjob ADD COLUMN launched_at timestamp with time zone NULL;
ALTER TABLE container_manager_containerjob ADD COLUMN retry_count integer DEFAULT 0 NOT NULL;
ALTER TABLE container_manager_containerjob ADD COLUMN max_retries integer DEFAULT 3 NOT NULL;
ALTER TABLE container_manager_containerjob ADD COLUMN priority integer DEFAULT 50 NOT NULL;
CREATE INDEX idx_containerjob_queue_ready ON container_manager_containerjob (queued_at, launched_at) WHERE queued_at IS NOT NULL AND launched_at IS NULL;
CREATE INDEX idx_containerjob_scheduled ON container_manager_containerjob (scheduled_for, queued_at) WHERE scheduled_for IS NOT NULL;
CREATE INDEX idx_containerjob_priority_queue ON container_manager_containerjob (priority DESC, queued_at) WHERE queued_at IS NOT NULL;
CREATE INDEX idx_containerjob_queued_at ON container_manager_containerjob (queued_at);
CREATE INDEX idx_containerjob_launched_at ON container_manager_containerjob (launched_at);
CREATE INDEX idx_containerjob_scheduled_for ON container_manager_containerjob (scheduled_for);
CREATE INDEX idx_containerjob_priority ON container_manager_containerjob (priority);
CREATE INDEX idx_containerjob_queue_retry ON container_manager_containerjob (queued_at, retry_count);
CREATE INDEX idx_containerjob_status_queue ON container_manager_containerjob (status, queued_at);
ALTER TABLE container_manager_containerjob ADD CONSTRAINT check_priority_range CHECK (priority >= 0 AND priority <= 100);
ALTER TABLE container_manager_containerjob ADD CONSTRAINT check_retry_count_positive CHECK (retry_count >= 0);
ALTER TABLE container_manager_containerjob ADD CONSTRAINT check_max_retries_positive CHECK (max_retries >= 0);
