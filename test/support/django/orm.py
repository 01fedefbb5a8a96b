"""Reads and writes jobs through Django's ORM.

    orm.py DATABASE_URL read ID    print the job as JSON: every field, its host and its template
    orm.py DATABASE_URL list       print all jobs, oldest first
    orm.py DATABASE_URL write      create the job whose fields standard input gives as JSON; print its id

Times are ISO 8601 in UTC with all six digits, ids have their dashes.
"""

import json
import sys
from datetime import datetime, timezone
from uuid import UUID

import django
from database import database
from django.conf import settings


def read(job_id):
    return dump(jobs().get(id=job_id))


def list_all():
    return [dump(job) for job in jobs().order_by("created_at", "id")]


def write(values):
    from container_manager.models import ContainerJob, ExecutorHost

    if "docker_host_id" not in values:
        values["docker_host_id"] = ExecutorHost.objects.get_or_create(name="django")[0].id
    fields = {field.attname: field for field in ContainerJob._meta.concrete_fields}
    job = ContainerJob(**{name: fields[name].to_python(value) for name, value in values.items()})
    job.save(force_insert=True)
    return str(job.id)


def jobs():
    from container_manager.models import ContainerJob

    return ContainerJob.objects.select_related("docker_host", "environment_template")


def dump(instance):
    values = {field.attname: plain(getattr(instance, field.attname)) for field in instance._meta.concrete_fields}
    for relation in ("docker_host", "environment_template"):
        if hasattr(instance, relation):
            related = getattr(instance, relation)
            values[relation] = related and dump(related)
    return values


def plain(value):
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value) if isinstance(value, UUID) else value


def main(url, command, *arguments):
    settings.configure(
        DATABASES={"default": database(url)},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "container_manager"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    if command == "write":
        result = write(json.load(sys.stdin))
    else:
        result = {"read": read, "list": list_all}[command](*arguments)
    print(json.dumps(result))


main(*sys.argv[1:])
