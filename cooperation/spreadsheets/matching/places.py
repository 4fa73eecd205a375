"""Find the places and partners that records name."""

from collections import defaultdict

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.models import Partner, Place
from cooperation.spreadsheets.matching.authorities import MAX_HOMONYMS, MatchResult
from cooperation.spreadsheets.matching.names import (
    MAX_CANDIDATES,
    Candidate,
    FuzzyNameIndex,
    normalize_foreign_name,
)
from cooperation.text import normalize

# A town this many times larger than its homonyms is meant; a remark notes it.
MIN_POPULATION_RATIO = 20


class PlaceIndex:
    """Foreign towns by country and normalised name, other names included."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, set[tuple[int, int]]]] = {}
        self.near_names: dict[str, FuzzyNameIndex] = {}
        self.elsewhere: dict[str, list[tuple[int, str, str, str]]] = {}

    def load_country_names(self, country: str) -> dict[str, set[tuple[int, int]]]:
        """Return {name: {(population, pk)}} of the places of a country.

        Read from the database once per country.
        """
        if country not in self.countries:
            names: dict[str, set[tuple[int, int]]] = defaultdict(set)
            columns = ("pk", "name_key", "alternate_names", "population")
            rows = Place.objects.filter(country=country).values_list(*columns)
            for pk, key, others, population in rows:
                spot = (population or 0, pk)
                names[key].add(spot)
                for other in others.split("|"):
                    names[normalize(other)].add(spot)
            names.pop("", None)
            self.countries[country] = names
        return self.countries[country]

    def find(self, text: str, country: str, geonames_id: int | None) -> MatchResult:
        """Return the place that is meant.

        Of homonyms, one is chosen only if it is ``MIN_POPULATION_RATIO`` times larger.
        """
        if geonames_id:
            known = Place.objects.filter(geonames_id=geonames_id, country=country)
            pk = known.values_list("pk", flat=True).first()
            if pk:
                return MatchResult(pk)
        spots = sorted(
            self.load_country_names(country).get(normalize_foreign_name(text), ()),
            reverse=True,
        )
        if not spots:
            return MatchResult(
                None, _("lieu absent des références : nom gardé sans point")
            )
        if len(spots) == 1:
            return MatchResult(spots[0][1])
        largest, second = spots[0][0], spots[1][0]
        if largest > MIN_POPULATION_RATIO * max(second, 1):
            reason = _("homonymes : le lieu bien plus peuplé est retenu")
            return MatchResult(spots[0][1], reason)
        reason = _("plusieurs lieux de ce nom : aucun n’est retenu")
        return MatchResult(None, reason, is_doubt=True)

    def candidates(
        self, text: str, country: str, most: int = MAX_CANDIDATES
    ) -> list[Candidate]:
        """Return places that may be meant: homonyms, then similar names."""
        names, key = self.load_country_names(country), normalize_foreign_name(text)
        if country not in self.near_names:
            self.near_names[country] = FuzzyNameIndex(names)
        keys = [key, *self.near_names[country].find_nearest(key, most)] if key else []
        spots = [
            (spot, other)
            for other in keys
            for spot in sorted(names.get(other, ()))[::-1]
        ]
        pks = [pk for (_population, pk), _key in spots][: most * 2]
        rows = Place.objects.in_bulk(pks)
        offered = {
            pk: Candidate(
                pk,
                format_label_with_country(rows[pk]),
                get_candidate_reason(key, other),
            )
            for (_population, pk), other in reversed(spots)
            if pk in rows
        }
        return list(offered.values())[::-1][:most]

    def find_elsewhere(self, text: str, country: str = "") -> list[Candidate]:
        """Return places of this name in other countries, the largest first.

        By their own name only: other names are read country by country.
        """
        key = normalize_foreign_name(text)
        if key not in self.elsewhere:
            rows = Place.objects.filter(name_key=key).exclude(name_key="")
            columns = ("pk", "name", "country_id", "country__name_fr")
            found = rows.order_by("-population", "pk").values_list(*columns)
            self.elsewhere[key] = list(found[:MAX_HOMONYMS])
        return [
            Candidate(pk, f"{name} ({country_name})", _("dans ce pays"))
            for pk, name, code, country_name in self.elsewhere[key]
            if code != country
        ]

    def get_reference_spelling(self, name: str, pk: int | None) -> str:
        """Return the reference spelling if accents or case differ, else ``name``."""
        known = Place.objects.filter(pk=pk or 0, name_key=normalize(name))
        return known.values_list("name", flat=True).first() or name

    def get_distinct_label(self, name: str, pk: int | None) -> str:
        """Return the name if it is not the place's own in the references, else ""."""
        own = Place.objects.filter(pk=pk or 0, name_key=normalize(name))
        return "" if own.exists() else name[:200]


class PartnerIndex:
    """Known partners by country and normalised name; towns also by their place."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], int] = {}
        self.by_place: dict[int, int] = {}
        columns = ("pk", "name", "country_id", "place_id", "kind")
        for pk, name, country, place, kind in Partner.objects.values_list(*columns):
            self.add(pk, name, country or "", place, kind)

    def add(
        self, pk: int, name: str, country: str, place: int | None, kind: str
    ) -> None:
        is_authority = kind == PartnerKind.AUTHORITY
        key = normalize_foreign_name(name) if is_authority else normalize(name)
        self.by_name.setdefault((country, key), pk)
        if is_authority and place and is_town_name(name):
            self.by_place.setdefault(place, pk)

    def find_authority(self, name: str, country: str, place: int | None) -> int | None:
        """Return a foreign authority by its name, else the town at its place."""
        found = self.by_name.get((country, normalize_foreign_name(name)))
        if found is None and place and is_town_name(name):
            found = self.by_place.get(place)
        return found

    def find_organisation(self, name: str) -> int | None:
        """Return an organisation by its name, whatever its country."""
        key = normalize(name)
        known = (pk for (_country, other), pk in self.by_name.items() if other == key)
        return next(known, None)


def format_label_with_country(row: Place | Partner) -> str:
    return f"{row.name} ({row.country_id})" if row.country_id else row.name


def get_candidate_reason(key: str, other: str) -> str:
    return _("même nom") if key == other else _("nom proche")


def is_town_name(name: str) -> bool:
    """Return whether a foreign name is a town's, not a region's or a group's."""
    words = {*normalize(name).split()}
    wider = {"region", "province", "departement", "cercle", "union", "association"}
    return not words & (wider | {"communes", "conseil", "groupement", "district"})
