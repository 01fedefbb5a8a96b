"""The tables as they were before. The database has them, so Django only learns from this what they look like."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def key():
    return ("id", models.BigAutoField(primary_key=True))


class Migration(migrations.Migration):
    initial = True

    operations = [
        # Django's own user, without the rest of its application.
        migrations.CreateModel(
            name="User",
            fields=[("id", models.AutoField(primary_key=True))],
            options={"db_table": "auth_user"},
        ),
        migrations.CreateModel(name="ExecutorHost", fields=[key()]),
        migrations.CreateModel(name="EnvironmentVariableTemplate", fields=[key()]),
        migrations.CreateModel(
            name="ContainerJob",
            fields=[
                ("id", models.UUIDField(primary_key=True, default=uuid.uuid4)),
                ("name", models.CharField(max_length=200, blank=True)),
                ("status", models.CharField(max_length=20, default="pending")),
                ("description", models.TextField(blank=True)),
                ("docker_image", models.CharField(max_length=500, blank=True)),
                ("command", models.TextField(blank=True)),
                ("working_directory", models.CharField(max_length=500, blank=True)),
                ("memory_limit", models.PositiveIntegerField(null=True)),
                ("cpu_limit", models.FloatField(null=True)),
                ("timeout_seconds", models.PositiveIntegerField(default=3600)),
                ("network_configuration", models.JSONField(default=list)),
                ("override_environment", models.TextField(blank=True)),
                ("execution_id", models.CharField(max_length=255, blank=True)),
                ("exit_code", models.IntegerField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("executor_metadata", models.JSONField(default=dict)),
                ("max_memory_usage", models.PositiveIntegerField(null=True)),
                ("cpu_usage_percent", models.FloatField(null=True)),
                ("stdout_log", models.TextField(blank=True)),
                ("stderr_log", models.TextField(blank=True)),
                ("docker_log", models.TextField(blank=True)),
                ("clean_output", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="container_manager.user",
                    ),
                ),
                (
                    "environment_template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="container_manager.environmentvariabletemplate",
                    ),
                ),
                (
                    "docker_host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="container_manager.executorhost",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "created_at"], name="cjob_status_created_idx"),
                    models.Index(fields=["created_by", "status"], name="cjob_created_by_status_idx"),
                    models.Index(fields=["docker_host", "status"], name="cjob_host_status_idx"),
                    models.Index(fields=["status"], name="cjob_status_idx"),
                ]
            },
        ),
    ]
