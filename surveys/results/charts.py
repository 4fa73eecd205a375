"""Charts of results: bars for answers, in their order; a line for years."""

from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.presenters.charts import (
    ChartRow,
    render_bar_chart,
    render_line_chart,
)
from surveys.enums import QuestionKind
from surveys.results.types import ResultRow, ResultTable

MAX_BARS = 20


def render_chart(table: ResultTable) -> SafeString:
    """Return the chart of a table; empty where nothing of it is shown."""
    if len(table.by_year) > 1:
        rows = [ChartRow(str(year), n) for year, n in table.by_year.items()]
        return render_line_chart(rows, title=table.title)
    is_ranked = table.kind == QuestionKind.RANKING
    bars = [
        build_bar(row, place if is_ranked else 0)
        for place, row in enumerate(table.rows, start=1)
        if row.count is not None
    ]
    if not any(bar.value for bar in bars):
        return SafeString("")
    return render_bar_chart(bars[:MAX_BARS], title=table.title)


def build_bar(row: ResultRow, place: int) -> ChartRow:
    """Return a bar; ``place`` is that of a ranked answer, 0 elsewhere."""
    label = f"{place}. {row.label}" if place else row.label
    return ChartRow(label, row.count or 0, format_bar_note(row))


def format_bar_note(row: ResultRow) -> str:
    """Return the share, and of ranked answers the mean rank and the first places."""
    notes = []
    if row.share is not None:
        notes.append(_("(%(n)s %%)") % {"n": floatformat(row.share, "-1")})
    if row.first is not None:
        if row.mean is not None:
            mean = floatformat(row.mean, "-1")
            notes.append(_("· rang moyen %(n)s") % {"n": mean})
        notes.append(_("· premier choix : %(n)s") % {"n": row.first})
    return " ".join(notes)
