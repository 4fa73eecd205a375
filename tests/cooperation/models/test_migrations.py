"""The migrations tell the whole story of the models, both ways."""

import pytest
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.slow

SQL_FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'passerelles_%%'"


def tables_and_functions() -> tuple[set[str], int]:
    """Return our tables, and how many SQL functions of ours there are."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(SQL_FUNCTIONS)
        return {table for table in tables if "cooperation_" in table}, cursor.fetchone()


@pytest.mark.django_db
def test_no_model_changed_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_directory_is_taken_down_and_put_up_again() -> None:
    before = tables_and_functions()
    try:
        call_command("migrate", "cooperation", "zero", verbosity=0)
        assert tables_and_functions() == (set(), (0,))
    finally:
        call_command("migrate", verbosity=0)
    assert tables_and_functions() == before
