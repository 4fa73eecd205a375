"""How values are shown in columns, and as text in the cell of a table."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from cooperation.enums import Publication

VALUE_SEPARATOR = " | "
PLACEHOLDER_SLUG = "any-slug-whatever"
# What spreadsheets take for the start of a formula, full-width twins included.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class GeoPoint(NamedTuple):
    """A point, in degrees (WGS 84)."""

    lng: float
    lat: float

    def __str__(self) -> str:
        """Return the point as WKT."""
        return f"POINT ({self.lng:g} {self.lat:g})"


def build_geo_point(lat: float | None, lng: float | None) -> GeoPoint | None:
    """Return the point, if there is one, rounded to about ten metres."""
    if lat is None or lng is None:
        return None
    return GeoPoint(round(lng, 4), round(lat, 4))


def build_url_formatter(route: str) -> Callable[[], Callable[[str], str]]:
    """Return a factory of functions that build the full URL of a slug's page.

    The factory is called in the reader's language and resolves the URL once: that is
    slow for each row of a large export.
    """

    def in_language() -> Callable[[str], str]:
        before, after = (
            settings.SITE_URL + reverse(route, args=[PLACEHOLDER_SLUG])
        ).split(PLACEHOLDER_SLUG)
        return lambda slug: f"{before}{slug}{after}"

    return in_language


def get_if_published(publication: str | None, value: Any) -> Any:
    """Return ``value``, of another entry, if that entry is published, else None."""
    return value if publication == Publication.PUBLISHED else None


def get_date(moment: Any) -> Any:
    return moment.date()


def build_constant(text: str) -> Callable[..., str]:
    """Return a function that shows the same text on every row."""
    return lambda *_values: text


def format_cell_value(value: Any) -> str:
    """Return a value as the text of a cell; several values are joined by " | "."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return format_cell_values(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def format_cell_values(values: list[Any]) -> str:
    """Return several values as the text of a cell; empty if all are empty."""
    if not values:
        return ""
    parts = [format_cell_value(value).replace("|", "¦") for value in values]
    return VALUE_SEPARATOR.join(parts) if any(parts) else ""


def escape_formula(cell: str) -> str:
    """Return a cell with an apostrophe before what spreadsheets take for a formula.

    See OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(FORMULA_PREFIXES) else cell
