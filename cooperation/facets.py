"""Counts of a search and of each facet, given the other parameters.

A facet's own choices are left aside when it is counted, as values of one parameter are
alternatives.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from cooperation.filters import ActionFilter, SheetFilter
from cooperation.postings import Label, Postings
from cooperation.sources import ACTIONS, AGREEMENTS, YEARS

FACETS = (
    "pays",
    "region",
    "theme",
    "odd",
    "type",
    "statut",
    "guichet",
    "collectivite",
    "epci",
    "departement",
    "nature",
)
# Parameters that no facet lists: PostgreSQL answers them, a group at a time.
SPAN = ("annee_min", "annee_max")
OTHERS = ("q", "partenaire", "bbox", "combinaison", "montant", "portee", "signature")


@dataclass
class Counts:
    """The counts of a search and of each value of its facets.

    ``facets`` has, for each facet, the count of each value that some published entry
    has; ``lowest`` and ``highest`` are the first and last known year, the chosen years
    left aside; ``countries`` is the number of countries of the search itself.
    """

    total: int
    countries: int
    facets: dict[str, dict[Any, int]]
    labels: dict[str, dict[Any, Label]]
    lowest: int | None = None
    highest: int | None = None


@dataclass
class Masks:
    """The entries that each parameter of a search keeps, as bit masks."""

    postings: Postings
    of: dict[str, int] = field(default_factory=dict)

    def without(self, *names: str) -> int:
        """Return the entries that all parameters but ``names`` keep."""
        kept = (mask for name, mask in self.of.items() if name not in names)
        return reduce(and_, kept, self.postings.everything)


def count(selection: SheetFilter) -> Counts:
    masks = masks_of(selection)
    postings, selected = masks.postings, masks.without()
    years = [
        year for year, n in postings.counts(YEARS, masks.without(*SPAN)).items() if n
    ]
    return Counts(
        total=selected.bit_count(),
        countries=sum(n > 0 for n in postings.counts("pays", selected).values()),
        facets={
            facet: postings.counts(facet, masks.without(facet)) for facet in FACETS
        },
        labels=postings.labels,
        lowest=min(years, default=None),
        highest=max(years, default=None),
    )


def count_without(selection: SheetFilter) -> dict[str, int]:
    """Return the total without each active parameter, one at a time."""
    masks = masks_of(selection, one_by_one=True)
    return {name: masks.without(name).bit_count() for name in masks.of}


def masks_of(selection: SheetFilter, *, one_by_one: bool = False) -> Masks:
    """Return the mask of each active parameter.

    Parameters without a facet are answered by PostgreSQL, grouped in as few queries as
    counting allows, or one by one.
    """
    keeper = ACTIONS if isinstance(selection, ActionFilter) else AGREEMENTS
    postings = keeper.postings()
    masks = Masks(postings)
    for name in FACETS:
        if selection.readings[name].options:
            masks.of[name] = postings.any_of(name, selection.readings[name].keys)
    groups: list[Collection[str]] = [SPAN, OTHERS]
    for group in [(name,) for name in (*SPAN, *OTHERS)] if one_by_one else groups:
        known = [name for name in group if name in selection.readings]
        active = [name for name in known if selection.readings[name].options]
        if active:
            masks.of[active[0]] = postings.mask(keys_of(selection, active))
    return masks


def keys_of(selection: SheetFilter, names: list[str]) -> list[int]:
    """Return the primary keys of the entries that some parameters keep; one query."""
    left_out = [name for name in selection.readings if name not in names]
    found = selection.without(*left_out).aggregate(keys=ArrayAgg("pk"))
    keys: list[int] = found["keys"] or []
    return keys
