"""The known amounts of a selection of actions, by kind and by group of actions."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from cooperation.enums import MoneyKind, Publication
from cooperation.maps.placed_entries import is_first_of_owner
from cooperation.models import Action, Funding
from cooperation.search.amount_params import UNDATED_AMOUNTS
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import UNKNOWN, FacetColumn, FacetIndex
from cooperation.search.facet_sources import code_members
from cooperation.search.facets import FacetMasks, build_facet_masks
from cooperation.search.filters import NO_WINDOW, ActionFilterSet
from cooperation.search.index_reading import read_arrays, to_integer
from cooperation.search.lookups import ACTION_AMOUNTS, AmountChoice, CountrySpread

Numbers = NDArray[np.int64]

SEVERAL, NOWHERE = str(CountrySpread.SEVERAL), str(CountrySpread.NOWHERE)
KINDS = MoneyKind.values


@dataclass(frozen=True)
class Amounts:
    """Known amounts, one place of each array for each, sorted by action.

    ``owners``: position of the action in its index; ``kinds``: place in ``KINDS``;
    ``windows`` (key) and ``years`` are UNKNOWN where they are not known.
    """

    owners: Numbers
    kinds: Numbers
    cents: Numbers
    windows: Numbers
    years: Numbers

    def __len__(self) -> int:
        return len(self.owners)

    def select(self, rows: NDArray[Any]) -> "Amounts":
        """Return the amounts at some places, or where a mask is true."""
        return Amounts(*(column[rows] for column in vars(self).values()))


class Sum(NamedTuple):
    """The sum of some amounts, and of how many actions they are."""

    euros: Decimal
    actions: int


def sum_amounts(amounts: Amounts) -> Sum:
    actions = np.count_nonzero(np.diff(amounts.owners, prepend=UNKNOWN))
    return Sum(to_euros(int(amounts.cents.sum())), int(actions))


def sum_by_group(amounts: Amounts, groups: Numbers, number: int) -> dict[int, Sum]:
    """Return the sum of each group of amounts that has one; groups are below
    ``number``, UNKNOWN is none.
    """
    known = groups >= 0
    found, own = amounts.select(known), groups[known]
    counts = np.bincount(own, minlength=number)
    cents = np.zeros(number, dtype=np.int64)
    np.add.at(cents, own, found.cents)
    first = own[is_first_of_owner(found.owners, own)]
    actions = np.bincount(first, minlength=number)
    return {
        group: Sum(to_euros(int(cents[group])), int(actions[group]))
        for group in np.flatnonzero(counts).tolist()
    }


def to_euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


class KnownAmounts:
    """The known amounts of a selection of actions.

    Groups of actions are sets of entries of the facet index.
    """

    def __init__(
        self, selection: ActionFilterSet, masks: FacetMasks | None = None
    ) -> None:
        self.selection = selection
        self.masks = masks or build_facet_masks(selection)

    @property
    def facet_index(self) -> FacetIndex:
        return self.masks.facet_index

    @cached_property
    def selected(self) -> EntrySet:
        """The actions of the selection."""
        return self.masks.excluding()

    @cached_property
    def amounts(self) -> dict[str, Amounts]:
        """The amounts by kind; those of the chosen ones only, if any are chosen."""
        found = get_amounts(self.facet_index)
        if len(self.selected) < self.facet_index.size:
            found = found.select(self.selected.mask[found.owners])
        chosen = self.selection.cleaned["montant"].keys
        if chosen:
            found = found.select(
                np.any([is_chosen(found, choice) for choice in chosen], axis=0)
            )
        return {
            kind: found.select(found.kinds == place) for place, kind in enumerate(KINDS)
        }

    # Groups ---------------------------------------------------------------------------

    def sum_by_value(self, kind: MoneyKind, facet: str) -> dict[Any, Sum]:
        """Return the sums by value of a facet: a whole amount for each of several."""
        amounts, column = self.amounts[kind], self.facet_index.facets[facet]
        lengths = column.lengths[amounts.owners]
        rows = np.repeat(np.arange(len(amounts)), lengths)
        codes = column.codes[column.places_of(amounts.owners.astype(np.int32))]
        sums = sum_by_group(
            amounts.select(rows), codes.astype(np.int64), len(column.values)
        )
        return {column.values[code]: found for code, found in sums.items()}

    def sum_by_only_value(self, kind: MoneyKind, facet: str) -> dict[Any, Sum]:
        """Return the sums of actions that have one value only, by value; several;
        none.
        """
        amounts, column = self.amounts[kind], self.facet_index.facets[facet]
        codes = get_only_codes(column)[amounts.owners]
        values = [*column.values, SEVERAL, NOWHERE]
        sums = sum_by_group(amounts, codes, len(values))
        return {values[code]: found for code, found in sums.items()}

    def count_by_only_value(self, facet: str) -> dict[Any, int]:
        """Return how many actions have one value only, by value; several; none."""
        column = self.facet_index.facets[facet]
        values = [*column.values, SEVERAL, NOWHERE]
        codes = get_only_codes(column)[self.selected.positions]
        counts = np.bincount(codes, minlength=len(values)).tolist()
        return dict(zip(values, counts, strict=True))

    def count_combinations(
        self, among: EntrySet
    ) -> dict[tuple[str, tuple[str, ...]], int]:
        """Return how many actions have exactly each set of windows, by code and names.

        The sets are told apart one window after the other.
        """
        labels = self.facet_index.labels["guichet"]
        parts: dict[tuple[Any, ...], EntrySet] = {(): among} if among else {}
        for key, own in self.facet_index.facets["guichet"].split(among).items():
            split: dict[tuple[Any, ...], EntrySet] = {}
            for windows, part in parts.items():
                split |= {windows: part & ~own, (*windows, key): part & own}
            parts = {windows: part for windows, part in split.items() if part}
        return {
            (
                "+".join(sorted(labels[key].value for key in windows)) or NO_WINDOW,
                tuple(sorted(labels[key].text for key in windows)),
            ): len(part)
            for windows, part in parts.items()
        }

    def list_combination_codes(self) -> list[str]:
        """Return the combinations of several windows of the selection."""
        column = self.facet_index.facets["guichet"]
        several = self.selected & self.facet_index.where(column.lengths > 1)
        return sorted(code for code, _names in self.count_combinations(several))

    # Links ----------------------------------------------------------------------------

    def get_params(
        self, kind: MoneyKind, *, window: int | None = None, year: int | str = ""
    ) -> list[str]:
        """Return the values of ``montant`` that keep these amounts of those chosen."""
        asked = read_choice(kind, window, year)
        chosen = self.selection.cleaned["montant"].keys or [AmountChoice(kind=kind)]
        found = [narrow_choice(one, asked) for one in chosen if one.kind in ("", kind)]
        codes = {
            key: label.value
            for key, label in self.facet_index.labels["guichet"].items()
        }
        return [format_choice(one, codes) for one in found if one]


def is_chosen(amounts: Amounts, choice: AmountChoice) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.ones(len(amounts), dtype=np.bool_)
    if choice.kind:
        found &= amounts.kinds == KINDS.index(choice.kind)
    if choice.low is not None:
        found &= amounts.cents >= choice.low * 100
    if choice.high is not None:
        found &= amounts.cents <= choice.high * 100
    if choice.window is not None:
        found &= amounts.windows == choice.window
    if choice.year is not None:
        found &= amounts.years == choice.year
    if choice.is_undated:
        found &= amounts.years == UNKNOWN
    return found


def read_choice(kind: MoneyKind, window: int | None, year: int | str) -> AmountChoice:
    is_undated = year == UNDATED_AMOUNTS
    number = None if is_undated or not year else int(year)
    return AmountChoice(window, number, is_undated, kind.value)


def narrow_choice(chosen: AmountChoice, asked: AmountChoice) -> AmountChoice | None:
    """Return what both keep; None if they exclude each other."""
    if chosen.window and asked.window and chosen.window != asked.window:
        return None
    if chosen.year and (asked.is_undated or asked.year not in (None, chosen.year)):
        return None
    if chosen.is_undated and asked.year:
        return None
    return AmountChoice(
        chosen.window or asked.window,
        chosen.year or asked.year,
        chosen.is_undated or asked.is_undated,
        asked.kind,
        chosen.low,
        chosen.high,
    )


def format_choice(choice: AmountChoice, codes: dict[int, str]) -> str:
    """Return a choice as in URLs; granted amounts are named where nothing else is."""
    bounds = ["" if one is None else str(one) for one in (choice.low, choice.high)]
    parts = [
        codes[choice.window] if choice.window else "",
        UNDATED_AMOUNTS if choice.is_undated else str(choice.year or ""),
        "-".join(bounds) if any(bounds) else "",
    ]
    named = [part for part in parts if part]
    is_plain = choice.kind == MoneyKind.GRANTED and named and not any(bounds)
    return ":".join(named if is_plain else [choice.kind, *named])


def get_only_codes(column: FacetColumn) -> Numbers:
    """Return the code of the only value of each entry; beyond them several, none."""
    codes = np.full(len(column.lengths), len(column.values), dtype=np.int64)
    codes[column.lengths == 0] += 1
    single = np.flatnonzero(column.lengths == 1)
    codes[single] = column.codes[column.offsets[single]]
    return codes


# Reading ------------------------------------------------------------------------------


def get_amounts(index: FacetIndex) -> Amounts:
    """Return the amounts of all actions of an index, read once for each."""
    if "amounts" not in index.derived:
        index.derived["amounts"] = read_amounts(index)
    found: Amounts = index.derived["amounts"]
    return found


def read_amounts(index: FacetIndex) -> Amounts:
    parts = [read_fundings(), *(read_own_amounts(kind) for kind in ACTION_AMOUNTS)]
    keys, *columns = (np.concatenate(one) for one in zip(*parts, strict=True))
    owners = np.minimum(np.searchsorted(index.keys, keys), max(index.size - 1, 0))
    known = index.keys[owners] == keys if index.size else np.zeros(0, dtype=np.bool_)
    found = Amounts(owners, *columns).select(known)
    return found.select(np.argsort(found.owners, kind="stable"))


def read_fundings() -> list[Numbers]:
    rows = Funding.objects.filter(
        action__publication=Publication.PUBLISHED, amount__isnull=False
    )
    kinds = code_members(KINDS).build("kind")
    named = {
        "amount_owner": to_integer("action"),
        "amount_kind": to_integer(kinds),
        "amount_cents": to_integer(F("amount") * 100),
        "amount_window": to_integer("window"),
        "amount_year": to_integer("year"),
    }
    rows = rows.order_by().annotate(**named)
    found = read_arrays(rows.values_list(*named), list(named))
    found[1] -= 1
    return found


def read_own_amounts(kind: str) -> list[Numbers]:
    """Return the amounts of a kind that actions bear themselves."""
    column = ACTION_AMOUNTS[kind]
    rows = Action.objects.published().filter(**{f"{column}__isnull": False})
    named = {
        "amount_owner": to_integer("pk"),
        "amount_cents": to_integer(F(column) * 100),
        "amount_year": to_integer("start_year"),
    }
    found = rows.order_by().annotate(**named).values_list(*named)
    keys, cents, years = read_arrays(found, list(named))
    kinds = np.full(len(keys), KINDS.index(kind), dtype=np.int64)
    return [keys, kinds, cents, np.full(len(keys), UNKNOWN, dtype=np.int64), years]
