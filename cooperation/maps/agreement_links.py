"""The links of agreements, each from a signatory to a place, as columns.

They are read from the index: names are fetched for those that are shown alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cooperation.maps.grid import Numbers
from cooperation.maps.link_years import OPEN_END, DatedCount
from cooperation.maps.links import LINK_KINDS
from cooperation.maps.placed_entries import PlacedEntries, is_first_of_owner
from cooperation.maps.topojson import JsonObject
from cooperation.models import Agreement, Collectivity, Country, Place
from cooperation.search.entry_sets import EntrySet
from cooperation.search.facet_index import UNKNOWN, FacetIndex, decode_country
from cooperation.search.filters import AgreementFilterSet
from cooperation.text import is_english

# The two letters of a country are a number below it.
MOST_COUNTRIES = 1 << 16


@dataclass(frozen=True)
class AgreementLinks:
    """A row for each signatory and each place of the agreements of a selection.

    ``points`` are places in ``placed.rows``; ``codes`` are those of the facet
    "collectivite" of the index.
    """

    placed: PlacedEntries
    points: Numbers
    codes: Numbers

    @classmethod
    def select(cls, selection: AgreementFilterSet) -> "AgreementLinks":
        return cls.of_places(PlacedEntries.select(selection))

    @classmethod
    def of_places(cls, placed: PlacedEntries) -> "AgreementLinks":
        """Return the links of places; one that an agreement names twice counts once."""
        columns, signatories = placed.index.points, placed.index.facets["collectivite"]
        places = (columns.places[placed.rows] + 1) * MOST_COUNTRIES
        names = places + columns.countries[placed.rows] + 1
        kept = np.flatnonzero(is_first_of_owner(placed.owners, names))
        owners = placed.owners[kept]
        points = np.repeat(kept, signatories.lengths[owners])
        codes = signatories.codes[signatories.places_of(owners.astype(np.int32))]
        return cls(placed, points, codes.astype(np.int64))

    def without_kinds(self, hidden: Iterable[str]) -> "AgreementLinks":
        numbers = [LINK_KINDS.index(kind) for kind in hidden]
        kept = np.flatnonzero(~np.isin(self.placed.kinds[self.points], numbers))
        return AgreementLinks(self.placed, self.points[kept], self.codes[kept])

    def __len__(self) -> int:
        return len(self.points)

    @property
    def index(self) -> FacetIndex:
        return self.placed.index

    @cached_property
    def owners(self) -> Numbers:
        """The position of the agreement of each link, sorted."""
        return self.placed.owners[self.points]

    @property
    def are_of_leads(self) -> NDArray[np.bool_]:
        """Whether the authority of each link is the first signatory."""
        values = np.array(self.index.facets["collectivite"].values or [0])
        found: NDArray[np.bool_] = (
            values[self.codes] == self.index.numbers["lead"][self.owners]
        )
        return found

    @cached_property
    def sorted(self) -> "AgreementLinks":
        """The same by the name of the signatory, then by agreement."""
        keys = self.index.facets["collectivite"].values
        ranks = self.index.reference.lead_ranks
        by_code = np.array([ranks.get(key, 0) for key in keys] or [0], dtype=np.int64)
        order = np.lexsort((self.points, by_code[self.codes]))
        return AgreementLinks(self.placed, self.points[order], self.codes[order])

    def __getitem__(self, part: slice) -> list[JsonObject]:
        """Return links by the name of the signatory, as ``links`` has them."""
        links = self.sorted
        return [*AgreementLinks(self.placed, links.points[part], links.codes[part])]

    def __iter__(self) -> Iterator[JsonObject]:
        """Yield links with their names and years; four queries for all."""
        names = LinkNames.fetch(self)
        points, index = self.index.points, self.index
        rows = self.placed.rows[self.points]
        columns = (
            self.owners,
            self.codes,
            points.lat[rows],
            points.lng[rows],
            points.countries[rows],
            points.places[rows],
            points.is_exact[rows] == 0,
            self.placed.kinds[self.points],
            self.are_of_leads,
            *list_span_columns(index, self.owners),
        )
        values = index.facets["collectivite"].values
        for row in zip(*(column.tolist() for column in columns), strict=True):
            owner, code, lat, lng, country, place, rough, kind, *rest = row
            is_lead, first, last = rest
            found = (
                names.authorities.get(values[code]),
                names.agreements.get(int(index.keys[owner])),
                names.countries.get(decode_country(country)),
            )
            # What is gone since the index was read is left out.
            if None not in found:
                here, agreement, there = map(dict, filter(None, found))
                yield {
                    "kind": LINK_KINDS[kind],
                    **here,
                    **agreement,
                    **there,
                    "there_name": names.places.get(place, ""),
                    "there_lat": lat,
                    "there_lng": lng,
                    "approximate": rough,
                    "span_from": None if first == UNKNOWN else first,
                    "span_to": None if first == UNKNOWN else last,
                    "n": 1,
                    "lead": int(is_lead),
                }


@dataclass(frozen=True)
class LinkNames:
    """What the links of agreements name, by key."""

    authorities: dict[int, JsonObject]
    agreements: dict[int, JsonObject]
    countries: dict[str, JsonObject]
    places: dict[int, str]

    @classmethod
    def fetch(cls, links: AgreementLinks) -> "LinkNames":
        index, rows = links.index, links.placed.rows[links.points]
        values = index.facets["collectivite"].values
        codes = np.unique(links.codes).tolist()
        authorities = Collectivity.objects.filter(
            pk__in=[values[code] for code in codes]
        )
        agreements = Agreement.objects.filter(
            pk__in=index.keys[np.unique(links.owners)].tolist()
        )
        countries = [
            decode_country(number)
            for number in np.unique(index.points.countries[rows]).tolist()
        ]
        name = "name_en" if is_english() else "name_fr"
        places = Place.objects.filter(
            pk__in=np.unique(index.points.places[rows]).tolist()
        )
        return cls(
            authorities={
                key: {
                    "here": slug,
                    "here_name": text,
                    "here_lat": lat,
                    "here_lng": lng,
                }
                for key, slug, text, lat, lng in read(
                    authorities, "slug", "name", "lat", "lng"
                )
            },
            agreements={
                key: {"agreement": slug} for key, slug in read(agreements, "slug")
            },
            countries={
                code: {"country_code": code, "country_name": text}
                for code, text in read(Country.objects.filter(pk__in=countries), name)
            },
            places=dict(read(places, "name")),
        )


def read(rows: Any, *columns: str) -> Any:
    return rows.order_by().values_list("pk", *columns)


def list_span_columns(index: FacetIndex, owners: Numbers) -> tuple[Numbers, Numbers]:
    """Return the first and last year of agreements, by the rule of their filters.

    UNKNOWN where no event is dated; one that has not ended goes on.
    """
    first = index.numbers["first_year"][owners]
    ended = index.numbers["ended_year"][owners]
    return first, np.where(ended == UNKNOWN, OPEN_END, ended)


def count_agreement_spans(index: FacetIndex, among: EntrySet) -> list[DatedCount]:
    """Return how many agreements went on from when to when."""
    first, last = list_span_columns(index, among.positions.astype(np.int64))
    return [
        (None, None, 1) if start == UNKNOWN else (start, end, 1)
        for start, end in zip(first.tolist(), last.tolist(), strict=True)
    ]
