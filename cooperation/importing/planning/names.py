"""What cells name: authorities, partners, places, countries, codes of lists.

Codes first, then folded names. Several or near names are candidates, never a choice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.folding import name_key
from cooperation.importing.matching import Authorities, Places
from cooperation.importing.names import foreign_key
from cooperation.importing.planning.plans import Choice
from cooperation.importing.records import Named
from cooperation.models import (
    Collectivity,
    Country,
    FundingWindow,
    Goal,
    Partner,
    Place,
    Theme,
)

NEAR = 0.84
MOST_CANDIDATES = 6
NEW = "nouveau"


@dataclass
class Found:
    """What a cell means: a key, or why none, with what it may mean.

    ``is_new`` says that nothing bears the name and nothing looks like it.
    """

    key: Any = None
    reason: str = ""
    candidates: list[Choice] = field(default_factory=list)
    is_new: bool = False


class Listed:
    """Rows of a closed list of the database, by code and by name."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.by_name: dict[str, Any] = {}
        self.words: dict[Any, str] = {}
        for key, *names in rows:
            self.words[key] = str(names[0])
            for name in filter(None, [*map(str, names), str(key)]):
                self.by_name.setdefault(name_key(name), key)

    def find(self, text: str) -> Found:
        """Give what a code or a name means."""
        key = self.by_name.get(name_key(text))
        if key is not None:
            return Found(key)
        near = get_close_matches(name_key(text), self.by_name, MOST_CANDIDATES, NEAR)
        keys = dict.fromkeys(self.by_name[name] for name in near)
        return Found(
            None, _("absent de la liste"), [Choice(str(k), self.words[k]) for k in keys]
        )


class AuthorityNames:
    """French authorities, by code, by the end of their page, by name."""

    @cached_property
    def known(self) -> Authorities:
        """The authorities, read once."""
        return Authorities()

    @cached_property
    def slugs(self) -> dict[str, int]:
        """The keys by the end of their page, for those without a code."""
        bare = Collectivity.objects.filter(insee_code=None, siren=None)
        return dict(bare.values_list("slug", "pk"))

    def by_code(self, code: str) -> Found:
        """Give the authority of a code; spreadsheets lose leading zeros."""
        compact = code.replace(" ", "").replace("\u00a0", "").upper()
        for text in (compact, compact.zfill(5)):
            if text in self.known.by_code:
                return Found(self.known.by_code[text])
        key = self.slugs.get(code)
        reason = _("aucune collectivité n’a ce code")
        return Found(key) if key else Found(None, reason)

    def by_name(self, text: str) -> Found:
        """Give the authority of a name, or of a code that stands in its place."""
        coded = self.by_code(text)
        if coded.key:
            return coded
        match = self.known.find(Named("", text))
        if match.pk is not None:
            return Found(match.pk)
        named = self.known.with_department(Named("", text))
        keys = {candidate.pk for candidate in self.known.candidates(named)}
        return Found(None, match.reason, self.choices(keys or self.near(named)))

    def near(self, named: Named) -> set[int]:
        """Give the keys of authorities whose name is nearly this one."""
        names: dict[str, set[int]] = defaultdict(set)
        first = name_key(named.text)[:1]
        for (_kind, name), found in self.known.by_name.items():
            if name[:1] == first:
                names[name].update(candidate.pk for candidate in found)
        near = get_close_matches(name_key(named.text), names, 3, NEAR)
        return {pk for name in near for pk in names[name]}

    def choices(self, keys: set[int]) -> list[Choice]:
        """Give authorities as candidates."""
        columns = ("insee_code", "siren", "slug", "name", "department__name")
        rows = Collectivity.objects.filter(pk__in=sorted(keys)[:20])
        return [
            Choice(insee or siren or slug, f"{name} ({department or '—'})")
            for insee, siren, slug, name, department in rows.order_by(
                "name_key", "pk"
            ).values_list(*columns)
        ]


@dataclass
class KnownPartner:
    """A partner as far as finding it needs."""

    key: int
    slug: str
    name: str
    country: str
    kind: str


class PartnerNames:
    """Partners, by the end of their page, by name, by acronym."""

    def __init__(self) -> None:
        self.by_slug: dict[str, KnownPartner] = {}
        self.by_name: dict[str, list[KnownPartner]] = defaultdict(list)
        columns = ("pk", "slug", "name", "country_id", "kind", "acronym")
        rows = Partner.objects.order_by("pk").values_list(*columns)
        for key, slug, name, country, kind, acronym in rows.iterator():
            known = KnownPartner(key, slug, name, country or "", kind)
            self.remember(known, acronym)

    def remember(self, known: KnownPartner, acronym: str = "") -> None:
        """Make a partner findable."""
        if known.slug:
            self.by_slug[known.slug] = known
        names = {name_key(known.name), name_key(acronym)}
        if known.kind == PartnerKind.AUTHORITY:
            names.add(foreign_key(known.name))
        for name in names - {""}:
            self.by_name[name].append(known)

    def by_code(self, slug: str) -> Found:
        """Give the partner of an address."""
        known = self.by_slug.get(slug.strip().rstrip("/").rsplit("/", 1)[-1])
        reason = _("aucun partenaire n’a cette adresse")
        return Found(known.key) if known else Found(None, reason)

    def find(self, text: str, country: str = "") -> Found:
        """Give the partner of a name, in a country if one is told."""
        if text in self.by_slug:
            return Found(self.by_slug[text].key)
        forced = text.removeprefix(f"{NEW}:").strip()
        if forced != text:
            return Found(None, "", is_new=True)
        key = name_key(text)
        known = self.by_name.get(key) or self.by_name.get(foreign_key(text)) or []
        here = [one for one in known if one.country == country] if country else []
        keys = {one.key for one in here or known}
        if len(keys) == 1:
            return Found(keys.pop())
        if keys:
            return Found(
                None, _("plusieurs partenaires de ce nom"), self.choices(here or known)
            )
        near = self.near(key)
        if not near:
            return Found(None, "", is_new=True)
        made = Choice(f"{NEW}:{text}", _("créer « %s »") % text)
        reason = _("inconnu, mais un nom lui ressemble")
        return Found(None, reason, [*self.choices(near), made])

    def near(self, key: str) -> list[KnownPartner]:
        """Give the partners whose name is nearly this one."""
        begun = [name for name in self.by_name if name[:2] == key[:2]]
        names = get_close_matches(key, begun, MOST_CANDIDATES, NEAR)
        return [known for name in names for known in self.by_name[name]]

    def choices(self, partners: list[KnownPartner]) -> list[Choice]:
        """Give partners as candidates."""
        once = {one.key: one for one in partners if one.slug}
        return [
            Choice(one.slug, f"{one.name} ({one.country or '—'})")
            for one in once.values()
        ][:MOST_CANDIDATES]


class Names:
    """All that cells may name, read from the database when first asked for."""

    def __init__(self) -> None:
        self.authorities = AuthorityNames()
        self.place_index = Places()

    @cached_property
    def partners(self) -> PartnerNames:
        """Every partner."""
        return PartnerNames()

    @cached_property
    def countries(self) -> Listed:
        """Every country, by French and English name and code."""
        columns = ("iso2", "name_fr", "name_en", "iso3")
        return Listed(Country.objects.values_list(*columns))

    @cached_property
    def themes(self) -> Listed:
        """Every theme."""
        return Listed(
            (pk, code, french, english)
            for pk, code, french, english in Theme.objects.values_list(
                "pk", "code", "name_fr", "name_en"
            )
        )

    @cached_property
    def goals(self) -> Listed:
        """The goals, by number and by name."""
        columns = ("number", "name_fr", "name_en")
        return Listed(Goal.objects.values_list(*columns))

    @cached_property
    def windows(self) -> Listed:
        """Every funding window."""
        columns = ("pk", "code", "name_fr", "name_en")
        return Listed(FundingWindow.objects.values_list(*columns))

    def place(self, text: str, country: str) -> Found:
        """Give a place of a country by its name."""
        match = self.place_index.find(text, country, None)
        if match.pk is not None:
            return Found(match.pk, match.reason)
        spots = self.place_index.of_country(country).get(foreign_key(text), set())
        keys = [key for _population, key in sorted(spots, reverse=True)]
        return Found(None, match.reason, self.place_choices(keys))

    def place_choices(self, keys: list[int]) -> list[Choice]:
        """Give places as candidates, those with most inhabitants first."""
        columns = ("name", "admin_area", "country__name_fr")
        rows = Place.objects.in_bulk(keys[:MOST_CANDIDATES]) if keys else {}
        named = Place.objects.filter(pk__in=rows).values_list("pk", *columns)
        words = {pk: ", ".join(filter(None, names)) for pk, *names in named}
        return [Choice(str(key), words[key]) for key in keys if key in words]

    def place_of_number(self, text: str, country: str) -> Found:
        """Give a place by its number."""
        known = Place.objects.filter(pk=int(text)) if text.isdecimal() else None
        row = known.values_list("pk", "country").first() if known else None
        if row is None:
            return Found(None, _("aucun lieu n’a ce numéro"))
        if row[1] != country:
            return Found(None, _("ce lieu est dans un autre pays"))
        return Found(row[0])
