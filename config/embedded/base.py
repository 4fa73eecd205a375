"""Database backend that starts the embedded PostgreSQL on the first connection.

Django loads it by the dotted name of its package (``ENGINE``). Everything but the
connection parameters is Django's own PostgreSQL backend, so that the same code runs
on the embedded server and on a real one.
"""

from pathlib import Path
from typing import Any

import psycopg2
from django.db.backends.postgresql import base
from psycopg2 import sql
from psycopg2.errors import DuplicateDatabase
from psycopg2.extensions import make_dsn, parse_dsn

from config.embedded.server import get_running_server

DATABASE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL reached through a Unix socket under ``DATA_DIR``."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters, with those of the embedded server.

        Side effect: starts the server, and creates the database on first use.
        Raises ``OperationalError`` if the server does not start.
        """
        params: dict[str, Any] = super().get_connection_params()
        server = get_running_server(Path(self.settings_dict["DATA_DIR"]))
        address = parse_dsn(server.get_uri(database="postgres"))
        if params.get("dbname") == self.settings_dict["CREATE_AT_FIRST_USE"]:
            create_database(make_dsn(**address), params["dbname"])
        params.update({key: address[key] for key in ("host", "user")})
        return params


def create_database(dsn: str, name: str) -> None:
    """Create the database ``name`` on the server of ``dsn`` if it is missing."""
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(DATABASE_EXISTS, [name])
            if cursor.fetchone() is None:
                create_if_missing(cursor, name)
    finally:
        connection.close()


def create_if_missing(cursor: psycopg2.extensions.cursor, name: str) -> None:
    """Create a database; ignore that another process has just created it."""
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    try:
        cursor.execute(statement)
    except (DuplicateDatabase, psycopg2.errors.UniqueViolation):
        return
