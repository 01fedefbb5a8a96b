"""Runs Django's migrations on a database that has 0001_initial: what `manage.py migrate` does in a project.

    migrate.py DATABASE_URL MIGRATION
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

sys.path.append(str(Path(__file__).parents[3] / "test/support/django"))
from database import database  # noqa: E402


def main(url, migration):
    settings.configure(
        DATABASES={"default": database(url)},
        INSTALLED_APPS=["container_manager"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    # Where it fails, the database's message is what counts.
    sys.tracebacklimit = 0
    print("Django", django.get_version())
    call_command("migrate", "container_manager", migration, skip_checks=True)


main(*sys.argv[1:])
