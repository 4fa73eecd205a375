"""What is drawn of a table of figures: bars, a line, a map; of a matrix, flows."""

from typing import Protocol

from django.utils.safestring import SafeString

from cooperation.maps.world import CountryNumber, WorldMap
from cooperation.models import Country
from cooperation.presenters.charts import (
    MAX_BARS,
    Chart,
    ChartRow,
    describe_left_out,
    fill_years,
)
from cooperation.stats.tables import FigureTable

MAP_TABLE = "pays"


class Drawing(Protocol):
    """A picture of numbers: on a page it takes the width that there is."""

    @property
    def title(self) -> str: ...

    @property
    def left_out(self) -> str: ...

    @property
    def alternative(self) -> str: ...

    def render(self, width: int | None = None) -> SafeString: ...


def draw_table(table: FigureTable) -> Drawing | None:
    """Return the drawing of a table; None for one row, or for amounts of all kinds."""
    if len(table.rows) < 2 or not table.is_drawn:
        return None
    if table.code == MAP_TABLE:
        return draw_world(table)
    rows = [ChartRow(row.label, float(row.number)) for row in table.rows]
    if table.is_timeline:
        return Chart(table.title, "", fill_years(rows), is_timeline=True)
    left_out = describe_left_out(len(rows))
    return Chart(table.title, table.unit, rows[:MAX_BARS], False, left_out)


def says_more_than_bars(table: FigureTable) -> bool:
    """Return whether a drawing says more than the bars beside the numbers."""
    return table.is_timeline or table.code == MAP_TABLE


def draw_world(table: FigureTable) -> WorldMap:
    codes = [row.key for row in table.rows]
    found = Country.objects.filter(pk__in=codes).values_list("pk", "lat", "lng")
    points = {code: (lat, lng) for code, lat, lng in found}
    return WorldMap(
        table.title,
        [
            CountryNumber(row.key, row.label, row.number, *points[row.key])
            for row in table.rows
        ],
    )
