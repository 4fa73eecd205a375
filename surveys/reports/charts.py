"""The charts of a report: bars of a ranked table, a line of a table by year."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cooperation.presenters.charts import (
    MAX_BARS,
    Chart,
    ChartRow,
    describe_left_out,
    fill_years,
)
from cooperation.stats.catalogue import EUROS
from surveys.reports.snapshot_reader import SnapshotItem, format_with_unit
from surveys.reports.translations import get_translation


def build_chart(table: SnapshotItem) -> Chart | None:
    """Return the chart of a table; None for one row or for rows without numbers."""
    shown = [row for row in table["rows"] if is_drawn(row)]
    if len(shown) < 2:
        return None
    is_timeline = all(is_year(row.get("code")) for row in shown)
    rows = list(iter_chart_rows(shown, table["unit"]))
    if is_timeline and table.get("query"):
        rows = fill_years(rows)
    return Chart(
        title=get_translation(table["title"]),
        unit="€" if table["unit"] == EUROS else table["unit"],
        rows=rows if is_timeline else rows[:MAX_BARS],
        is_timeline=is_timeline,
        left_out="" if is_timeline else describe_left_out(len(rows)),
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
