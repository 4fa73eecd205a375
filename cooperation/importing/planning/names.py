"""Lookups of what cells name: authorities, partners, places, countries, lists.

Codes first, then normalized names. Several or similar names are candidates, never a
choice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.folding import name_key
from cooperation.importing.matching import Authorities, Places
from cooperation.importing.names import clean_code, foreign_key
from cooperation.importing.nearness import near_keys
from cooperation.importing.planning.plans import Choice
from cooperation.importing.records import Named
from cooperation.importing.values import CountryNames, NotUnderstood
from cooperation.models import (
    Collectivity,
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
    """The result of a lookup: a key, or the reason why none, with candidates.

    ``is_new`` means that nothing has the name and nothing is similar.
    """

    key: Any = None
    reason: str = ""
    candidates: list[Choice] = field(default_factory=list)
    is_new: bool = False


class Listed:
    """A lookup in a list of the database, by code and by name."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.by_name: dict[str, Any] = {}
        self.words: dict[Any, str] = {}
        for key, *names in rows:
            self.words[key] = str(names[0])
            for name in filter(None, [*map(str, names), str(key)]):
                self.by_name.setdefault(name_key(name), key)

    def find(self, text: str) -> Found:
        key = self.by_name.get(name_key(text))
        if key is not None:
            return Found(key)
        near = near_keys(name_key(text), self.by_name)
        keys = dict.fromkeys(self.by_name[name] for name in near)
        return Found(
            None, _("absent de la liste"), [Choice(str(k), self.words[k]) for k in keys]
        )


class AuthorityNames:
    """A lookup of French authorities: by code, by slug, by name."""

    @cached_property
    def known(self) -> Authorities:
        return Authorities()

    @cached_property
    def slugs(self) -> dict[str, int]:
        """The keys by slug, of authorities without a code."""
        bare = Collectivity.objects.filter(insee_code=None, siren=None)
        return dict(bare.values_list("slug", "pk"))

    def by_code(self, code: str) -> Found:
        """Return the authority of a code; spreadsheets lose leading zeros."""
        for text in (clean_code(code, 5).upper(), clean_code(code, 9)):
            if text in self.known.by_code:
                return Found(self.known.by_code[text])
        key = self.slugs.get(code)
        reason = _("aucune collectivité n’a ce code")
        return Found(key) if key else Found(None, reason)

    def by_name(self, text: str) -> Found:
        """Return the authority of a name, or of a code in place of the name."""
        coded = self.by_code(text)
        if coded.key:
            return coded
        match = self.known.find(Named("", text))
        if match.pk is not None:
            return Found(match.pk, match.reason)
        return Found(None, match.reason, self.choices(text))

    def choices(self, text: str) -> list[Choice]:
        near = self.known.candidates(Named("", text))
        columns = ("pk", "insee_code", "siren", "slug")
        rows = Collectivity.objects.filter(pk__in=[one.pk for one in near])
        codes = {
            pk: insee or siren or slug
            for pk, insee, siren, slug in rows.values_list(*columns)
        }
        return [Choice(codes[one.pk], f"{one.label}, {one.why}") for one in near]


@dataclass
class KnownPartner:
    """The columns of a partner that a lookup needs."""

    key: int
    slug: str
    name: str
    country: str
    kind: str


class PartnerNames:
    """A lookup of partners: by slug, by name, by acronym."""

    def __init__(self) -> None:
        self.by_slug: dict[str, KnownPartner] = {}
        self.by_name: dict[str, list[KnownPartner]] = defaultdict(list)
        columns = ("pk", "slug", "name", "country_id", "kind", "acronym")
        rows = Partner.objects.order_by("pk").values_list(*columns)
        for key, slug, name, country, kind, acronym in rows.iterator():
            known = KnownPartner(key, slug, name, country or "", kind)
            self.remember(known, acronym)

    def remember(self, known: KnownPartner, acronym: str = "") -> None:
        if known.slug:
            self.by_slug[known.slug] = known
        names = {name_key(known.name), name_key(acronym)}
        if known.kind == PartnerKind.AUTHORITY:
            names.add(foreign_key(known.name))
        for name in names - {""}:
            self.by_name[name].append(known)

    def by_code(self, slug: str) -> Found:
        """Return the partner of a slug or of the address of its page."""
        known = self.by_slug.get(slug.strip().rstrip("/").rsplit("/", 1)[-1])
        reason = _("aucun partenaire n’a cette adresse")
        return Found(known.key) if known else Found(None, reason)

    def find(self, text: str, country: str = "") -> Found:
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
        matcher = SequenceMatcher(None, key, autojunk=False)
        near = []
        for name in near_keys(key, self.by_name):
            matcher.set_seq2(name)
            if matcher.ratio() >= NEAR:
                near += self.by_name[name]
        return near

    def choices(self, partners: list[KnownPartner]) -> list[Choice]:
        once = {one.key: one for one in partners if one.slug}
        return [
            Choice(one.slug, f"{one.name} ({one.country or '—'})")
            for one in once.values()
        ][:MOST_CANDIDATES]


class Names:
    """The lookups of a file, read from the database on first use."""

    def __init__(self) -> None:
        self.authorities = AuthorityNames()
        self.place_index = Places()

    @cached_property
    def partners(self) -> PartnerNames:
        return PartnerNames()

    @cached_property
    def country_names(self) -> CountryNames:
        return CountryNames.of_directory()

    def country(self, text: str) -> Found:
        try:
            code, reason = self.country_names.say(text)
        except NotUnderstood as error:
            return Found(
                None, error.reason or _("pays inconnu"), self.near_countries(text)
            )
        return Found(code or None, reason)

    def near_countries(self, text: str) -> list[Choice]:
        names = self.country_names
        near = near_keys(name_key(text), names.codes)
        codes = dict.fromkeys(code for key in near for code in sorted(names.codes[key]))
        return [Choice(code, names.names[code]) for code in codes]

    @cached_property
    def themes(self) -> Listed:
        return Listed(
            (pk, code, french, english)
            for pk, code, french, english in Theme.objects.values_list(
                "pk", "code", "name_fr", "name_en"
            )
        )

    @cached_property
    def goals(self) -> Listed:
        columns = ("number", "name_fr", "name_en")
        return Listed(Goal.objects.values_list(*columns))

    @cached_property
    def windows(self) -> Listed:
        columns = ("pk", "code", "name_fr", "name_en")
        return Listed(FundingWindow.objects.values_list(*columns))

    def place(self, text: str, country: str) -> Found:
        match = self.place_index.find(text, country, None)
        if match.pk is not None:
            return Found(match.pk, match.reason)
        near = self.place_index.candidates(text, country, MOST_CANDIDATES)
        choices = [Choice(str(one.pk), f"{one.label}, {one.why}") for one in near]
        return Found(None, match.reason, choices)

    def place_of_number(self, text: str, country: str) -> Found:
        known = Place.objects.filter(pk=int(text)) if text.isdecimal() else None
        row = known.values_list("pk", "country").first() if known else None
        if row is None:
            return Found(None, _("aucun lieu n’a ce numéro"))
        if row[1] != country:
            return Found(None, _("ce lieu est dans un autre pays"))
        return Found(row[0])
