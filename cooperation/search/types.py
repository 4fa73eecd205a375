"""What the components of a list show: facets, chosen filters, pages."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FacetOption:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class FacetBox:
    """A facet with its options; ``more_url`` shows those that are left out.

    ``is_whole`` says that it was asked for with all its values, or with those that hold
    some words.
    """

    name: str
    legend: str
    options: Sequence[FacetOption]
    chosen: int
    searchable: bool
    open: bool = False
    glyphs: bool = False
    is_whole: bool = False
    more_url: str = ""
    more_label: str = ""


@dataclass(frozen=True)
class DecadeBar:
    """A decade in a histogram: its place and its height, in units of the drawing."""

    left: int
    top: float
    height: float
    is_chosen: bool


@dataclass(frozen=True)
class FacetYears:
    """The fields of a span of years, and the first and last year of the data.

    ``first`` and ``last`` are the years between which handles move, ``from_year`` and
    ``to_year`` where they stand; ``bars`` say how many entries name a decade.
    """

    value_min: str
    value_max: str
    lowest: int | None
    highest: int | None
    errors: Sequence[str]
    first: int = 0
    last: int = 0
    from_year: int = 0
    to_year: int = 0
    bars: Sequence[DecadeBar] = ()

    @property
    def width(self) -> int:
        """The width of the drawing of the bars."""
        return self.last + 1 - self.first


@dataclass(frozen=True)
class FilterTag:
    """A chosen filter, and the URL of the page without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """A numbered page; a gap between pages has no number."""

    number: int | None = None
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class PageLinks:
    page: int
    pages: int
    previous_url: str
    next_url: str
    links: Sequence[PageLink]
