"""The types of results: tables in every language of the site."""

from dataclasses import dataclass, field, replace

from django.utils.formats import number_format
from django.utils.functional import Promise

from cooperation.text import get_translated_text
from surveys.enums import QuestionKind

# The kind of a table of what staff found in long answers.
THEMES_KIND = "themes"
# Of fewer answers, one weighs more than three percent: to be read with caution.
FRAIL_BASE = 30


def format_result_number(value: float | None, *, is_year: bool) -> str:
    """Return a number in the current format, without superfluous decimals."""
    if value is None:
        return ""
    if is_year:
        return str(round(value))
    places = 0 if value == int(value) else 2
    return str(number_format(value, decimal_pos=places, force_grouping=True))


@dataclass(frozen=True)
class ResultRow:
    """One answer: how many gave it, of how many. Hidden counts are ``None``.

    ``share`` is in percent of the table's base; ``score`` is what ranked answers are
    sorted by: points of places, or a sum of weights. ``authorities`` says, where
    cooperations are counted, of how many authorities they are.
    """

    code: str
    label_fr: str
    label_en: str
    count: int | None
    share: float | None
    suppressed: bool = False
    score: float | None = None
    mean: float | None = None
    authorities: int | None = None
    first: int | None = None
    """How many ranked it first."""

    @property
    def label(self) -> str:
        return get_translated_text(self.label_fr, self.label_en)

    @property
    def hidden(self) -> "ResultRow":
        return replace(
            self,
            count=None,
            share=None,
            suppressed=True,
            score=None,
            mean=None,
            authorities=None,
            first=None,
        )


@dataclass(frozen=True)
class BreakdownColumn:
    """One group of a breakdown: the codes it holds, and how many answered in it."""

    codes: tuple[str, ...]
    label_fr: str
    label_en: str
    base: int

    @property
    def label(self) -> str:
        return get_translated_text(self.label_fr, self.label_en)


@dataclass(frozen=True)
class Breakdown:
    """A table broken down by a property of authorities: counts by row code."""

    dimension: str
    title_fr: str
    title_en: str
    columns: list[BreakdownColumn]
    cells: dict[str, list[int | None]]
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, list[int | None]]]:
        """The counts of each answer, with its label in the current language."""
        return [
            (get_translated_text(*self.labels.get(code, (code, code))), cells)
            for code, cells in self.cells.items()
        ]

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)


@dataclass(frozen=True)
class ResultTable:
    """The answers to one question, counted.

    ``base`` is how many answered, to which shares refer; ``asked`` how many were
    asked, where that may be published. Percentages of several choices may sum to more
    than a hundred. ``low`` and ``high`` are the extremes, or, in public, the quartiles.
    """

    code: str
    title_fr: str
    title_en: str
    kind: str
    base: int | None
    rows: list[ResultRow]
    asked: int | None = None
    no_answer: int | None = None
    section: str = ""
    section_title_fr: str = ""
    section_title_en: str = ""
    unit: str = ""
    is_repeated: bool = False
    authorities: int | None = None
    notes: tuple[str | Promise, ...] = ()
    suppressed: bool = False
    median: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    first_quartile: float | None = None
    third_quartile: float | None = None
    by_year: dict[int, int] = field(default_factory=dict)
    """How many named each year, those between that nobody named too."""
    breakdowns: list[Breakdown] = field(default_factory=list)

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def section_title(self) -> str:
        return get_translated_text(self.section_title_fr, self.section_title_en)

    @property
    def is_frail(self) -> bool:
        """Whether so few answered that shares are to be read with caution."""
        return bool(self.base) and (self.base or 0) < FRAIL_BASE

    @property
    def note(self) -> str:
        return " ".join(map(str, self.notes))

    @property
    def formatted_median(self) -> str:
        return self.format_value(self.median)

    @property
    def formatted_range(self) -> tuple[str, str] | None:
        if self.low is None or self.high is None:
            return None
        return self.format_value(self.low), self.format_value(self.high)

    def format_value(self, value: float | None) -> str:
        """Return a value of this question as text: a year has no thousands."""
        return format_result_number(value, is_year=self.kind == QuestionKind.YEAR)


@dataclass(frozen=True)
class ResponseRow:
    """How many of one group were invited, and how many answered."""

    label_fr: str
    label_en: str
    invited: int
    submitted: int
    rate: float | None

    @property
    def label(self) -> str:
        return get_translated_text(self.label_fr, self.label_en)


@dataclass(frozen=True)
class ResponseRate:
    """How many answered of those invited, in all and by group."""

    invited: int
    submitted: int
    rate: float | None
    by_kind: list[ResponseRow]
    by_department: list[ResponseRow]
