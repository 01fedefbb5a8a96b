"""The tables of django-container-manager with the six queue fields, as a Django application sees them.

Django writes every column itself and knows no database default, so the defaults stand here.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


class ExecutorHost(models.Model):
    name = models.CharField(max_length=100, unique=True)
    host_type = models.CharField(max_length=10, default="unix")
    connection_string = models.CharField(max_length=500)
    tls_enabled = models.BooleanField(default=False)
    tls_verify = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    auto_pull_images = models.BooleanField(default=True)
    executor_type = models.CharField(max_length=50, default="docker")
    executor_config = models.JSONField(default=dict)
    max_concurrent_jobs = models.PositiveIntegerField(default=10)
    weight = models.PositiveIntegerField(default=100)
    current_job_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        managed = False
        db_table = "container_manager_executorhost"


class EnvironmentVariableTemplate(models.Model):
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(blank=True)
    environment_variables_text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        managed = False
        db_table = "container_manager_environmentvariabletemplate"


class ContainerJob(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, default="pending")
    description = models.TextField(blank=True)
    docker_image = models.CharField(max_length=500, blank=True)
    command = models.TextField(blank=True)
    working_directory = models.CharField(max_length=500, blank=True)
    memory_limit = models.PositiveIntegerField(null=True)
    cpu_limit = models.FloatField(null=True)
    timeout_seconds = models.PositiveIntegerField(default=3600)
    network_configuration = models.JSONField(default=list)
    override_environment = models.TextField(blank=True)
    execution_id = models.CharField(max_length=255, blank=True)
    exit_code = models.IntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    executor_metadata = models.JSONField(default=dict)
    max_memory_usage = models.PositiveIntegerField(null=True)
    cpu_usage_percent = models.FloatField(null=True)
    stdout_log = models.TextField(blank=True)
    stderr_log = models.TextField(blank=True)
    docker_log = models.TextField(blank=True)
    clean_output = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    environment_template = models.ForeignKey(EnvironmentVariableTemplate, models.SET_NULL, null=True)
    docker_host = models.ForeignKey(ExecutorHost, models.CASCADE)

    queued_at = models.DateTimeField(null=True)
    scheduled_for = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)
    retry_count = models.IntegerField(default=0)
    max_retries = models.IntegerField(default=3)
    priority = models.IntegerField(
        default=50, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        managed = False
        db_table = "container_manager_containerjob"
