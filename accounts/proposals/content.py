"""Content of an entry as JSON data that can be stored, compared and written back.

A content is a dictionary with a key for each field of its kind of entry: plain values,
and lists of rows. Amounts are texts in euros with a decimal point.
"""

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.formats import number_format

from cooperation.models import Agreement, Country, FundingWindow, Goal, Theme

Content = dict[str, Any]
ContentRow = dict[str, Any]


class ReferenceNames:
    """Names of the rows that contents refer to; one query for each table."""

    @cached_property
    def countries(self) -> dict[str, str]:
        return {row.pk: row.name for row in Country.objects.without_large_fields()}

    @cached_property
    def themes(self) -> dict[str, str]:
        return {row.code: row.name for row in Theme.objects.all()}

    @cached_property
    def goals(self) -> dict[int, str]:
        return {row.pk: row.name for row in Goal.objects.all()}

    @cached_property
    def windows(self) -> dict[str, str]:
        return {row.code: row.name for row in FundingWindow.objects.all()}

    def get_agreement(self, key: int) -> str:
        title = Agreement.objects.filter(pk=key).values_list("title", flat=True)
        return title.first() or str(key)


def serialize_amount(value: Decimal | None) -> str | None:
    """Return euros as a text with a decimal point and two decimals, or None."""
    return None if value is None else f"{value:.2f}"


def format_euros(value: str) -> str:
    """Return an amount with its unit; cents only if there are any."""
    whole = value.removesuffix(".00")
    return f"{number_format(whole, force_grouping=True)} €"


def copy_history_user(entry: Any, row: Any) -> Any:
    """Copy the history user of an entry to one of its rows; return the row."""
    if hasattr(entry, "_history_user"):
        row._history_user = entry._history_user
    return row
