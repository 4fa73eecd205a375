"""Tables of numbers: how many entries have each value of a facet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.presenters.counts import LABELS
from cooperation.presenters.facet_choices import FacetPresenter
from cooperation.presenters.list_links import get_path
from cooperation.search.facets import FacetCounts
from cooperation.search.filters import ActionFilterSet, EntryFilterSet
from cooperation.stats.catalogue import PAGE_TITLES

# How many rows unfold under the first ones.
ROWS_UNFOLDED = 15


# A URL, or what makes it.
Address = str | Callable[[], str]


def read_address(address: Address) -> str:
    return address if isinstance(address, str) else address()


@dataclass(frozen=True)
class FigurePart:
    """A part of a number: the kind of what it counts, and the URL of their list."""

    kind: str
    number: int
    address: Address

    @cached_property
    def url(self) -> str:
        return read_address(self.address)

    @property
    def noun(self) -> str:
        return LABELS[self.kind](self.number)


@dataclass(frozen=True)
class FigureRow:
    """One number: what it counts, and the URL of what it counts.

    A URL is made where it is shown: a table may have thousands of rows.
    ``parts`` are its agreements, then its actions, where it counts both. A sum of
    amounts is ``known`` for some of ``out_of`` entries. ``key`` is the value of a facet
    that it stands for.
    """

    label: str
    number: Any
    address: Address
    shown: str = ""
    parts: list[FigurePart] = field(default_factory=list)
    known: int = 0
    out_of: int = 0
    key: Any = None

    @cached_property
    def url(self) -> str:
        return read_address(self.address)

    @property
    def filled_parts(self) -> list[FigurePart]:
        return [part for part in self.parts if part.number]

    @property
    def share(self) -> str:
        """For how many of the entries an amount is known, in words."""
        if not self.out_of:
            return ""
        words = _("connu : %(known)s sur %(n)s (%(share)s %%)")
        share = round(100 * self.known / self.out_of)
        return words % {"known": self.known, "n": self.out_of, "share": share}

    @property
    def in_words(self) -> str:
        """The formatted number, or the number itself."""
        return self.shown or str(self.number)


@dataclass(frozen=True)
class FigureTable:
    """A table of numbers; ``code`` identifies it in URLs."""

    code: str
    title: str
    rows: list[FigureRow]
    unit: str = ""
    note: str = ""
    is_timeline: bool = False
    is_drawn: bool = True
    rows_shown: int = field(default=15)

    @property
    def highest(self) -> Any:
        """The largest number, at least 1: the full length of a bar."""
        return max((row.number for row in self.rows), default=0) or 1

    @property
    def first(self) -> list[tuple[FigureRow, float]]:
        """The rows that are always seen, each with its bar as a percentage."""
        return self.bars(self.rows[: self.rows_shown])

    @property
    def rest(self) -> list[tuple[FigureRow, float]]:
        """The rows that unfold: the whole table has a page of its own."""
        return self.bars(self.rows[self.rows_shown :][:ROWS_UNFOLDED])

    @property
    def all(self) -> list[tuple[FigureRow, float]]:
        """Every row with its bar as a percentage."""
        return self.bars(self.rows)

    def bars(self, rows: Iterable[FigureRow]) -> list[tuple[FigureRow, float]]:
        """Return rows with their bars, as percentages of the longest one."""
        whole = float(self.highest)
        return [(row, round(100 * float(row.number) / whole, 1)) for row in rows]


def build_list_url(selection: EntryFilterSet, **choices: str | list[str]) -> str:
    """Return the URL of a selection's list with some parameters replaced."""
    of_actions = isinstance(selection, ActionFilterSet)
    route = "action_list" if of_actions else "agreement_list"
    replaced = [
        (name, value) for name in choices for value in selection.cleaned[name].values
    ]
    query = selection.querystring(*replaced, ("tri", selection.order), **choices)
    return f"{get_path(route, get_language())}?{query}"


# What agreements have no value of: their actions alone are counted.
ACTION_FACETS = ("type", "statut", "guichet")
AGREEMENT_FACETS = ("type", "statut")
AGREEMENT_PREFIX = "accords-"
ACTION_TABLE_TITLES = {name: PAGE_TITLES[name] for name in ACTION_FACETS}
AGREEMENT_TABLE_TITLES = {
    name: PAGE_TITLES[f"{AGREEMENT_PREFIX}{name}"] for name in AGREEMENT_FACETS
}


def build_facet_tables(
    selection: EntryFilterSet, counts: FacetCounts, titles: Mapping[str, str | Promise]
) -> list[FigureTable]:
    """Return a table for each facet that counts something."""
    choices = FacetPresenter(selection, counts)
    tables = [
        FigureTable(name, str(title), build_facet_rows(selection, choices, name))
        for name, title in titles.items()
    ]
    return [table for table in tables if table.rows]


def build_facet_table(
    selection: EntryFilterSet, counts: FacetCounts, code: str
) -> FigureTable:
    """Return the table of a facet of actions or agreements, by its code in URLs."""
    name = code.removeprefix(AGREEMENT_PREFIX)
    choices = FacetPresenter(selection, counts)
    rows = build_facet_rows(selection, choices, name)
    return FigureTable(code, str(PAGE_TITLES[code]), rows)


def build_facet_rows(
    selection: EntryFilterSet, choices: FacetPresenter, name: str
) -> list[FigureRow]:
    """Return the values of a facet with their counts, the largest first."""
    labels, numbers = choices.labels(name), choices.counts.facets[name]
    found = [key for key in labels if numbers.get(key)]
    found.sort(key=lambda key: -numbers[key])
    return [
        FigureRow(
            label=capfirst(labels[key].text),
            number=numbers[key],
            address=partial(build_list_url, selection, **{name: labels[key].value}),
        )
        for key in found
    ]
