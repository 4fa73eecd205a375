"""Who with whom, as flows drawn by the server: bands from one side to the other.

A band is as thick as its number, and every end carries its name and number. Horizontal
places are in percent, so that text keeps its size on a telephone: see ``charts.py``.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.presenters.charts import (
    BRAND,
    LINE_HEIGHT,
    PAPER,
    render_svg,
)

# Pixels: the height that the numbers share, the gap between ends, the width of a bar.
SHARED_HEIGHT, GAP, BAR_WIDTH, TEXT_GAP = 240, 6, 7, 13
# Characters on a line of a name, lines of a name.
NAME_LENGTH, NAME_LINES = 20, 2
NAMED_FLOWS = 5


@dataclass(frozen=True)
class FlowEnd:
    """An end of bands: its name and its own number."""

    label: str
    number: int

    @property
    def lines(self) -> list[str]:
        text = f"{self.label}\N{NO-BREAK SPACE}{self.number}"
        wrapped = textwrap.wrap(
            text, NAME_LENGTH, max_lines=NAME_LINES, placeholder="…"
        )
        if self.number and not wrapped[-1].endswith(str(self.number)):
            wrapped[-1] = f"{wrapped[-1]} {self.number}"
        return wrapped


@dataclass(frozen=True)
class FlowChart:
    """Ends of both sides, and the numbers of the bands by (left, right) place."""

    title: str
    left: Sequence[FlowEnd]
    right: Sequence[FlowEnd]
    bands: dict[tuple[int, int], int]
    left_out: str = ""

    @property
    def alternative(self) -> str:
        """What the flows say, the largest first, for who does not see them."""
        ranked = sorted(self.bands.items(), key=lambda item: -item[1])
        named = [
            f"{self.left[here].label} – {self.right[there].label} {number}"
            for (here, there), number in ranked[:NAMED_FLOWS]
        ]
        if len(ranked) > NAMED_FLOWS:
            named.append("…")
        return _("%(title)s : %(rows)s") % {
            "title": self.title,
            "rows": ", ".join(named),
        }

    def render(self, width: int | None = None) -> SafeString:
        """Return the SVG, for a page or, with a width, for itself."""
        sums = [self.sum_side(0), self.sum_side(1)]
        scale = SHARED_HEIGHT / max(sum(sums[0]), sum(sums[1]), 1)
        sides = [
            place_ends(ends, numbers, scale)
            for ends, numbers in zip((self.left, self.right), sums, strict=True)
        ]
        height = round(max(bottom for _tops, bottom in sides))
        (left_tops, _lb), (right_tops, _rb) = sides
        bands = list(self.iter_bands(left_tops, right_tops, scale))
        body = format_html(
            '<svg width="100%" height="{}" viewBox="0 0 100 {}" '
            'preserveAspectRatio="none"><g class="flow-band" fill="{}" '
            'fill-opacity="0.3">{}</g></svg>{}{}',
            *(height, height, BRAND),
            format_html_join("", '<path d="{}"/>', ((path,) for path in bands)),
            render_ends(self.left, left_tops, sums[0], scale, is_left=True),
            render_ends(self.right, right_tops, sums[1], scale, is_left=False),
        )
        return render_svg(
            body, height=height, alternative=self.alternative, width=width
        )

    def sum_side(self, side: int) -> list[int]:
        """Return the thickness of all bands of each end of a side."""
        ends = (self.left, self.right)[side]
        return [
            sum(number for pair, number in self.bands.items() if pair[side] == place)
            for place in range(len(ends))
        ]

    def iter_bands(
        self, left: Sequence[float], right: Sequence[float], scale: float
    ) -> list[str]:
        """Return the outline of each band, those of an end one under the other."""
        at = [list(left), list(right)]
        paths = []
        for (here, there), number in sorted(self.bands.items()):
            thick = number * scale
            paths.append(draw_band(at[0][here], at[1][there], thick))
            at[0][here] += thick
            at[1][there] += thick
        return paths


def place_ends(
    ends: Sequence[FlowEnd], numbers: Sequence[int], scale: float
) -> tuple[list[float], float]:
    """Return the top of the bar of each end, and the bottom of all.

    An end has room for its name, its bar in the middle.
    """
    tops, top = [], 0.0
    for end, number in zip(ends, numbers, strict=True):
        bar = number * scale
        room = max(bar, LINE_HEIGHT * len(end.lines))
        tops.append(top + (room - bar) / 2)
        top += room + GAP
    return tops, top


def draw_band(left: float, right: float, thick: float) -> str:
    """Return the outline of a band, as path data over a width of 100."""
    return (
        f"M0 {left:.1f}C50 {left:.1f} 50 {right:.1f} 100 {right:.1f}"
        f"V{right + thick:.1f}C50 {right + thick:.1f} 50 {left + thick:.1f} "
        f"0 {left + thick:.1f}z"
    )


def render_ends(
    ends: Sequence[FlowEnd],
    tops: Sequence[float],
    numbers: Sequence[int],
    scale: float,
    *,
    is_left: bool,
) -> SafeString:
    """Return the bars of a side and their names, on a rim of paper."""
    x, dx = ("0%", TEXT_GAP) if is_left else ("100%", -TEXT_GAP)
    bars, texts = [], []
    for end, top, number in zip(ends, tops, numbers, strict=True):
        tall = number * scale
        bars.append((x, 0 if is_left else -BAR_WIDTH, round(top, 1), round(tall, 1)))
        first = top + tall / 2 - LINE_HEIGHT * (len(end.lines) - 1) / 2 + 5
        texts += [
            (x, dx, round(first + LINE_HEIGHT * place, 1), line)
            for place, line in enumerate(end.lines)
        ]
    return format_html(
        '<g class="chart-bar" fill="{}">{}</g><g class="chart-value" stroke="{}" '
        'stroke-width="4" stroke-linejoin="round" paint-order="stroke" '
        'text-anchor="{}">{}</g>',
        BRAND,
        format_html_join(
            "",
            '<rect x="{}" transform="translate({} 0)" y="{}" width="7" height="{}"/>',
            bars,
        ),
        PAPER,
        "start" if is_left else "end",
        format_html_join("", '<text x="{}" dx="{}" y="{}">{}</text>', texts),
    )
