"""Runs Django's migrations on a database that has 0001_initial: what `manage.py migrate` does in a project.

    migrate.py DATABASE_URL MIGRATION
"""

import sys
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command


def database(url):
    if url.startswith("sqlite:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url[len("sqlite:") :]}
    parts = urlsplit(url)
    engine = "postgresql" if parts.scheme == "postgres" else "mysql"
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password),
        "NAME": parts.path.lstrip("/"),
    }


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
