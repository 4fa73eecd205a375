"""How values are shown in columns, and as text in the cell of a table."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from cooperation.enums import Publication

BETWEEN = " | "
# What spreadsheets take for the start of a formula, full-width twins included.
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Point(NamedTuple):
    """A point, in degrees (WGS 84)."""

    lng: float
    lat: float

    def __str__(self) -> str:
        """Give the point as geographic tools read it (WKT)."""
        return f"POINT ({self.lng:g} {self.lat:g})"


def point(lat: float | None, lng: float | None) -> Point | None:
    """Give the point, if there is one, to some ten metres."""
    if lat is None or lng is None:
        return None
    return Point(round(lng, 4), round(lat, 4))


def address_of(route: str) -> Callable[[str], str]:
    """Give what turns a slug into the full address of its page."""
    return lambda slug: settings.SITE_URL + reverse(route, args=[slug])


def if_published(publication: str | None, value: Any) -> Any:
    """Give a value of another sheet, if the public may see that sheet."""
    return value if publication == Publication.PUBLISHED else None


def day_of(moment: Any) -> Any:
    """Give the day of a moment."""
    return moment.date()


def always(text: str) -> Callable[..., str]:
    """Give what shows the same text on every row."""
    return lambda *_values: text


def text(value: Any) -> str:
    """Give a value as the text of a cell: several values apart by " | "."""
    if isinstance(value, str):
        return value
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        parts = [text(part).replace("|", "¦") for part in value]
        return BETWEEN.join(parts) if any(parts) else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def defused(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula: an apostrophe comes first.

    See OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(STARTS_OF_FORMULAS) else cell
