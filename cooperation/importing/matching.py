"""Finding the authorities, places and partners that records name.

Codes first, then folded names. Several candidates are a doubt that is reported, none a
refusal: nothing is chosen silently and no near-duplicate is made.
"""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.folding import name_key
from cooperation.importing.names import bracketed, foreign_key, kind_told, loose_key
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
    """An authority that may be meant."""

    pk: int
    name: str
    kind: str
    department: str | None


class Match(NamedTuple):
    """What was found: a key, or why none."""

    pk: int | None
    reason: str = ""
    detail: str = ""
    is_doubt: bool = False


class Authorities:
    """Every French authority, by code and by folded name, former names included."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], set[Candidate]] = defaultdict(set)
        self.by_code: dict[str, int] = {}
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
            self.add(name, candidate._replace(department=former))

    def add(self, name: str, candidate: Candidate) -> None:
        """Make an authority findable by a name."""
        key = loose_key(name, kind_told(name) or candidate.kind)
        self.by_name[candidate.kind, key].add(candidate)

    def find(self, named: Named) -> Match:
        """Give the authority that is meant, if there is exactly one."""
        for code in (named.siren, named.insee):
            if code in self.by_code:
                return Match(self.by_code[code])
        if not name_key(named.text):
            return Match(None, _("collectivité non nommée"))
        found = self.candidates(self.with_department(named))
        keys = {candidate.pk for candidate in found}
        if len(keys) == 1:
            return Match(keys.pop())
        if keys:
            names = ", ".join(sorted(f"{c.name} ({c.department})" for c in found))
            return Match(None, _("plusieurs collectivités possibles"), names, True)
        return Match(None, _("collectivité introuvable"))

    def with_department(self, named: Named) -> Named:
        """Read a department in brackets, as in "Plouhinec (Finistère)"."""
        name, told = bracketed(named.text)
        code = self.departments.get(name_key(told)) if told else None
        if code is None or named.department:
            return named
        return replace(named, text=name, department=code)

    def candidates(self, named: Named) -> set[Candidate]:
        """Give the authorities that bear the name, in the department if it is told."""
        kinds = [kind for kind in (named.kind, kind_told(named.text)) if kind]
        kinds = kinds or ["commune", "epci", "departement", "region", "syndicat"]
        found: set[Candidate] = set()
        for kind in dict.fromkeys(kinds):
            key = loose_key(named.text, kind_told(named.text) or kind)
            found |= self.by_name.get((kind, key), set())
        if not named.department:
            return found
        return {c for c in found if c.department in (named.department, None)}


class Places:
    """Foreign towns, by country and folded name, other names included."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, set[tuple[int, int]]]] = {}

    def of_country(self, country: str) -> dict[str, set[tuple[int, int]]]:
        """Give the (population, key) of each place by name, read once per country."""
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
        """Give the place that is meant; of homonyms, only one that is far larger."""
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

    def spelling(self, name: str, pk: int | None) -> str:
        """Give the references' spelling of a town written without its accents."""
        known = Place.objects.filter(pk=pk or 0, name_key=name_key(name))
        return known.values_list("name", flat=True).first() or name

    def told(self, name: str, pk: int | None) -> str:
        """Give a name that the references do not have for the place, else nothing."""
        own = Place.objects.filter(pk=pk or 0, name_key=name_key(name))
        return "" if own.exists() else name[:200]


class Partners:
    """Known partners, by country and folded name; towns also by their place."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], int] = {}
        self.by_place: dict[int, int] = {}
        columns = ("pk", "name", "country_id", "place_id", "kind")
        for pk, name, country, place, kind in Partner.objects.values_list(*columns):
            self.remember(pk, name, country or "", place, kind)

    def remember(
        self, pk: int, name: str, country: str, place: int | None, kind: str
    ) -> None:
        """Make a partner findable."""
        is_authority = kind == PartnerKind.AUTHORITY
        key = foreign_key(name) if is_authority else name_key(name)
        self.by_name.setdefault((country, key), pk)
        if is_authority and place and is_town(name):
            self.by_place.setdefault(place, pk)

    def authority(self, name: str, country: str, place: int | None) -> int | None:
        """Give a foreign authority by its name, else the town at its place."""
        found = self.by_name.get((country, foreign_key(name)))
        if found is None and place and is_town(name):
            found = self.by_place.get(place)
        return found

    def organisation(self, name: str) -> int | None:
        """Give an organisation by its name, in whatever country."""
        key = name_key(name)
        known = (pk for (_country, other), pk in self.by_name.items() if other == key)
        return next(known, None)


def is_town(name: str) -> bool:
    """Say whether a foreign name is that of a town, not of a region or a group."""
    words = {*name_key(name).split()}
    wider = {"region", "province", "departement", "cercle", "union", "association"}
    return not words & (wider | {"communes", "conseil", "groupement", "district"})
