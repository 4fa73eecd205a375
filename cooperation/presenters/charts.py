"""Charts drawn by the server as SVG: bars for ranks, a line for what changes in time.

Every mark carries its label and its value, so that there is no legend and no colour to
decode. Horizontal places are in percent: on a page a chart takes the width that there
is and its text keeps its size; with a ``width`` it stands alone, in a file or in print.
Colours are presentation attributes, which the style sheet (``charts.css``) replaces by
the design tokens, light or dark.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The width of a chart that stands alone, in pixels.
CHART_WIDTH = 640
PERCENT = "%"
BRAND, INK, PAPER, AXIS = "#0b5a50", "#12302d", "#ffffff", "#6f8780"
# Bars: a label of one or more lines, and under it the bar with its value at its end.
LINE_HEIGHT, BAR_HEIGHT, ROW_GAP = 19, 12, 11
# Characters that fit on a line where a chart is narrowest, on a telephone.
NARROWEST = 320
LETTER = 8
LABEL_LENGTH = NARROWEST // LETTER
# The line: a band for values above it, the plot, then what is written under the axis.
PLOT_TOP, PLOT_HEIGHT, PLOT_LEFT, PLOT_WIDTH = 28, 170, 9, 82
MAX_TICKS, MAX_LABELLED, MAX_DOTS = 5, 8, 40
# Characters that fit when they are centred on the first or the last point.
CENTRED_LENGTH = 6
# How many rows a text alternative names.
NAMED_ROWS = 5


# More bars are higher than a page of paper; the table has them all.
MAX_BARS = 15


@dataclass(frozen=True)
class ChartRow:
    """A bar or a point; ``note`` is written after its value, such as a share."""

    label: str
    value: float
    note: str = ""


@dataclass(frozen=True)
class Chart:
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


def describe_left_out(count: int) -> str:
    """Return that a chart has the first rows only; empty if it has all."""
    if count <= MAX_BARS:
        return ""
    words = _("Les %(shown)s premières lignes sur %(n)s.")
    return words % {"shown": MAX_BARS, "n": count}


def fill_years(rows: list[ChartRow]) -> list[ChartRow]:
    """Return counted rows with those between them that count nothing."""
    known = {int(row.label): row for row in rows}
    years = range(min(known), max(known) + 1)
    return [known.get(year) or ChartRow(str(year), 0) for year in years]


def format_chart_value(value: float, unit: str = "") -> str:
    """Return a number with its unit, with one decimal at most."""
    rounded = round(float(value), 1)
    shown = int(rounded) if rounded.is_integer() else rounded
    number = number_format(shown, force_grouping=True)
    if unit == PERCENT:
        return _("%(n)s %%") % {"n": number}
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def format_row_value(row: ChartRow, unit: str) -> str:
    return " ".join(filter(None, [format_chart_value(row.value, unit), row.note]))


def render_svg(
    body: SafeString, *, height: int, alternative: str, width: int | None
) -> SafeString:
    """Return the element; without ``width`` it takes the width of its page."""
    size = (
        format_html('viewBox="0 0 {} {}"', width, height)
        if width
        else format_html('width="100%" height="{}"', height)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" {} '
        'aria-label="{}" font-family="sans-serif" font-size="15" fill="{}">{}</svg>',
        *(size, alternative, INK, body),
    )


# Bars ---------------------------------------------------------------------------------


def render_bar_chart(
    rows: Sequence[ChartRow], *, title: str, unit: str = "", width: int | None = None
) -> SafeString:
    """Return bars in the order of the rows; empty without rows."""
    if not rows:
        return SafeString("")
    longest = get_longest_bar([format_row_value(row, unit) for row in rows])
    most = max(row.value for row in rows)
    parts, top = [], 0
    for row in rows:
        label = textwrap.wrap(row.label, LABEL_LENGTH) or [""]
        share = longest * max(row.value, 0) / most if most > 0 else 0
        parts.append(render_bar(label, format_row_value(row, unit), share, top))
        top += len(label) * LINE_HEIGHT + BAR_HEIGHT + ROW_GAP
    return render_svg(
        format_html_join("", "{}", ((part,) for part in parts)),
        height=top,
        alternative=describe_bar_chart(rows, title=title, unit=unit),
        width=width,
    )


def get_longest_bar(values: Sequence[str]) -> float:
    """Return the length of the longest bar in percent, so that its value fits."""
    room = (max(map(len, values)) + 2) * LETTER
    return max(30, 100 - 100 * room / NARROWEST)


def render_bar(label: list[str], value: str, share: float, top: int) -> SafeString:
    """Return a bar with its label above and its value at its end."""
    bar_top = top + len(label) * LINE_HEIGHT
    return format_html(
        '{}<rect class="chart-bar" fill="{}" x="0" y="{}" width="{}%" height="{}" '
        'rx="2"/><text x="{}%" dx="7" y="{}" font-weight="bold">{}</text>',
        render_text_lines(label, x="0", top=top + 13),
        *(BRAND, bar_top, f"{max(share, 0.4):.2f}", BAR_HEIGHT),
        *(f"{max(share, 0.4):.2f}", bar_top + BAR_HEIGHT - 1, value),
    )


def render_text_lines(
    lines: Sequence[str], *, x: str, top: int, anchor: str = "start"
) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (x, top + LINE_HEIGHT * number, anchor, line)
            for number, line in enumerate(lines)
        ),
    )


def describe_bar_chart(rows: Sequence[ChartRow], *, title: str, unit: str = "") -> str:
    """Return what the bars say, the largest first."""
    ranked = sorted(rows, key=lambda row: -row.value)
    named = [f"{row.label} {format_row_value(row, unit)}" for row in ranked]
    text = _("%(title)s : %(rows)s") % {
        "title": title,
        "rows": ", ".join(named[:NAMED_ROWS]),
    }
    left = len(named) - NAMED_ROWS
    if left <= 0:
        return f"{text}."
    rest = ngettext("et %(n)s autre ligne", "et %(n)s autres lignes", left)
    return f"{text}, {rest % {'n': left}}."


# Line ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChartPoint:
    """A point of a line: its place in percent and pixels, and its row."""

    x: float
    y: float
    row: ChartRow

    @property
    def left(self) -> str:
        return f"{self.x:.2f}%"


def render_line_chart(
    rows: Sequence[ChartRow], *, title: str, unit: str = "", width: int | None = None
) -> SafeString:
    """Return a line through rows that follow each other in time, at equal steps.

    Whoever calls gives the years without anything too. Empty without rows.
    """
    if not rows:
        return SafeString("")
    points = place_points(rows)
    ticks = list_ticks(len(rows))
    wrapped = [wrap_tick(rows[number].label, len(ticks)) for number in ticks]
    bottom = PLOT_TOP + PLOT_HEIGHT
    body = format_html(
        '<line class="chart-axis" stroke="{}" x1="0" x2="100%" y1="{}" y2="{}"/>{}{}{}',
        *(AXIS, bottom, bottom),
        render_segments(points),
        render_dots(points, unit),
        format_html_join(
            "",
            "{}",
            (
                (render_tick(points[number], lines, number, len(rows)),)
                for number, lines in zip(ticks, wrapped, strict=True)
            ),
        ),
    )
    return render_svg(
        body,
        height=bottom + 8 + LINE_HEIGHT * max(map(len, wrapped)),
        alternative=describe_line_chart(rows, title=title, unit=unit),
        width=width,
    )


def place_points(rows: Sequence[ChartRow]) -> list[ChartPoint]:
    """Return the points, from zero to the largest value."""
    most = max(*(row.value for row in rows), 0) or 1
    steps = max(len(rows) - 1, 1)
    return [
        ChartPoint(
            x=PLOT_LEFT + PLOT_WIDTH * number / steps,
            y=round(PLOT_TOP + PLOT_HEIGHT * (1 - max(row.value, 0) / most), 1),
            row=row,
        )
        for number, row in enumerate(rows)
    ]


def list_ticks(count: int) -> list[int]:
    """Return which rows are named under the axis: the ends and some between."""
    step = -(-(count - 1) // MAX_TICKS) or 1
    between = range(0, max(count - 1 - step // 2, 1), step)
    return [*between, count - 1] if count > 1 else [0]


def wrap_tick(label: str, count: int) -> list[str]:
    room = max(4, LABEL_LENGTH // count - 2)
    return textwrap.wrap(label, room, break_long_words=False) or [""]


def render_tick(
    point: ChartPoint, lines: Sequence[str], number: int, count: int
) -> SafeString:
    """Return what is written under a point, so that it does not leave the picture."""
    x, anchor = point.left, "middle"
    if number in (0, count - 1) and max(map(len, lines)) > CENTRED_LENGTH:
        x, anchor = ("100%", "end") if number else ("0%", "start")
    top = PLOT_TOP + PLOT_HEIGHT + LINE_HEIGHT
    return render_text_lines(lines, x=x, top=top, anchor=anchor)


def render_segments(points: Sequence[ChartPoint]) -> SafeString:
    return format_html(
        '<g class="chart-line" stroke="{}" stroke-width="2.5" '
        'stroke-linecap="round">{}</g>',
        BRAND,
        format_html_join(
            "",
            '<line x1="{}" y1="{}" x2="{}" y2="{}"/>',
            ((begin.left, begin.y, end.left, end.y) for begin, end in pairwise(points)),
        ),
    )


def render_dots(points: Sequence[ChartPoint], unit: str) -> SafeString:
    """Return the points, and the values of all or of those that say most."""
    labelled = list_labelled(points)
    dotted = range(len(points)) if len(points) <= MAX_DOTS else labelled
    return format_html(
        '<g class="chart-bar" fill="{}">{}</g><g class="chart-value" stroke="{}" '
        'stroke-width="4" stroke-linejoin="round" paint-order="stroke" '
        'font-weight="bold" text-anchor="middle">{}</g>',
        BRAND,
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="4"/>',
            ((points[number].left, points[number].y) for number in dotted),
        ),
        PAPER,
        format_html_join(
            "",
            '<text x="{}" y="{}">{}</text>',
            (
                (
                    *(points[number].left, points[number].y - 10),
                    format_row_value(points[number].row, unit),
                )
                for number in labelled
            ),
        ),
    )


def list_labelled(points: Sequence[ChartPoint]) -> list[int]:
    """Return the points that show their value: all of few, else ends and peak.

    An end too near to the peak to be read beside it is left out.
    """
    last = len(points) - 1
    if last < MAX_LABELLED:
        return list(range(len(points)))
    peak = min(range(len(points)), key=lambda number: points[number].y)
    apart = [end for end in (0, last) if abs(end - peak) > last / MAX_LABELLED]
    return sorted({peak, *apart})


def describe_line_chart(rows: Sequence[ChartRow], *, title: str, unit: str = "") -> str:
    """Return what the line says: where it begins, ends and is highest."""
    peak = max(rows, key=lambda row: row.value)
    named = {
        name: f"{row.label} ({format_row_value(row, unit)})"
        for name, row in (("first", rows[0]), ("last", rows[-1]), ("peak", peak))
    }
    return _("%(title)s : de %(first)s à %(last)s ; le plus haut : %(peak)s.") % {
        "title": title,
        **named,
    }
