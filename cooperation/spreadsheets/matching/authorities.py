"""Find the authorities, places and partners that records name.

Codes first, then normalised names. Several candidates are reported as a doubt; nothing
is chosen silently and no near-duplicate is created.
"""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.models import (
    Collectivity,
    CollectivityAlias,
    Department,
    Partner,
    Place,
)
from cooperation.spreadsheets.matching.names import (
    MAX_CANDIDATES,
    AuthorityQuery,
    Candidate,
    FuzzyNameIndex,
    clean_code,
    detect_authority_kind,
    normalize_authority_name,
    normalize_foreign_name,
    parse_department_number,
    split_brackets,
)
from cooperation.text import normalize

# A town this many times larger than its homonyms is meant; a remark notes it.
MIN_POPULATION_RATIO = 20


class IndexedAuthority(NamedTuple):
    """An authority under one of its names, as the index keeps it."""

    pk: int
    name: str
    kind: str
    department: str | None


class MatchResult(NamedTuple):
    """The primary key that was found, or the reason why there is none."""

    pk: int | None
    reason: str = ""
    detail: str = ""
    is_doubt: bool = False


class AuthorityIndex:
    """Every French authority by code and normalised name, former names included."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], set[IndexedAuthority]] = defaultdict(set)
        self.by_code: dict[str, int] = {}
        self.near_names: dict[str, FuzzyNameIndex] = {}
        # Names that an authority no longer bears, or that parts of it bear.
        self.other_names: dict[tuple[str, str], str] = {}
        self.departments = {
            normalize(name): code
            for code, name in Department.objects.values_list("code", "name")
        }
        columns = ("pk", "name", "kind", "department_id")
        known = Collectivity.objects.values_list(
            *columns, "successor_id", "insee_code", "siren"
        )
        for *row, successor, insee_code, siren in known:
            candidate = IndexedAuthority(*row)
            # Whoever succeeds bears the former name as an alias, and takes the codes.
            if successor is None:
                self.add(candidate.name, candidate)
            codes = filter(None, (insee_code, siren))
            self.by_code.update(dict.fromkeys(codes, successor or candidate.pk))
        owner = [f"collectivity__{column}" for column in columns]
        aliases = CollectivityAlias.objects.values_list("name", "department_id", *owner)
        for name, department, *rest in aliases:
            candidate = IndexedAuthority(*rest)
            former = department or candidate.department
            key = self.add(name, candidate._replace(department=former))
            self.other_names.setdefault(key, name)

    def add(self, name: str, candidate: IndexedAuthority) -> tuple[str, str]:
        """Index an authority under a name, and return the key used."""
        key = (
            candidate.kind,
            normalize_authority_name(
                name, detect_authority_kind(name) or candidate.kind
            ),
        )
        self.by_name[key].add(candidate)
        return key

    def find(self, query: AuthorityQuery) -> MatchResult:
        """Return the authority that is meant, if there is exactly one."""
        for code in (clean_code(query.siren, 9), clean_code(query.insee, 5)):
            if code in self.by_code:
                return MatchResult(self.by_code[code])
        if not normalize(query.text):
            return MatchResult(None, _("collectivité non nommée"))
        found = self.find_by_name(self.extract_department(query))
        keys = {candidate.pk for candidate in found}
        if len(keys) == 1:
            return MatchResult(keys.pop(), self.describe_alias_match(found, query))
        if keys:
            names = ", ".join(sorted(f"{c.name} ({c.department})" for c in found))
            return MatchResult(
                None, _("plusieurs collectivités possibles"), names, True
            )
        return MatchResult(None, _("collectivité introuvable"))

    def describe_alias_match(
        self, found: set[IndexedAuthority], query: AuthorityQuery
    ) -> str:
        """Return a remark if the authority was found by a name not its own, else ""."""
        asked = list_lookup_keys(self.extract_department(query))
        for row in found:
            own = (
                row.kind,
                normalize_authority_name(
                    row.name, detect_authority_kind(row.name) or row.kind
                ),
            )
            if own in asked or not any(key in self.other_names for key in asked):
                return ""
        name = next(iter(found)).name
        return _("rattaché à %s, sous un autre de ses noms") % name

    def extract_department(self, query: AuthorityQuery) -> AuthorityQuery:
        """Extract a department in brackets, as in "Plouhinec (Finistère)"."""
        name, bracketed = split_brackets(query.text)
        code = self.departments.get(normalize(bracketed)) if bracketed else None
        if code is None or query.department:
            return query
        return replace(query, text=name, department=code)

    def find_by_name(self, query: AuthorityQuery) -> set[IndexedAuthority]:
        """Return the authorities of this name, in the department if one is given."""
        if number := parse_department_number(query.text):
            return self.find_departments_by_number(number)
        found: set[IndexedAuthority] = set()
        for key in list_lookup_keys(query):
            found |= self.by_name.get(key, set())
        if not query.department:
            return found
        return {c for c in found if c.department in (query.department, None)}

    def find_departments_by_number(self, number: str) -> set[IndexedAuthority]:
        rows = (row for found in self.by_name.values() for row in found)
        return {c for c in rows if c.kind == "departement" and c.department == number}

    def candidates(
        self, query: AuthorityQuery, most: int = MAX_CANDIDATES
    ) -> list[Candidate]:
        """Return authorities that may be meant: same name elsewhere, or a similar one.

        Those of the given department come first; nothing is chosen.
        """
        query = self.extract_department(query)
        same = self.find_by_name(replace(query, department=""))
        offered = [
            self.build_candidate(row, _("même nom")) for row in sort_by_name(same)
        ]
        for key in list_lookup_keys(query):
            for other in self.list_near_keys(key, query.department, most):
                rows = self.by_name[key[0], other]
                reason = self.get_near_reason((key[0], other))
                offered += [
                    self.build_candidate(row, reason)
                    for row in sort_by_name(rows)
                    if is_in_department({row}, query.department)
                ]
        # A name is near itself too: what it was offered for first is what counts.
        first: dict[int, Candidate] = {}
        for row in offered:
            first.setdefault(row.pk, row)
        return list(first.values())[:most]

    def list_near_keys(
        self, key: tuple[str, str], department: str, most: int
    ) -> list[str]:
        kind, name = key
        if kind not in self.near_names:
            names = (other for known, other in self.by_name if known == kind)
            self.near_names[kind] = FuzzyNameIndex(names)

        def is_here(other: str) -> bool:
            return is_in_department(self.by_name[kind, other], department)

        return self.near_names[kind].find_nearest(name, most, is_here)

    def build_candidate(self, row: IndexedAuthority, reason: str) -> Candidate:
        where = f" ({row.department})" if row.department else ""
        return Candidate(row.pk, f"{row.name}{where}", reason)

    def get_near_reason(self, key: tuple[str, str]) -> str:
        other = self.other_names.get(key)
        return _("aussi connue comme « %s »") % other if other else _("nom proche")


def list_lookup_keys(query: AuthorityQuery) -> list[tuple[str, str]]:
    """Return the (kind, name) keys under which an authority may be found."""
    detected_kind = detect_authority_kind(query.text)
    kinds = [kind for kind in (query.kind, detected_kind) if kind]
    kinds = kinds or ["commune", "epci", "departement", "region", "syndicat"]
    return [
        (kind, normalize_authority_name(query.text, detected_kind or kind))
        for kind in dict.fromkeys(kinds)
    ]


def sort_by_name(rows: set[IndexedAuthority]) -> list[IndexedAuthority]:
    return sorted(rows, key=lambda row: (row.name, row.department or "", row.pk))


def is_in_department(rows: set[IndexedAuthority], department: str) -> bool:
    """Return whether an authority is in the department; true if none is given."""
    return not department or any(c.department in (department, None) for c in rows)


class PlaceIndex:
    """Foreign towns by country and normalised name, other names included."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, set[tuple[int, int]]]] = {}
        self.near_names: dict[str, FuzzyNameIndex] = {}

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
