"""The real records, loaded the same way each time: same clock, numbers, references."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from cooperation.db import analyze_tables
from tests import factories
from tests.security.world import publish_report

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LOADED = datetime(2026, 1, 12, 9, tzinfo=UTC)
RECORDS = "cooperations.csv"
IMPORTED = datetime(2026, 2, 3, 10, 30, tzinfo=UTC)
TODAY = datetime(2026, 3, 5, 11, 20, tzinfo=UTC)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Stop the clock of Django at a moment."""
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


def load_records(folder: Path) -> dict[str, str]:
    """Load reference and real records; return what the commands say, by title."""
    restart_numbers()
    with clock_at(LOADED):
        outputs = {"load_reference": command("load_reference")}
    remarks = folder / RECORDS
    source = settings.FIXTURES_ROOT / "real" / RECORDS
    with clock_at(IMPORTED):
        output = command(
            "import_directory",
            source,
            report=remarks,
            leave_refused=True,
            publish=True,
            verbosity=0,
        )
    outputs[RECORDS] = output
    outputs[f"remarks on {RECORDS}"] = remarks.read_bytes().decode()
    name_references()
    # Rows of a transaction that is not committed have no statistics by themselves:
    # the planner takes the tables for empty, and some pages take a minute.
    # Of our tables only: those of the server are shared by the databases of workers.
    analyze_tables()
    with clock_at(TODAY):
        publish_report()
    return outputs


def command(name: str, *arguments: Any, **options: Any) -> str:
    """Return what a command says."""
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def restart_numbers() -> None:
    """Number rows from one in empty tables: a rollback does not."""
    with connection.cursor() as cursor:
        models = list(apps.get_models())
        for query in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(query)


def name_references() -> None:
    """Replace the references, which are drawn at random, in the order of addresses."""
    for factory in (factories.ActionFactory, factories.AgreementFactory):
        model = factory._meta.model
        slugs = model.objects.order_by("slug").values_list("slug", flat=True)
        for number, slug in enumerate(slugs):
            for rows in (model.objects, model.history):
                rows.filter(slug=slug).update(reference=reference(number))


def reference(number: int) -> str:
    """Return the reference of a number: "ZZZ2222", "ZZZ2223"…"""
    letters = ""
    for _place in range(4):
        number, letter = divmod(number, len(LETTERS))
        letters = LETTERS[letter] + letters
    return f"ZZZ{letters}"
