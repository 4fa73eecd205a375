"""What a process started by a test needs to be on the test's own database."""

import os

from django.db import connection


def own_database() -> dict[str, str]:
    """Return the variables that lead another process to the database of the test."""
    name = str(connection.settings_dict["NAME"])
    server, _slash, _name = os.environ.get("DATABASE_URL", "").rpartition("/")
    url = {"DATABASE_URL": f"{server}/{name}"} if server else {}
    return {"PASSERELLES_DB_NAME": name, **url}
