"""The charts of a report: bars of a ranked table, a line of a table by year."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.presenters.charts import (
    ChartRow,
    describe_bar_chart,
    describe_line_chart,
    render_bar_chart,
    render_line_chart,
)
from cooperation.stats.catalogue import EUROS
from surveys.reports.snapshot_reader import SnapshotItem, format_with_unit
from surveys.reports.translations import get_translation

# More bars are higher than a page of paper; the table has them all.
MAX_BARS = 15


@dataclass(frozen=True)
class ReportChart:
    """The rows of a table to draw; ``left_out`` says where they are the first only."""

    title: str
    unit: str
    rows: list[ChartRow]
    is_timeline: bool
    left_out: str = ""

    def render(self, width: int | None = None) -> SafeString:
        """Return the SVG, for a page or, with a width, for itself."""
        draw = render_line_chart if self.is_timeline else render_bar_chart
        return draw(self.rows, title=self.title, unit=self.unit, width=width)

    @property
    def alternative(self) -> str:
        """What the chart says, for who does not see it."""
        describe = describe_line_chart if self.is_timeline else describe_bar_chart
        return describe(self.rows, title=self.title, unit=self.unit)


def build_chart(table: SnapshotItem) -> ReportChart | None:
    """Return the chart of a table; None for one row or for rows without numbers."""
    shown = [row for row in table["rows"] if is_drawn(row)]
    if len(shown) < 2:
        return None
    is_timeline = all(is_year(row.get("code")) for row in shown)
    rows = list(iter_chart_rows(shown, table["unit"]))
    if is_timeline and table.get("query"):
        rows = fill_years(rows)
    return ReportChart(
        title=get_translation(table["title"]),
        unit="€" if table["unit"] == EUROS else table["unit"],
        rows=rows if is_timeline else rows[:MAX_BARS],
        is_timeline=is_timeline,
        left_out=_("Les %(shown)s premières lignes sur %(n)s.")
        % {"shown": MAX_BARS, "n": len(rows)}
        if len(rows) > MAX_BARS and not is_timeline
        else "",
    )


def is_drawn(row: SnapshotItem) -> bool:
    """Return whether a row has a number that may be shown."""
    return not row.get("is_hidden") and is_number(row["value"])


def is_number(value: object) -> bool:
    """Return whether a value is a number; amounts are stored as text."""
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def is_year(code: object) -> bool:
    return str(code).isdecimal() and 1000 <= int(str(code)) < 3000


def iter_chart_rows(rows: list[SnapshotItem], unit: str) -> Iterator[ChartRow]:
    """Yield the rows with their share or their number of before as a note."""
    for row in rows:
        notes = [f"({format_with_unit(row['share'], '%')})"] if row.get("share") else []
        if "before" in row:
            before = format_with_unit(row["before"], unit)
            notes.append(_("(avant : %(n)s)") % {"n": before})
        label = get_translation(row["label"])
        yield ChartRow(label, float(row["value"]), " ".join(notes))


def fill_years(rows: list[ChartRow]) -> list[ChartRow]:
    """Return counted rows with those between them that count nothing."""
    known = {int(row.label): row for row in rows}
    years = range(min(known), max(known) + 1)
    return [known.get(year) or ChartRow(str(year), 0) for year in years]
