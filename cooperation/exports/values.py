"""How values are shown in columns, and as text in the cell of a table."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from cooperation.enums import Publication

BETWEEN = " | "
SLUG = "any-slug-whatever"
# What spreadsheets take for the start of a formula, full-width twins included.
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Point(NamedTuple):
    """A point, in degrees (WGS 84)."""

    lng: float
    lat: float

    def __str__(self) -> str:
        """Return the point as WKT."""
        return f"POINT ({self.lng:g} {self.lat:g})"


def point(lat: float | None, lng: float | None) -> Point | None:
    """Return the point, if there is one, rounded to about ten metres."""
    if lat is None or lng is None:
        return None
    return Point(round(lng, 4), round(lat, 4))


def address_of(route: str) -> Callable[[], Callable[[str], str]]:
    """Return a factory of functions that build the full URL of a slug's page.

    The factory is called in the reader's language and resolves the URL once: that is
    slow for each row of a large export.
    """

    def in_language() -> Callable[[str], str]:
        before, after = (settings.SITE_URL + reverse(route, args=[SLUG])).split(SLUG)
        return lambda slug: f"{before}{slug}{after}"

    return in_language


def if_published(publication: str | None, value: Any) -> Any:
    """Return ``value``, of another entry, if that entry is published, else None."""
    return value if publication == Publication.PUBLISHED else None


def day_of(moment: Any) -> Any:
    return moment.date()


def always(text: str) -> Callable[..., str]:
    """Return a function that shows the same text on every row."""
    return lambda *_values: text


def text(value: Any) -> str:
    """Return a value as the text of a cell; several values are joined by " | "."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return texts(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def texts(values: list[Any]) -> str:
    """Return several values as the text of a cell; empty if all are empty."""
    if not values:
        return ""
    parts = [text(value).replace("|", "¦") for value in values]
    return BETWEEN.join(parts) if any(parts) else ""


def defused(cell: str) -> str:
    """Return a cell with an apostrophe before what spreadsheets take for a formula.

    See OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(STARTS_OF_FORMULAS) else cell
