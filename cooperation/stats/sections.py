"""The sections of the page of figures: one answer each, what is drawn or folded."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.presenters.types import KeyFigure
from cooperation.search.filters import ActionFilterSet
from cooperation.stats import years
from cooperation.stats.catalogue import ENTRY_FACETS
from cooperation.stats.drawings import (
    MAP_TABLE,
    Drawing,
    draw_table,
    says_more_than_bars,
)
from cooperation.stats.entries import EntryCounts, build_entry_table, count_entries
from cooperation.stats.matrices import MATRICES, FacetCrossing, Matrix, build_matrix
from cooperation.stats.money import (
    COMBINATIONS_TABLE,
    KIND_CODES,
    KINDS_TABLE,
    MONEY_CODES,
    MoneyFigures,
)
from cooperation.stats.tables import (
    ACTION_TABLE_TITLES,
    AGREEMENT_PREFIX,
    AGREEMENT_TABLE_TITLES,
    FigureTable,
    build_facet_table,
)

# Rows of a ranking that are always seen.
ROWS_SHOWN = 5
LINKS_SECTION = "liens"
TABLE_CODES = [
    *ENTRY_FACETS,
    *ACTION_TABLE_TITLES,
    *(f"{AGREEMENT_PREFIX}{name}" for name in AGREEMENT_TABLE_TITLES),
    *("annees", "signatures", COMBINATIONS_TABLE, KINDS_TABLE),
    *MONEY_CODES,
    *MATRICES,
]
SectionParts = tuple[str, str | Promise, list[str], list[str]]
PARTS: list[SectionParts] = [
    ("ou", gettext_lazy("Où"), ["pays"], ["region"]),
    ("quoi", gettext_lazy("Sur quoi"), ["theme", "odd"], []),
    (
        "qui",
        gettext_lazy("Qui"),
        ["collectivite", "nature"],
        ["epci", "departement"],
    ),
    (
        "quand",
        gettext_lazy("Depuis quand, sous quel accord"),
        ["annees", "signatures"],
        ["type", "statut", "accords-type", "accords-statut"],
    ),
    (
        LINKS_SECTION,
        gettext_lazy("Qui avec qui"),
        ["collectivites-pays"],
        ["thematiques-pays"],
    ),
]


@dataclass(frozen=True)
class Plot:
    """A table or a matrix; ``picture`` is its drawing, where it says more than bars."""

    code: str
    title: str
    table: FigureTable | None = None
    matrix: Matrix | None = None
    picture: str = ""
    has_drawing: bool = False
    note: str = ""

    @property
    def is_ranking(self) -> bool:
        """Whether its first rows, with their bars, are always seen."""
        return self.table is not None and (self.is_map or not self.picture)

    @property
    def is_map(self) -> bool:
        return bool(self.picture) and self.code == MAP_TABLE


@dataclass(frozen=True)
class Fold:
    """Plots behind a title that opens."""

    title: str
    plots: list[Plot]


@dataclass(frozen=True)
class Section:
    """What answers one question: the answer, its plots, and those that are folded."""

    code: str
    title: str
    answer: KeyFigure | None
    plots: list[Plot]
    folds: list[Fold] = field(default_factory=list)


class Figures:
    """All figures of a selection, each made once when it is asked for."""

    def __init__(self, selection: ActionFilterSet) -> None:
        self.selection = selection
        self.tables: dict[str, FigureTable] = {}

    @cached_property
    def counts(self) -> EntryCounts:
        return count_entries(self.selection)

    @cached_property
    def crossing(self) -> FacetCrossing:
        return FacetCrossing(self.selection)

    @cached_property
    def money(self) -> MoneyFigures:
        return MoneyFigures(self.selection, self.crossing.kinds[1])

    def get_table(self, code: str) -> FigureTable:
        """Return the table of a code of ``TABLE_CODES`` that is no matrix."""
        if code not in self.tables:
            self.tables[code] = self.build_table(code)
        return self.tables[code]

    def build_table(self, code: str) -> FigureTable:
        if code in ENTRY_FACETS:
            return build_entry_table(self.counts, code)
        if code in MONEY_CODES:
            return self.money.build_table(code)
        agreements = self.counts.selection.agreements
        builders: dict[str, Callable[[], FigureTable]] = {
            "annees": lambda: years.build_active_years_table(self.selection),
            "signatures": lambda: years.build_signature_table(agreements),
            COMBINATIONS_TABLE: self.money.build_combination_table,
            KINDS_TABLE: self.money.build_kinds_table,
        }
        if code in builders:
            return builders[code]()
        if code.startswith(AGREEMENT_PREFIX):
            return build_facet_table(agreements, self.counts.agreements, code)
        return build_facet_table(self.selection, self.counts.actions, code)

    def draw(self, code: str) -> Drawing | None:
        """Return the drawing of a table or of a matrix; None where there is none."""
        if code in MATRICES:
            return self.crossing.build_flows(code)
        return draw_table(self.get_table(code))

    # Sections -------------------------------------------------------------------------

    def build_sections(self) -> list[Section]:
        """Return the sections that have something to show."""
        found = [self.build_section(*parts) for parts in PARTS]
        found.append(self.build_money_section())
        return [section for section in found if section.plots]

    def build_section(
        self, code: str, title: str | Promise, shown: list[str], folded: list[str]
    ) -> Section:
        folds = [plot for name in folded if (plot := self.build_plot(name))]
        return Section(
            code=code,
            title=str(title),
            answer=self.build_answer(code),
            plots=[
                plot for name in shown if (plot := self.build_plot(name, is_open=True))
            ],
            folds=[Fold(plot.title, [plot]) for plot in folds],
        )

    def build_money_section(self) -> Section:
        """Return the money by kind, and the first kind by theme; the rest is folded."""
        known = [code for code, (kind, _name) in KIND_CODES.items() if self.has(kind)]
        shown = [KINDS_TABLE, *(f"{code}-themes" for code in known[:1])]
        section = self.build_section(
            "argent", _("Avec quel argent"), shown, ["guichet", COMBINATIONS_TABLE]
        )
        folds = [
            Fold(
                str(KIND_CODES[code][1]),
                [
                    plot
                    for name in MONEY_CODES
                    if name.startswith(f"{code}-")
                    and name not in shown
                    and (plot := self.build_plot(name))
                ],
            )
            for code in known
        ]
        return replace(section, folds=[*folds, *section.folds])

    def has(self, kind: str) -> bool:
        return bool(self.money.amounts[kind])

    def build_plot(self, code: str, *, is_open: bool = False) -> Plot | None:
        """Return a plot; None without rows. Those that are open are drawn."""
        if code in MATRICES:
            return self.build_matrix_plot(code, is_open=is_open)
        table = self.get_table(code)
        if not table.rows:
            return None
        is_drawn = is_open and says_more_than_bars(table)
        drawing = self.draw(code) if is_drawn else None
        return Plot(
            code=code,
            title=table.title,
            table=replace(table, rows_shown=ROWS_SHOWN) if is_open else table,
            picture=drawing.render() if drawing else "",
            has_drawing=table.is_drawn and len(table.rows) > 1,
            note=table.note,
        )

    def build_matrix_plot(self, code: str, *, is_open: bool) -> Plot | None:
        matrix = build_matrix(self.crossing, code)
        if not matrix.rows or not matrix.columns:
            return None
        drawing = self.draw(code)
        return Plot(
            code=code,
            title=matrix.title,
            matrix=matrix,
            picture=drawing.render() if drawing else "",
            has_drawing=drawing is not None,
            note=drawing.left_out if drawing else "",
        )

    # Answers --------------------------------------------------------------------------

    def build_answer(self, code: str) -> KeyFigure | None:
        """Return the answer of a section in a number; None without anything."""
        answers: dict[str, Callable[[], KeyFigure | None]] = {
            "ou": self.answer_where,
            "quoi": lambda: self.answer_first("theme"),
            "qui": self.answer_who,
            "quand": self.answer_when,
            "argent": self.answer_money,
        }
        return answers[code]() if code in answers else None

    def answer_where(self) -> KeyFigure | None:
        return self.answer_count(
            "pays", lambda n: ngettext("pays, d’abord", "pays, d’abord", n)
        )

    def answer_who(self) -> KeyFigure | None:
        return self.answer_count(
            "collectivite",
            lambda n: ngettext("collectivité :", "collectivités, d’abord", n),
        )

    def answer_count(
        self, code: str, get_noun: Callable[[int], str]
    ) -> KeyFigure | None:
        """Return how many rows a table has, and the first one."""
        rows = self.get_table(code).rows
        if not rows:
            return None
        first = f"{rows[0].label} ({rows[0].number})"
        return KeyFigure(len(rows), f"{get_noun(len(rows))} {first}", rows[0].url)

    def answer_first(self, code: str) -> KeyFigure | None:
        """Return the first row of a table, and its number."""
        rows = self.get_table(code).rows
        if not rows:
            return None
        words = _("fiches, d’abord sur : %(label)s") % {"label": rows[0].label}
        return KeyFigure(rows[0].number, words, rows[0].url)

    def answer_when(self) -> KeyFigure | None:
        rows = self.get_table("annees").rows
        if not rows:
            return None
        words = _("fiches en cours en %(year)s") % {"year": rows[-1].label}
        return KeyFigure(rows[-1].number, words, rows[-1].url)

    def answer_money(self) -> KeyFigure | None:
        """Return the first kind that is known, and for how many actions it is."""
        rows = self.get_table(KINDS_TABLE).rows
        if not rows:
            return None
        words = f"{rows[0].label.lower()}, {rows[0].share}"
        return KeyFigure(rows[0].in_words, words, rows[0].url)
