"""Find the authorities, places and partners that records name.

Codes first, then normalised names. Several candidates are reported as a doubt; nothing
is chosen silently and no near-duplicate is created.
"""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.folding import name_key
from cooperation.importing.names import (
    bracketed,
    clean_code,
    department_number,
    foreign_key,
    kind_told,
    loose_key,
)
from cooperation.importing.nearness import MOST, Near, NearIndex
from cooperation.importing.records import Named
from cooperation.models import (
    Collectivity,
    CollectivityAlias,
    Department,
    Partner,
    Place,
)

# A town this many times larger than its homonyms is the one that is meant; it is said.
MUCH_LARGER = 20


class Candidate(NamedTuple):
    """An authority under one of its names, as the index keeps it."""

    pk: int
    name: str
    kind: str
    department: str | None


class Match(NamedTuple):
    """The primary key that was found, or the reason why there is none."""

    pk: int | None
    reason: str = ""
    detail: str = ""
    is_doubt: bool = False


class Authorities:
    """Every French authority by code and normalised name, former names included."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], set[Candidate]] = defaultdict(set)
        self.by_code: dict[str, int] = {}
        self.near_names: dict[str, NearIndex] = {}
        # Names that an authority no longer bears, or that parts of it bear.
        self.other_names: dict[tuple[str, str], str] = {}
        self.departments = {
            name_key(name): code
            for code, name in Department.objects.values_list("code", "name")
        }
        columns = ("pk", "name", "kind", "department_id")
        known = Collectivity.objects.values_list(
            *columns, "successor_id", "insee_code", "siren"
        )
        for *row, successor, insee_code, siren in known:
            candidate = Candidate(*row)
            # Whoever succeeds bears the former name as an alias, and takes the codes.
            if successor is None:
                self.add(candidate.name, candidate)
            codes = filter(None, (insee_code, siren))
            self.by_code.update(dict.fromkeys(codes, successor or candidate.pk))
        owner = [f"collectivity__{column}" for column in columns]
        aliases = CollectivityAlias.objects.values_list("name", "department_id", *owner)
        for name, department, *rest in aliases:
            candidate = Candidate(*rest)
            former = department or candidate.department
            key = self.add(name, candidate._replace(department=former))
            self.other_names.setdefault(key, name)

    def add(self, name: str, candidate: Candidate) -> tuple[str, str]:
        """Index an authority under a name, and return the key used."""
        key = candidate.kind, loose_key(name, kind_told(name) or candidate.kind)
        self.by_name[key].add(candidate)
        return key

    def find(self, named: Named) -> Match:
        """Return the authority that is meant, if there is exactly one."""
        for code in (clean_code(named.siren, 9), clean_code(named.insee, 5)):
            if code in self.by_code:
                return Match(self.by_code[code])
        if not name_key(named.text):
            return Match(None, _("collectivité non nommée"))
        found = self.bearing(self.with_department(named))
        keys = {candidate.pk for candidate in found}
        if len(keys) == 1:
            return Match(keys.pop(), self.by_other_name(found, named))
        if keys:
            names = ", ".join(sorted(f"{c.name} ({c.department})" for c in found))
            return Match(None, _("plusieurs collectivités possibles"), names, True)
        return Match(None, _("collectivité introuvable"))

    def by_other_name(self, found: set[Candidate], named: Named) -> str:
        """Return a remark if the authority was found by a name not its own, else ""."""
        asked = keys_of(self.with_department(named))
        for row in found:
            own = row.kind, loose_key(row.name, kind_told(row.name) or row.kind)
            if own in asked or not any(key in self.other_names for key in asked):
                return ""
        name = next(iter(found)).name
        return _("rattaché à %s, sous un autre de ses noms") % name

    def with_department(self, named: Named) -> Named:
        """Extract a department in brackets, as in "Plouhinec (Finistère)"."""
        name, told = bracketed(named.text)
        code = self.departments.get(name_key(told)) if told else None
        if code is None or named.department:
            return named
        return replace(named, text=name, department=code)

    def bearing(self, named: Named) -> set[Candidate]:
        """Return the authorities of this name, in the department if one is given."""
        if number := department_number(named.text):
            return self.departments_numbered(number)
        found: set[Candidate] = set()
        for key in keys_of(named):
            found |= self.by_name.get(key, set())
        if not named.department:
            return found
        return {c for c in found if c.department in (named.department, None)}

    def departments_numbered(self, number: str) -> set[Candidate]:
        rows = (row for found in self.by_name.values() for row in found)
        return {c for c in rows if c.kind == "departement" and c.department == number}

    def candidates(self, named: Named, most: int = MOST) -> list[Near]:
        """Return authorities that may be meant: same name elsewhere, or a similar one.

        Those of the given department come first; nothing is chosen.
        """
        named = self.with_department(named)
        same = self.bearing(replace(named, department=""))
        offered = [self.near(row, _("même nom")) for row in by_name(same)]
        for key in keys_of(named):
            for other in self.near_keys(key, named.department, most):
                rows = self.by_name[key[0], other]
                why = self.why_near((key[0], other))
                offered += [
                    self.near(row, why)
                    for row in by_name(rows)
                    if is_within({row}, named.department)
                ]
        # A name is near itself too: what it was offered for first is what counts.
        first: dict[int, Near] = {}
        for row in offered:
            first.setdefault(row.pk, row)
        return list(first.values())[:most]

    def near_keys(self, key: tuple[str, str], department: str, most: int) -> list[str]:
        kind, name = key
        if kind not in self.near_names:
            names = (other for known, other in self.by_name if known == kind)
            self.near_names[kind] = NearIndex(names)

        def is_here(other: str) -> bool:
            return is_within(self.by_name[kind, other], department)

        return self.near_names[kind].near(name, most, is_here)

    def near(self, row: Candidate, why: str) -> Near:
        where = f" ({row.department})" if row.department else ""
        return Near(row.pk, f"{row.name}{where}", why)

    def why_near(self, key: tuple[str, str]) -> str:
        other = self.other_names.get(key)
        return _("aussi connue comme « %s »") % other if other else _("nom proche")


def keys_of(named: Named) -> list[tuple[str, str]]:
    """Return the (kind, name) keys under which an authority may be found."""
    told = kind_told(named.text)
    kinds = [kind for kind in (named.kind, told) if kind]
    kinds = kinds or ["commune", "epci", "departement", "region", "syndicat"]
    return [
        (kind, loose_key(named.text, told or kind)) for kind in dict.fromkeys(kinds)
    ]


def by_name(rows: set[Candidate]) -> list[Candidate]:
    return sorted(rows, key=lambda row: (row.name, row.department or "", row.pk))


def is_within(rows: set[Candidate], department: str) -> bool:
    """Return whether an authority is in the department; true if none is given."""
    return not department or any(c.department in (department, None) for c in rows)


class Places:
    """Foreign towns by country and normalised name, other names included."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, set[tuple[int, int]]]] = {}
        self.near_names: dict[str, NearIndex] = {}

    def of_country(self, country: str) -> dict[str, set[tuple[int, int]]]:
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
                    names[name_key(other)].add(spot)
            names.pop("", None)
            self.countries[country] = names
        return self.countries[country]

    def find(self, text: str, country: str, geonames_id: int | None) -> Match:
        """Return the place that is meant.

        Of homonyms, one is chosen only if it is ``MIN_POPULATION_RATIO`` times larger.
        """
        if geonames_id:
            known = Place.objects.filter(geonames_id=geonames_id, country=country)
            pk = known.values_list("pk", flat=True).first()
            if pk:
                return Match(pk)
        spots = sorted(
            self.of_country(country).get(foreign_key(text), ()), reverse=True
        )
        if not spots:
            return Match(None, _("lieu absent des références : nom gardé sans point"))
        if len(spots) == 1:
            return Match(spots[0][1])
        largest, second = spots[0][0], spots[1][0]
        if largest > MUCH_LARGER * max(second, 1):
            reason = _("homonymes : le lieu bien plus peuplé est retenu")
            return Match(spots[0][1], reason)
        reason = _("plusieurs lieux de ce nom : aucun n’est retenu")
        return Match(None, reason, is_doubt=True)

    def candidates(self, text: str, country: str, most: int = MOST) -> list[Near]:
        """Return places that may be meant: homonyms, then similar names."""
        names, key = self.of_country(country), foreign_key(text)
        if country not in self.near_names:
            self.near_names[country] = NearIndex(names)
        keys = [key, *self.near_names[country].near(key, most)] if key else []
        spots = [
            (spot, other)
            for other in keys
            for spot in sorted(names.get(other, ()))[::-1]
        ]
        pks = [pk for (_population, pk), _key in spots][: most * 2]
        rows = Place.objects.in_bulk(pks)
        offered = {
            pk: Near(pk, label_of(rows[pk]), same_or_near(key, other))
            for (_population, pk), other in reversed(spots)
            if pk in rows
        }
        return list(offered.values())[::-1][:most]

    def spelling(self, name: str, pk: int | None) -> str:
        """Return the reference spelling if accents or case differ, else ``name``."""
        known = Place.objects.filter(pk=pk or 0, name_key=name_key(name))
        return known.values_list("name", flat=True).first() or name

    def told(self, name: str, pk: int | None) -> str:
        """Return the name if it is not the place's own in the references, else ""."""
        own = Place.objects.filter(pk=pk or 0, name_key=name_key(name))
        return "" if own.exists() else name[:200]


class Partners:
    """Known partners by country and normalised name; towns also by their place."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], int] = {}
        self.by_place: dict[int, int] = {}
        self.near_names: NearIndex | None = None
        columns = ("pk", "name", "country_id", "place_id", "kind")
        for pk, name, country, place, kind in Partner.objects.values_list(*columns):
            self.remember(pk, name, country or "", place, kind)

    def remember(
        self, pk: int, name: str, country: str, place: int | None, kind: str
    ) -> None:
        is_authority = kind == PartnerKind.AUTHORITY
        key = foreign_key(name) if is_authority else name_key(name)
        self.by_name.setdefault((country, key), pk)
        self.near_names = None
        if is_authority and place and is_town(name):
            self.by_place.setdefault(place, pk)

    def authority(self, name: str, country: str, place: int | None) -> int | None:
        """Return a foreign authority by its name, else the town at its place."""
        found = self.by_name.get((country, foreign_key(name)))
        if found is None and place and is_town(name):
            found = self.by_place.get(place)
        return found

    def candidates(self, text: str, country: str = "", most: int = MOST) -> list[Near]:
        """Return partners that may be meant, those of the country first."""
        key = foreign_key(text)
        keys = {key, name_key(text)}
        if self.near_names is None:
            self.near_names = NearIndex({other for _country, other in self.by_name})
        wanted = [*sorted(keys), *self.near_names.near(key, most)]
        found = sorted(
            (wanted.index(other), there != country, pk, other)
            for (there, other), pk in self.by_name.items()
            if other in wanted
        )
        rows = Partner.objects.in_bulk([row[2] for row in found[: most * 2]])
        offered = {
            pk: Near(pk, label_of(rows[pk]), same_or_near(key, other))
            for _order, _elsewhere, pk, other in reversed(found[: most * 2])
            if pk in rows
        }
        return list(offered.values())[::-1][:most]

    def organisation(self, name: str) -> int | None:
        """Return an organisation by its name, whatever its country."""
        key = name_key(name)
        known = (pk for (_country, other), pk in self.by_name.items() if other == key)
        return next(known, None)


def label_of(row: Place | Partner) -> str:
    return f"{row.name} ({row.country_id})" if row.country_id else row.name


def same_or_near(key: str, other: str) -> str:
    return _("même nom") if key == other else _("nom proche")


def is_town(name: str) -> bool:
    """Return whether a foreign name is a town's, not a region's or a group's."""
    words = {*name_key(name).split()}
    wider = {"region", "province", "departement", "cercle", "union", "association"}
    return not words & (wider | {"communes", "conseil", "groupement", "district"})
