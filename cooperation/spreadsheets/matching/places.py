"""Find the places that records name."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cooperation.models import Place
from cooperation.parsing import split_list
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
# The database holds no longer number.
MAX_ID_LENGTH = 18


class PlaceIndex:
    """Foreign towns by country and normalised name, other names included."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, set[tuple[int, int]]]] = {}
        self.near_names: dict[str, FuzzyNameIndex] = {}
        # Names of the places of the countries that were loaded.
        self.names: dict[int, str] = {}
        self.elsewhere: dict[str, list[tuple[int, str, str, str]]] = {}
        self.by_id: dict[int, tuple[int, str] | None] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Read what some cells may name by a number, or in any country, at once."""
        parts = {part for text in texts for part in split_list(text)}
        self.load_ids({int(part) for part in parts if is_number(part)})
        self.load_elsewhere(
            {normalize_foreign_name(part) for part in parts if not part.isdecimal()}
        )

    def load_country_names(self, country: str) -> dict[str, set[tuple[int, int]]]:
        """Return {name: {(population, pk)}} of the places of a country.

        Read from the database once per country.
        """
        if country not in self.countries:
            names: dict[str, set[tuple[int, int]]] = defaultdict(set)
            columns = ("pk", "name", "name_key", "alternate_names", "population")
            rows = Place.objects.filter(country=country).values_list(*columns)
            for pk, name, key, others, population in rows:
                spot = (population or 0, pk)
                self.names[pk] = name
                names[key].add(spot)
                for other in others.split("|"):
                    names[normalize(other)].add(spot)
            names.pop("", None)
            self.countries[country] = names
        return self.countries[country]

    def find(self, text: str, country: str) -> MatchResult:
        """Return the place that is meant.

        Of homonyms, one is chosen only if it is ``MIN_POPULATION_RATIO`` times larger.
        """
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
        offered: dict[int, Candidate] = {}
        for other in keys:
            reason = _("même nom") if other == key else _("nom proche")
            for _population, pk in sorted(names.get(other, ()), reverse=True):
                label = f"{self.names[pk]} ({country})"
                offered.setdefault(pk, Candidate(pk, label, reason))
        return list(offered.values())[:most]

    def find_elsewhere(self, text: str, country: str = "") -> list[Candidate]:
        """Return places of this name in other countries, the largest first.

        By their own name only: other names are read country by country.
        """
        key = normalize_foreign_name(text)
        if key not in self.elsewhere:
            self.load_elsewhere({key})
        return [
            Candidate(pk, f"{name} ({country_name})", _("dans ce pays"))
            for pk, name, code, country_name in self.elsewhere[key][:MAX_HOMONYMS]
            if code != country
        ]

    def load_elsewhere(self, keys: set[str]) -> None:
        """Read the places of all countries that have one of these names."""
        asked = keys - self.elsewhere.keys()
        self.elsewhere |= {key: [] for key in asked}
        columns = ("name_key", "pk", "name", "country_id", "country__name_fr")
        rows = Place.objects.filter(name_key__in=asked - {""})
        for key, *place in rows.order_by("-population", "pk").values_list(*columns):
            self.elsewhere[key].append(tuple(place))

    def find_by_id(self, text: str) -> tuple[int, str] | None:
        """Return the key and the country of the place of a number, if there is one."""
        if not is_number(text):
            return None
        self.load_ids({int(text)})
        return self.by_id[int(text)]

    def load_ids(self, numbers: set[int]) -> None:
        asked = numbers - self.by_id.keys()
        self.by_id |= dict.fromkeys(asked)
        rows = Place.objects.filter(pk__in=asked) if asked else Place.objects.none()
        self.by_id |= {row[0]: row for row in rows.values_list("pk", "country")}

    def get_distinct_label(self, name: str, pk: int) -> str:
        """Return the name if it is not the place's own in the references, else ""."""
        is_own = normalize(self.names.get(pk, "")) == normalize(name)
        return "" if is_own else name[:200]


def is_number(text: str) -> bool:
    """Return whether a text is a number that the key of a place may be."""
    return text.isdecimal() and len(text) <= MAX_ID_LENGTH


def is_town_name(name: str) -> bool:
    """Return whether a foreign name is a town's, not a region's or a group's."""
    words = {*normalize(name).split()}
    wider = {"region", "province", "departement", "cercle", "union", "association"}
    return not words & (wider | {"communes", "conseil", "groupement", "district"})
