"""The map of a question that asks for countries, drawn as all maps of the site are."""

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import (
    build_frame,
    list_country_corners,
    render_panel,
    wrap_panels,
)
from cooperation.models import Country
from surveys.enums import QuestionKind
from surveys.results.types import ResultRow, ResultTable

WIDTH, RATIO = 640, 1.6


def draw_country_map(table: ResultTable) -> SafeString:
    """Return the countries that are shown in a table, tinted, with their counts.

    Empty where the table is of something else, or names no country on the map.
    """
    if table.kind != QuestionKind.COUNTRY:
        return SafeString("")
    rows = {row.code: row for row in table.rows if row.count}
    countries = {one.pk: one for one in Country.objects.filter(pk__in=rows)}
    corners = list_country_corners(sorted(countries))
    if not corners:
        return SafeString("")
    frame = build_frame(corners, WIDTH, RATIO)
    named = [
        MapName(format_row(row), one.lat, one.lng)
        for code, row in rows.items()
        if (one := countries.get(code)) and one.lat is not None and one.lng is not None
    ]
    over = render_names(place_names(named, frame))
    panel = render_panel([], frame=frame, countries=countries, over=over)
    title = _("Carte des pays : %(title)s") % {"title": table.title}
    return wrap_panels([[panel]], title=title, notes=[_("Contours : Natural Earth.")])


def format_row(row: ResultRow) -> str:
    return f"{row.label} {number_format(row.count or 0, force_grouping=True)}"
