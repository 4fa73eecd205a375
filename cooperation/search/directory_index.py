"""The lists of authorities, partners and countries, counted on the index of entries.

A ``Directory`` holds the rows of a list in the order of their names, as columns. It is
made of the indexes of actions and agreements, and kept with them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from cooperation.enums import CollectivityKind, PartnerKind
from cooperation.models import Agreement, Collectivity, Country, Department, Partner
from cooperation.search.directory_filters import (
    ACTIONS,
    AGREEMENTS,
    NAME,
    CollectivityOrder,
    CountryOrder,
    PartnerOrder,
)
from cooperation.search.facet_index import (
    LAST,
    UNKNOWN,
    FacetColumn,
    FacetIndex,
    build_column,
)
from cooperation.search.facet_sources import code_members
from cooperation.search.index_keeper import get_index
from cooperation.search.index_reading import find_places, read_arrays, to_integer

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class Indexes(NamedTuple):
    """The indexes of actions and of agreements."""

    actions: FacetIndex
    agreements: FacetIndex


def get_indexes() -> Indexes:
    return Indexes(get_index("action"), get_index("agreement"))


@dataclass(frozen=True)
class Column:
    """A value of each row: its place in ``values``, UNKNOWN where there is none."""

    values: list[Any]
    codes: Numbers

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Column":
        """Return the column of some values, None where there is none."""
        found = list(dict.fromkeys(value for value in values if value is not None))
        code_of: dict[Any, int] = {value: code for code, value in enumerate(found)}
        codes = [code_of.get(one, UNKNOWN) for one in values]
        return cls(found, np.array(codes, dtype=np.int64))

    def having(self, values: Iterable[Any]) -> Mask:
        wanted = [code for code, one in enumerate(self.values) if one in set(values)]
        return np.isin(self.codes, wanted)

    def count(self, among: Mask) -> dict[Any, int]:
        codes = self.codes[among]
        counts = np.bincount(codes[codes >= 0], minlength=len(self.values)).tolist()
        return dict(zip(self.values, counts, strict=True))


@dataclass(frozen=True)
class ValueMatrix:
    """Any number of values of each row: a row of the matrix for each, true where it
    has the value.
    """

    values: list[Any]
    cells: NDArray[np.bool_]

    def having(self, values: Iterable[Any]) -> Mask:
        wanted = [code for code, one in enumerate(self.values) if one in set(values)]
        mask: Mask = np.count_nonzero(self.cells[:, wanted], axis=1) > 0
        return mask

    def count(self, among: Mask) -> dict[Any, int]:
        counts = self.cells[among].sum(axis=0).tolist()
        return dict(zip(self.values, counts, strict=True))

    def values_at(self, place: int) -> list[Any]:
        return [
            self.values[code] for code in np.flatnonzero(self.cells[place]).tolist()
        ]


@dataclass(frozen=True)
class Directory:
    """The rows of a list, in the order of their names.

    ``keys``: primary keys. ``n_actions``, ``n_agreements``: how many entries each has.
    ``columns``: by parameter. ``orders``: by value of ``tri``, what to sort by first,
    the least first. ``extra``: what else is shown of rows.
    """

    keys: NDArray[Any]
    n_actions: Numbers
    n_agreements: Numbers
    columns: dict[str, Column | ValueMatrix]
    orders: dict[str, Numbers] = field(default_factory=dict)
    extra: dict[str, Numbers] = field(default_factory=dict)

    @cached_property
    def is_cooperating(self) -> Mask:
        found: Mask = (self.n_actions > 0) | (self.n_agreements > 0)
        return found

    @cached_property
    def _sorted(self) -> dict[str, Numbers]:
        return {}

    def sort(self, order: str) -> Numbers:
        """Return the places of all rows in an order; equal ones go by name."""
        if order not in self._sorted:
            ways = self.orders | {
                NAME: np.zeros(len(self.keys), dtype=np.int64),
                ACTIONS: -((self.n_actions << 32) + self.n_agreements),
                AGREEMENTS: -((self.n_agreements << 32) + self.n_actions),
            }
            self._sorted[order] = np.argsort(ways[order], kind="stable")
        return self._sorted[order]


def get_directory(model: Any) -> Directory:
    """Return the directory of the current indexes, made at the first use of both."""
    indexes = get_indexes()
    name = f"directory of {model.__name__}"
    known = indexes.actions.derived.get(name)
    if known is None or known[0] is not indexes.agreements:
        known = (indexes.agreements, BUILDERS[model](indexes))
        indexes.actions.derived[name] = known
    found: Directory = known[1]
    return found


# Building -----------------------------------------------------------------------------


def build_collectivities(indexes: Indexes) -> Directory:
    departments = list(Department.objects.values_list("pk", flat=True))
    named = {
        "row_kind": code_members(CollectivityKind.values).build("kind"),
        "row_department": code_members(departments).build("department"),
        "row_epci": F("epci"),
        "row_population": F("population"),
    }
    keys, kinds, places, epcis, population = read_rows(Collectivity, named)
    codes = np.where(kinds == KIND_OF_EPCI, keys, epcis)
    epci_values, epci_codes = np.unique(codes, return_inverse=True)
    own_themes = read_own_themes(indexes.agreements)
    actions, agreements = (index.facets for index in indexes)
    return Directory(
        keys,
        *count_all(indexes, "collectivite", keys),
        {
            "nature": Column(CollectivityKind.values, kinds - 1),
            "departement": Column(departments, places - 1),
            "epci": Column(epci_values.tolist(), epci_codes),
            "pays": cross_facets(indexes, "collectivite", keys, "pays"),
            "theme": cross_columns(
                [
                    (actions["collectivite"], actions["theme"]),
                    (agreements["collectivite"], own_themes),
                ],
                keys,
            ),
        },
        {CollectivityOrder.POPULATION: -population},
    )


def build_partners(indexes: Indexes) -> Directory:
    countries = list(Country.objects.order_by("name_key").values_list("pk", flat=True))
    named = {
        "row_kind": code_members(PartnerKind.values).build("kind"),
        "row_country": code_members(countries).build("country"),
    }
    rows = read_rows(Partner, named)
    counts = count_all(indexes, "partenaire", rows[0])
    is_public = (counts[0] > 0) | (counts[1] > 0)
    keys, kinds, places, n_actions, n_agreements = (
        column[is_public] for column in (*rows, *counts)
    )
    by_country = np.where(places < 0, len(countries) + 1, places)
    return Directory(
        keys,
        n_actions,
        n_agreements,
        {
            "nature": Column(PartnerKind.values, kinds - 1),
            "pays": Column(countries, np.maximum(places - 1, UNKNOWN)),
        },
        {PartnerOrder.COUNTRY: by_country},
    )


def build_countries(indexes: Indexes) -> Directory:
    present = {*list_present(indexes, "pays")}
    rows = Country.objects.filter(pk__in=present).order_by("name_key", "pk")
    pairs = list(rows.values_list("pk", "sub_region"))
    keys = np.array([key for key, _region in pairs], dtype="U2")
    authorities = cross_facets(indexes, "pays", keys, "collectivite")
    since = find_first_years(indexes, keys)
    return Directory(
        keys,
        *count_all(indexes, "pays", keys),
        {"region": Column.of([region for _key, region in pairs])},
        {CountryOrder.SINCE: since},
        {"n_authorities": authorities.cells.sum(axis=1), "since": since},
    )


def read_rows(model: Any, named: dict[str, Any]) -> list[Numbers]:
    """Return the keys and some numbers of all rows, in the order of names."""
    rows = model.objects.annotate(
        **{name: to_integer(expression) for name, expression in named.items()}
    )
    columns = ["pk", *named]
    return read_arrays(rows.order_by("name_key", "pk").values_list(*columns), columns)


def count_all(
    indexes: Indexes, facet: str, keys: NDArray[Any]
) -> tuple[Numbers, Numbers]:
    """Return how many actions and how many agreements each row has."""
    counted = [count_entries(index.facets[facet], keys) for index in indexes]
    return counted[0], counted[1]


def count_entries(column: FacetColumn, keys: NDArray[Any]) -> Numbers:
    counts = np.zeros(len(keys), dtype=np.int64)
    if not len(column.values):
        return counts
    values = np.array(column.values)
    order = np.argsort(values)
    at = np.minimum(np.searchsorted(values, keys, sorter=order), len(values) - 1)
    codes = order[at]
    is_there = values[codes] == keys
    counts[is_there] = column.totals[codes[is_there]]
    return counts


def list_present(indexes: Indexes, facet: str) -> list[Any]:
    """Return the values of a facet that some entry has."""
    return [
        index.facets[facet].values[code]
        for index in indexes
        for code in np.flatnonzero(index.facets[facet].totals).tolist()
    ]


def cross_facets(
    indexes: Indexes, facet: str, keys: NDArray[Any], other: str
) -> ValueMatrix:
    """Return which values of another facet the entries of each row have."""
    pairs = [(index.facets[facet], index.facets[other]) for index in indexes]
    return cross_columns(pairs, keys)


def cross_columns(
    pairs: list[tuple[FacetColumn, FacetColumn]], keys: NDArray[Any]
) -> ValueMatrix:
    values = list(dict.fromkeys(one for _own, other in pairs for one in other.values))
    row_of = {key: place for place, key in enumerate(keys.tolist())}
    code_of = {value: code for code, value in enumerate(values)}
    cells = np.zeros((len(keys), len(values)), dtype=np.bool_)
    for own, other in pairs:
        rows = np.array([row_of.get(key, UNKNOWN) for key in own.values] or [UNKNOWN])
        codes = np.array([code_of[value] for value in other.values] or [UNKNOWN])
        first = np.repeat(rows[own.codes], other.lengths[own.owners])
        second = codes[other.codes[other.places_of(own.owners.astype(np.int32))]]
        known = first >= 0
        cells[first[known], second[known]] = True
    return ValueMatrix(values, cells)


def read_own_themes(index: FacetIndex) -> FacetColumn:
    """Return the themes of agreements themselves, without those of their actions."""
    rows = Agreement.themes.through.objects.order_by()
    columns = ["agreement", "theme"]
    keys, themes = read_arrays(rows.values_list(*columns), columns)
    known, owners = find_places(index.keys, keys)
    values, codes = np.unique(themes[known], return_inverse=True)
    return build_column(
        values.tolist(), owners[known], codes.astype(np.int32), index.size
    )


def find_first_years(indexes: Indexes, keys: NDArray[Any]) -> Numbers:
    """Return the first year known of an entry in each country; LAST for none."""
    found = np.full(len(keys), LAST, dtype=np.int64)
    place_of = {key: place for place, key in enumerate(keys.tolist())}
    for index, name in zip(indexes, ("start_year", "first_year"), strict=True):
        column, years = index.facets["pays"], index.numbers[name]
        places = np.array([place_of.get(value, UNKNOWN) for value in column.values])
        own = years[column.owners]
        known = own != UNKNOWN
        if known.any():
            np.minimum.at(found, places[column.codes[known]], own[known])
    return found


KIND_OF_EPCI = CollectivityKind.values.index(CollectivityKind.EPCI) + 1
BUILDERS: dict[Any, Callable[[Indexes], Directory]] = {
    Collectivity: build_collectivities,
    Partner: build_partners,
    Country: build_countries,
}
