"""Errors of the demonstration, printed in one line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import disk_usage

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError

ROOM_FOR_POSTGRESQL = 50_000_000  # bytes; below it PostgreSQL cannot even start


@contextmanager
def report_errors_in_one_line() -> Iterator[None]:
    """Exit with one line instead of a traceback if the cause is known."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit("Passerelles: interrupted; run it again to go on.") from None
    except (CommandError, DatabaseError, OSError) as error:
        raise SystemExit(f"Passerelles: {format_cause(error)}") from error


def format_cause(error: Exception) -> str:
    """Return the cause of an error in one line; a full disk comes first."""
    free = disk_usage(settings.VAR_DIR).free
    if getattr(error, "errno", None) == errno.ENOSPC or free < ROOM_FOR_POSTGRESQL:
        return f"no room on disk: {free // 1_000_000} MB free in {settings.VAR_DIR}."
    return " ".join(str(error).split()) or type(error).__name__
