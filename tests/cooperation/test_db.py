"""What PostgreSQL knows of our tables after many rows were loaded."""

import pytest
from django.db import connection

from cooperation.db import analyze_tables
from cooperation.models import Country
from tests import factories

pytestmark = pytest.mark.django_db


def count_known_rows() -> float:
    """Return how many countries the planner of PostgreSQL believes that there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples FROM pg_class WHERE relname = %s",
            [Country._meta.db_table],
        )
        return float(cursor.fetchone()[0])


def test_the_planner_knows_the_rows_that_were_just_loaded() -> None:
    factories.CountryFactory(iso2="NE")
    factories.CountryFactory(iso2="BJ")

    analyze_tables()

    assert count_known_rows() == Country.objects.count()
