"""The known amounts of a selection of actions, by kind and by group of actions."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from cooperation.enums import MoneyKind
from cooperation.models import Funding
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import FacetIndex
from cooperation.search.facets import FacetMasks, build_facet_masks
from cooperation.search.filters import NO_WINDOW, UNDATED_AMOUNTS, ActionFilterSet
from cooperation.search.lookups import ACTION_AMOUNTS, AmountChoice, CountrySpread

SEVERAL, NOWHERE = str(CountrySpread.SEVERAL), str(CountrySpread.NOWHERE)


class Amount(NamedTuple):
    """A known amount of an action; ``window`` and ``year`` may be unknown."""

    action: int
    kind: str
    euros: Decimal
    window: int | None
    year: int | None


class KnownAmounts:
    """The known amounts of a selection of actions, read once.

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
    def amounts(self) -> dict[str, list[Amount]]:
        """The amounts by kind; those of the chosen ones only, if any are chosen."""
        chosen = self.selection.cleaned["montant"].keys
        found: dict[str, list[Amount]] = defaultdict(list)
        for amount in (*self.iter_funding_amounts(), *self.iter_action_amounts()):
            if not chosen or any(is_chosen(amount, choice) for choice in chosen):
                found[amount.kind].append(amount)
        return found

    def iter_funding_amounts(self) -> Iterator[Amount]:
        keys = self.selection.excluding().values("pk")
        rows = Funding.objects.filter(action__in=keys, amount__isnull=False)
        columns = ("action", "kind", "amount", "window", "year")
        yield from map(Amount._make, rows.order_by().values_list(*columns))

    def iter_action_amounts(self) -> Iterator[Amount]:
        columns = list(ACTION_AMOUNTS.values())
        rows = self.selection.excluding().exclude(
            **{f"{column}__isnull": True for column in columns}
        )
        for action, year, *values in rows.values_list("pk", "start_year", *columns):
            for kind, euros in zip(ACTION_AMOUNTS, values, strict=True):
                if euros is not None:
                    yield Amount(action, kind, euros, None, year)

    # Groups ---------------------------------------------------------------------------

    def group_amounts(
        self, kind: MoneyKind, groups: dict[Any, EntrySet]
    ) -> dict[Any, list[Amount]]:
        """Return the amounts of a kind by group of actions; the empty ones left out."""
        by_action: dict[int, list[Amount]] = defaultdict(list)
        for amount in self.amounts[kind]:
            by_action[amount.action].append(amount)
        index = self.facet_index
        known = index.find_keys(np.array(list(by_action), dtype=np.int64))
        found = {
            key: [
                amount
                for action in index.list_keys(entries & known)
                for amount in by_action[action]
            ]
            for key, entries in groups.items()
        }
        return {key: amounts for key, amounts in found.items() if amounts}

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

    def list_combination_codes(self, among: EntrySet) -> list[str]:
        return sorted(code for code, _names in self.count_combinations(among))

    # Links ----------------------------------------------------------------------------

    def get_params(
        self, kind: MoneyKind, *, window: int | None = None, year: int | str = ""
    ) -> list[str]:
        """Return the values of ``montant`` that keep these amounts of those chosen."""
        asked = read_choice(kind, window, year)
        chosen = self.selection.cleaned["montant"].keys or [AmountChoice(kind=kind)]
        found = [narrow_choice(one, asked) for one in chosen if one.kind == kind]
        codes = {
            key: label.value
            for key, label in self.facet_index.labels["guichet"].items()
        }
        return [format_choice(one, codes) for one in found if one]


def is_chosen(amount: Amount, choice: AmountChoice) -> bool:
    return (
        amount.kind == choice.kind
        and choice.window in (None, amount.window)
        and choice.year in (None, amount.year)
        and not (choice.is_undated and amount.year)
    )


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
        chosen.kind,
    )


def format_choice(choice: AmountChoice, codes: dict[int, str]) -> str:
    """Return a choice as in URLs; granted amounts are named where nothing else is."""
    parts = [
        codes[choice.window] if choice.window else "",
        UNDATED_AMOUNTS if choice.is_undated else str(choice.year or ""),
    ]
    named = [part for part in parts if part]
    is_plain = choice.kind == MoneyKind.GRANTED and named
    return ":".join(named if is_plain else [choice.kind, *named])


def split_by_facet(
    facet_index: FacetIndex, facet: str, among: EntrySet
) -> dict[Any, EntrySet]:
    """Return the entries that have one value only, by value; several; none."""
    column = facet_index.facets[facet]
    groups = column.split(among & facet_index.where(column.lengths == 1))
    several = among & facet_index.where(column.lengths > 1)
    nowhere = among & facet_index.where(column.lengths == 0)
    return groups | {SEVERAL: several, NOWHERE: nowhere}
