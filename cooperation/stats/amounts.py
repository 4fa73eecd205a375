"""The known amounts of a selection of actions, by kind and by group of actions."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from cooperation.enums import MoneyKind
from cooperation.models import Funding
from cooperation.search.amount_params import UNDATED_AMOUNTS
from cooperation.search.facet_index import FacetIndex
from cooperation.search.facets import FacetMasks, build_facet_masks
from cooperation.search.filters import NO_WINDOW, ActionFilterSet
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

    Groups of actions are masks of the facet index.
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
    def selected(self) -> int:
        """The actions of the selection, as a mask."""
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
        self, kind: MoneyKind, groups: dict[Any, int]
    ) -> dict[Any, list[Amount]]:
        """Return the amounts of a kind by group of actions; the empty ones left out."""
        by_place: dict[int, list[Amount]] = defaultdict(list)
        places = self.facet_index.bit_positions
        for amount in self.amounts[kind]:
            by_place[places.get(amount.action, -1)].append(amount)
        known = self.facet_index.mask({one.action for one in self.amounts[kind]})
        found = {
            key: [
                amount
                for place in iter_places(mask & known)
                for amount in by_place[place]
            ]
            for key, mask in groups.items()
        }
        return {key: amounts for key, amounts in found.items() if amounts}

    def count_combinations(self, among: int) -> dict[tuple[str, tuple[str, ...]], int]:
        """Return how many actions have exactly each set of windows, by code and names.

        The sets are told apart one window after the other.
        """
        labels = self.facet_index.labels["guichet"]
        parts: dict[tuple[Any, ...], int] = {(): among} if among else {}
        for key, mask in self.facet_index.masks.get("guichet", {}).items():
            split: dict[tuple[Any, ...], int] = {}
            for windows, part in parts.items():
                split |= {windows: part & ~mask, (*windows, key): part & mask}
            parts = {windows: part for windows, part in split.items() if part}
        return {
            (
                "+".join(sorted(labels[key].value for key in windows)) or NO_WINDOW,
                tuple(sorted(labels[key].text for key in windows)),
            ): part.bit_count()
            for windows, part in parts.items()
        }

    def list_combination_codes(self, among: int) -> list[str]:
        return sorted(code for code, _names in self.count_combinations(among))

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


def is_chosen(amount: Amount, choice: AmountChoice) -> bool:
    return (
        choice.kind in ("", amount.kind)
        and (choice.low is None or amount.euros >= choice.low)
        and (choice.high is None or amount.euros <= choice.high)
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


def split_by_facet(facet_index: FacetIndex, facet: str, among: int) -> dict[Any, int]:
    """Return the entries that have one value only, by value; several; none."""
    once = twice = 0
    masks = facet_index.masks.get(facet, {})
    for mask in masks.values():
        twice |= once & mask
        once |= mask
    groups = {key: mask & ~twice & among for key, mask in masks.items()}
    return groups | {SEVERAL: twice & among, NOWHERE: among & ~once}


def iter_places(mask: int) -> Iterator[int]:
    """Yield the places of the bits of a mask."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
