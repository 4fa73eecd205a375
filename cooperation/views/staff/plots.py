"""Geometry of the plot of a share by month, drawn as SVG by the template."""

from dataclasses import dataclass

from cooperation.models.verification import STALE_AFTER_MONTHS
from cooperation.stats.freshness import FreshnessMonth

WIDTH, HEIGHT = 400, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 50, 12, 24
SCALE = (0, 50, 100)


@dataclass(frozen=True)
class SharePlot:
    """Texts for attributes of SVG, whatever the language of the page."""

    months: list[FreshnessMonth]
    line: str
    area: str
    end: tuple[str, str]
    levels: list[tuple[str, int]]
    width: str = str(WIDTH)
    height: str = str(HEIGHT)
    left: str = str(LEFT)
    right: str = str(WIDTH - RIGHT)
    bottom: str = str(HEIGHT - 6)

    stale_months: int = STALE_AFTER_MONTHS

    @property
    def first(self) -> FreshnessMonth:
        return self.months[0]

    @property
    def last(self) -> FreshnessMonth:
        return self.months[-1]


def build_share_plot(months: list[FreshnessMonth]) -> SharePlot | None:
    """Return the plot of several months; None where there are none."""
    if not months:
        return None
    step = (WIDTH - LEFT - RIGHT) / (len(months) - 1)
    points = [
        (f"{LEFT + step * at:.1f}", compute_height(100 * month.fresh / month.total))
        for at, month in enumerate(months)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    floor = compute_height(0)
    return SharePlot(
        months=months,
        line=line,
        area=f"{points[0][0]},{floor} {line} {points[-1][0]},{floor}",
        end=points[-1],
        levels=[(compute_height(level), level) for level in SCALE],
    )


def compute_height(percent: float) -> str:
    """Return the y of a share: 0 % at the bottom."""
    return f"{HEIGHT - BOTTOM - percent / 100 * (HEIGHT - TOP - BOTTOM):.1f}"
