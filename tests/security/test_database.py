"""Requirement 26: a slow query or a restarted server never blocks the site."""

import pytest
from django.conf import settings
from django.db import connection


def shown(name: str) -> str:
    """Return a setting of the connection, as PostgreSQL says it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_statement_ends_in_time() -> None:
    assert settings.STATEMENT_TIMEOUT_MS == 60_000  # in tests; 5 s on a real site
    assert shown("statement_timeout") == "1min"


@pytest.mark.django_db
def test_a_lock_is_not_awaited_for_ever() -> None:
    assert shown("lock_timeout") == "3s"


def test_connections_are_kept_and_checked() -> None:
    database = settings.DATABASES["default"]
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"] is True


def test_connecting_ends_in_time() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] == 3
