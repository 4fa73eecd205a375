"""Cross tables of two facets (who acts where, on what), and who could join forces."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from cooperation.presenters.flows import FlowChart, FlowEnd
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import FacetIndex, FacetLabel
from cooperation.search.facets import FacetMasks, build_facet_masks
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.entries import list_kept_keys, select_entries
from cooperation.stats.tables import FigureRow
from cooperation.text import normalize

ROWS_SHOWN, COLUMNS_SHOWN = 30, 15
# Ends of flows.
LEFT_SHOWN, RIGHT_SHOWN = 6, 8
POOLS_SHOWN, NAMED = 4, 5
CROSSED = ("collectivite", "pays", "theme")
# The entries of a question: agreements, then actions.
Masks = list[EntrySet]


@dataclass(frozen=True)
class MatrixCell:
    """Number of entries, URL of their list, and shade of the cell (0 to 4)."""

    number: int
    url: str
    level: int


@dataclass(frozen=True)
class Matrix:
    """Two facets crossed: headings of columns, then rows of (label, cells)."""

    code: str
    title: str
    columns: list[str]
    rows: list[tuple[str, list[MatrixCell | None]]]
    left_out: bool


@dataclass(frozen=True)
class JointOpportunity:
    """A theme in a country where ``n`` authorities act, the first ones by name."""

    where: str
    what: str
    n: int
    who: str
    url: str


@dataclass(frozen=True)
class SingleAuthority:
    """A country where one authority acts, its name and the URL of its actions."""

    label: str
    who: str
    url: str


@dataclass(frozen=True)
class CrossedCounts:
    """How many entries have each value of a facet and each of another."""

    of_value: dict[Any, int]
    of_other: dict[Any, int]
    counts: NDArray[np.int64]

    @classmethod
    def count(
        cls, index: FacetIndex, facet: str, other: str, among: EntrySet
    ) -> "CrossedCounts":
        column, crossed = index.facets[facet], index.facets[other]
        positions = among.positions
        owners = np.repeat(positions, column.lengths[positions])
        first = np.repeat(
            column.codes[column.places_of(positions)], crossed.lengths[owners]
        )
        second = crossed.codes[crossed.places_of(owners)]
        width, height = len(column.values), len(crossed.values)
        pairs = first.astype(np.int64) * height + second
        counts = np.bincount(pairs, minlength=width * height)
        return cls(column.code_of, crossed.code_of, counts.reshape(width, height))

    def get(self, value: Any, other: Any) -> int:
        row, column = self.of_value.get(value), self.of_other.get(other)
        if row is None or column is None:
            return 0
        return int(self.counts[row, column])

    def list_others(self, value: Any) -> list[Any]:
        """Return the values of the other facet that are found beside one."""
        row = self.of_value.get(value)
        if row is None:
            return []
        others = list(self.of_other)
        return [others[code] for code in np.flatnonzero(self.counts[row]).tolist()]


class FacetCrossing:
    """A selection to cross by two facets; choices in these two are ignored.

    Everything is counted twice, in agreements and in actions: ``Masks`` hold the
    entries of each.
    """

    def __init__(self, selection: ActionFilterSet) -> None:
        self.selection = select_entries(selection)
        self.kinds: list[FacetMasks] = [
            build_facet_masks(self.selection.agreements),
            build_facet_masks(self.selection.actions),
        ]
        self.kept = {facet: list_kept_keys(selection, facet) for facet in CROSSED}

    def excluding(self, *names: str) -> Masks:
        return [masks.excluding(*names) for masks in self.kinds]

    def find_label(self, facet: str, key: Any) -> FacetLabel:
        found = (masks.facet_index.labels[facet].get(key) for masks in self.kinds)
        return next(label for label in found if label)

    def get_label(self, facet: str, key: Any) -> str:
        return self.find_label(facet, key).text

    def get_value(self, facet: str, key: Any) -> str:
        """Return the value as written in URLs."""
        return self.find_label(facet, key).value

    def list_largest_values(self, facet: str, among: Masks) -> list[Any]:
        """Return the values of a facet that count something, the largest first."""
        counts: Counter[Any] = Counter()
        labels: dict[Any, FacetLabel] = {}
        for masks, kept in zip(self.kinds, among, strict=True):
            counts.update(masks.facet_index.count(facet, kept))
            labels |= masks.facet_index.labels[facet]
        own = self.kept.get(facet)
        found = [key for key in labels if counts[key] and (own is None or key in own)]
        return sorted(
            found, key=lambda key: (-counts[key], normalize(labels[key].text))
        )

    def narrow(self, among: Masks, **keys: Any) -> Masks:
        """Return the entries that have all of these values."""
        found = list(among)
        for facet, key in keys.items():
            for place, masks in enumerate(self.kinds):
                found[place] &= masks.facet_index.having(facet, key)
        return found

    def build_row(self, label: str, among: Masks, **choices: str) -> FigureRow:
        """Return the number of entries of some masks; ``choices`` lead to them."""
        n_agreements, n_actions = map(len, among)
        return self.selection.build_row(label, n_agreements, n_actions, **choices)

    def build_matrix(
        self, code: str, title: str, down: str, across: str, *, whole: bool = False
    ) -> Matrix:
        """Cross two facets: only the largest values, or all if ``whole``."""
        among = self.excluding(down, across)
        rows, columns = (
            self.list_largest_values(down, among),
            self.list_largest_values(across, among),
        )
        tables = self.cross(among, down, across)
        left_out = len(rows) > ROWS_SHOWN or len(columns) > COLUMNS_SHOWN
        if not whole:
            rows, columns = rows[:ROWS_SHOWN], columns[:COLUMNS_SHOWN]
        return Matrix(
            code=code,
            title=title,
            columns=[self.get_label(across, key) for key in columns],
            rows=[
                (
                    self.get_label(down, key),
                    [
                        self.build_cell(
                            [table.get(key, other) for table in tables],
                            {down: key, across: other},
                        )
                        for other in columns
                    ],
                )
                for key in rows
            ],
            left_out=left_out and not whole,
        )

    def build_cell(self, numbers: list[int], keys: dict[str, Any]) -> MatrixCell | None:
        """Return a cell; None if it counts nothing."""
        if not any(numbers):
            return None
        choices = {facet: self.get_value(facet, key) for facet, key in keys.items()}
        n_agreements, n_actions = numbers
        row = self.selection.build_row("", n_agreements, n_actions, **choices)
        return MatrixCell(row.number, row.url, min(4, row.number.bit_length()))

    def cross(self, among: Masks, facet: str, other: str) -> list[CrossedCounts]:
        """Return how many entries have each pair of values, of each kind."""
        return [
            CrossedCounts.count(masks.facet_index, facet, other, kept)
            for masks, kept in zip(self.kinds, among, strict=True)
        ]

    def build_flows(self, code: str) -> FlowChart | None:
        """Return the largest values of a facet and all that they go to; None of one.

        What is beyond the largest values of the other facet is one end.
        """
        down, across = MATRICES[code]
        among = self.excluding(down, across)
        left = self.list_largest_values(down, among)
        if not left:
            return None
        shown, rest = left[:LEFT_SHOWN], left[LEFT_SHOWN:]
        parts = [self.narrow(among, **{down: key}) for key in shown]
        together = unite(parts)
        right = self.list_largest_values(across, together)
        groups = [self.narrow(together, **{across: key}) for key in right]
        if len(right) > RIGHT_SHOWN:
            groups[RIGHT_SHOWN:] = [unite(groups[RIGHT_SHOWN:])]
        names = [self.get_label(across, key) for key in right[:RIGHT_SHOWN]]
        names += [_("autres")] * (len(groups) - len(names))
        bands = {
            (here, there): number
            for here, part in enumerate(parts)
            for there, group in enumerate(groups)
            if (number := count_masks(part, group))
        }
        if len(bands) < 2:
            return None
        return FlowChart(
            title=get_matrix_title(code),
            left=[
                FlowEnd(self.get_label(down, key), count_masks(part))
                for key, part in zip(shown, parts, strict=True)
            ],
            right=[
                FlowEnd(name, count_masks(group))
                for name, group in zip(names, groups, strict=True)
            ],
            bands=bands,
            left_out=describe_left_ends(len(left)) if rest else "",
        )

    def list_joint_opportunities(self) -> Iterator[JointOpportunity]:
        """Return the themes and countries on which several authorities act.

        The largest first, at most ``POOLS_SHOWN``; each lists its authorities.
        """
        among = self.excluding("theme", "pays")
        tables = self.cross(among, "theme", "pays")
        pairs = [
            (number, theme, country)
            for theme in self.list_largest_values("theme", among)
            for country in self.list_largest_values("pays", among)
            if (number := sum(table.get(theme, country) for table in tables))
        ]
        pairs.sort(key=lambda pair: -pair[0])
        number = 0
        for _n, theme, country in pairs[: 4 * POOLS_SHOWN]:
            both = self.narrow(among, theme=theme, pays=country)
            who = self.list_largest_values("collectivite", both)
            if len(who) > 1 and number < POOLS_SHOWN:
                number += 1
                yield self.build_joint_opportunity(theme, country, who)

    def build_joint_opportunity(
        self, theme: Any, country: Any, who: list[Any]
    ) -> JointOpportunity:
        labels = [self.get_label("collectivite", key) for key in who[:NAMED]]
        choices = {
            "theme": self.get_value("theme", theme),
            "pays": self.get_value("pays", country),
        }
        both = self.narrow(self.excluding("theme", "pays"), theme=theme, pays=country)
        return JointOpportunity(
            where=self.get_label("pays", country),
            what=self.get_label("theme", theme),
            n=len(who),
            who=", ".join(labels) + ("…" if len(who) > NAMED else ""),
            url=self.build_row("", both, **choices).url,
        )

    def list_single_authority_countries(self) -> list[SingleAuthority]:
        """Return the countries where only one authority acts, with its name."""
        among = self.excluding("pays")
        tables = self.cross(among, "pays", "collectivite")
        own = self.kept["collectivite"]
        found = []
        for country in self.list_largest_values("pays", among):
            acting = {key for table in tables for key in table.list_others(country)}
            who = [key for key in acting if own is None or key in own]
            if len(who) == 1:
                label = self.get_label("pays", country)
                there = self.narrow(among, pays=country)
                row = self.build_row(label, there, pays=self.get_value("pays", country))
                name = self.get_label("collectivite", who[0])
                found.append(SingleAuthority(label, name, row.url))
        return sorted(found, key=lambda one: normalize(one.label))

    def count_countries(self) -> int:
        """Return how many countries the selection touches."""
        return len(self.list_largest_values("pays", self.excluding()))


def build_matrices(crossing: FacetCrossing) -> list[Matrix]:
    return [build_matrix(crossing, code) for code in MATRICES]


def build_matrix(crossing: FacetCrossing, code: str, *, whole: bool = False) -> Matrix:
    """Return the matrix of a code of ``MATRICES``."""
    down, across = MATRICES[code]
    title = get_matrix_title(code)
    return crossing.build_matrix(code, title, down, across, whole=whole)


def get_matrix_title(code: str) -> str:
    titles = {
        "collectivites-pays": _("Qui agit où"),
        "thematiques-pays": _("Sur quoi, où"),
    }
    return titles[code]


def unite(parts: list[Masks]) -> Masks:
    """Return the entries of any of some masks, of each kind."""
    return [reduce(or_, kind) for kind in zip(*parts, strict=True)]


def count_masks(first: Masks, *others: Masks) -> int:
    """Return how many entries, of both kinds, all of these have."""
    found = zip(first, *others, strict=True)
    return sum(len(reduce(and_, kind)) for kind in found)


def describe_left_ends(number: int) -> str:
    words = _("À gauche, les %(shown)s premiers sur %(n)s.")
    return words % {"shown": LEFT_SHOWN, "n": number}


MATRICES = {
    "collectivites-pays": ("collectivite", "pays"),
    "thematiques-pays": ("theme", "pays"),
}
