"""The manage.py of a project whose one application is the package container_manager beside it; its database is in
the environment variable DATABASE_URL."""

import os
import sys

from database import database
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    DATABASES={"default": database(os.environ["DATABASE_URL"])},
    INSTALLED_APPS=["container_manager"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
execute_from_command_line(sys.argv)
