"""The rows of directory lists that a search keeps, counted and sorted in memory."""

from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet

from cooperation.search.directory_filters import (
    NAME,
    CollectivityFilterSet,
    DirectoryFilterSet,
)
from cooperation.search.directory_index import (
    Mask,
    Numbers,
    ValueMatrix,
    get_directory,
    get_indexes,
)
from cooperation.search.facet_index import LAST
from cooperation.text import normalize

# The parameters that keep rows, beside the columns of directories.
ASKED = ("q", "collectivite")


class DirectorySelection:
    """The rows of a list that its parameters keep, in their order: slices of them.

    ``rows`` are those of the database, with what pages read of them.
    """

    def __init__(self, selection: DirectoryFilterSet, rows: QuerySet[Any]) -> None:
        self.selection, self.rows = selection, rows
        self.directory = get_directory(rows.model)
        self.masks = {
            name: self.build_mask(name, param.keys)
            for name, param in selection.cleaned.items()
            if param.options and (name in self.directory.columns or name in ASKED)
        }

    def build_mask(self, name: str, keys: list[Any]) -> Mask:
        """Return the rows that a parameter keeps."""
        column = self.directory.columns.get(name)
        if column is not None:
            return column.having(keys)
        if name == "collectivite":
            return np.isin(self.directory.keys, list_partners_of(keys))
        rows = self.rows.model.objects.order_by()
        found = self.selection.filters[name].filter(rows, self.selection.cleaned[name])
        return np.isin(self.directory.keys, list(found.values_list("pk", flat=True)))

    @property
    def is_of_all(self) -> bool:
        return isinstance(self.selection, CollectivityFilterSet) and (
            self.selection.is_of_all
        )

    def excluding(self, name: str = "") -> Mask:
        """Return the rows that all parameters but one keep."""
        found = np.ones(len(self.directory.keys), dtype=np.bool_)
        if not self.is_of_all:
            found &= self.directory.is_cooperating
        for own, mask in self.masks.items():
            if own != name:
                found &= mask
        return found

    def count(self, facet: str) -> dict[Any, int]:
        """Return how many rows have each value of a parameter, its own left aside."""
        return self.directory.columns[facet].count(self.excluding(facet))

    @cached_property
    def places(self) -> Numbers:
        """The places in the directory of the rows, in their order."""
        order = self.directory.sort(self.selection.order)
        found = order[self.excluding()[order]]
        if self.is_of_all and self.selection.order == NAME:
            return found[np.argsort(self.rank_all()[found], kind="stable")]
        return found

    def rank_all(self) -> Numbers:
        """Return what sorts all authorities: those of this very name, cooperating
        ones, others.
        """
        text = normalize(" ".join(self.selection.cleaned["q"].keys))
        same = self.rows.model.objects.filter(name_key=text)
        keys = list(same.values_list("pk", flat=True))
        ranks = np.where(self.directory.is_cooperating, 1, 2)
        ranks[np.isin(self.directory.keys, keys)] -= 2
        return ranks

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Any]:
        """Return the rows of a part, with their counts."""
        places = self.places[part]
        keys = self.directory.keys[places].tolist()
        found = self.rows.in_bulk(keys)
        for key, place in zip(keys, places.tolist(), strict=True):
            if key in found:
                self.add_counts(found[key], place)
        return [found[key] for key in keys if key in found]

    def add_counts(self, row: Any, place: int) -> None:
        directory = self.directory
        row.n_actions = int(directory.n_actions[place])
        row.n_agreements = int(directory.n_agreements[place])
        for name, column in directory.extra.items():
            number = int(column[place])
            setattr(row, name, number if number != LAST else None)
        countries = directory.columns.get("pays")
        if isinstance(countries, ValueMatrix):
            row.country_keys = countries.values_at(place)


def list_partners_of(authorities: list[int]) -> list[int]:
    """Return the partners of the entries of some authorities."""
    found: set[int] = set()
    for index in get_indexes():
        among = index.having("collectivite", *authorities)
        counts = index.facets["partenaire"].count(among)
        values = index.facets["partenaire"].values
        found.update(values[code] for code in np.flatnonzero(counts).tolist())
    return list(found)
