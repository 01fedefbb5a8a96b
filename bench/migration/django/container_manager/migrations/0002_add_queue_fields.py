"""The seed's migration as it is written there, with its optional constraints."""

from django.db import migrations, models
from django.core.validators import MinValueValidator, MaxValueValidator

class Migration(migrations.Migration):
    dependencies = [
        ('container_manager', '0001_initial'),
    ]

    operations = [
        # Add queue state fields
        migrations.AddField(
            model_name='containerjob',
            name='queued_at',
            field=models.DateTimeField(
                blank=True,
                null=True,
                help_text='When job was added to queue for execution'
            ),
        ),
        migrations.AddField(
            model_name='containerjob',
            name='scheduled_for',
            field=models.DateTimeField(
                blank=True,
                null=True,
                help_text='When job should be launched (for scheduled execution)'
            ),
        ),
        migrations.AddField(
            model_name='containerjob',
            name='launched_at',
            field=models.DateTimeField(
                blank=True,
                null=True,
                help_text='When job container was actually launched'
            ),
        ),
        migrations.AddField(
            model_name='containerjob',
            name='retry_count',
            field=models.IntegerField(
                default=0,
                help_text='Number of launch attempts made'
            ),
        ),
        migrations.AddField(
            model_name='containerjob',
            name='max_retries',
            field=models.IntegerField(
                default=3,
                help_text='Maximum launch attempts before giving up'
            ),
        ),
        migrations.AddField(
            model_name='containerjob',
            name='priority',
            field=models.IntegerField(
                default=50,
                validators=[MinValueValidator(0), MaxValueValidator(100)],
                help_text='Job priority (0-100, higher numbers = higher priority)'
            ),
        ),

        # Add database indexes for efficient querying
        migrations.RunSQL(
            "CREATE INDEX idx_containerjob_queue_ready ON container_manager_containerjob (queued_at, launched_at) WHERE queued_at IS NOT NULL AND launched_at IS NULL;",
            reverse_sql="DROP INDEX IF EXISTS idx_containerjob_queue_ready;"
        ),
        migrations.RunSQL(
            "CREATE INDEX idx_containerjob_scheduled ON container_manager_containerjob (scheduled_for, queued_at) WHERE scheduled_for IS NOT NULL;",
            reverse_sql="DROP INDEX IF EXISTS idx_containerjob_scheduled;"
        ),
        migrations.RunSQL(
            "CREATE INDEX idx_containerjob_priority_queue ON container_manager_containerjob (priority DESC, queued_at) WHERE queued_at IS NOT NULL;",
            reverse_sql="DROP INDEX IF EXISTS idx_containerjob_priority_queue;"
        ),

        # Add individual field indexes
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['queued_at'], name='idx_containerjob_queued_at'),
        ),
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['launched_at'], name='idx_containerjob_launched_at'),
        ),
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['scheduled_for'], name='idx_containerjob_scheduled_for'),
        ),
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['priority'], name='idx_containerjob_priority'),
        ),

        # Composite indexes for common queries
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['queued_at', 'retry_count'], name='idx_containerjob_queue_retry'),
        ),
        migrations.AddIndex(
            model_name='containerjob',
            index=models.Index(fields=['status', 'queued_at'], name='idx_containerjob_status_queue'),
        ),

        # Additional operations for database-level validation
        migrations.RunSQL(
            """
            ALTER TABLE container_manager_containerjob
            ADD CONSTRAINT check_priority_range
            CHECK (priority >= 0 AND priority <= 100);
            """,
            reverse_sql="ALTER TABLE container_manager_containerjob DROP CONSTRAINT IF EXISTS check_priority_range;"
        ),
        migrations.RunSQL(
            """
            ALTER TABLE container_manager_containerjob
            ADD CONSTRAINT check_retry_count_positive
            CHECK (retry_count >= 0);
            """,
            reverse_sql="ALTER TABLE container_manager_containerjob DROP CONSTRAINT IF EXISTS check_retry_count_positive;"
        ),
        migrations.RunSQL(
            """
            ALTER TABLE container_manager_containerjob
            ADD CONSTRAINT check_max_retries_positive
            CHECK (max_retries >= 0);
            """,
            reverse_sql="ALTER TABLE container_manager_containerjob DROP CONSTRAINT IF EXISTS check_max_retries_positive;"
        ),
    ]
