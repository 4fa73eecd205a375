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
from cooperation.models import Collectivity, FundingWindow, Goal, Partner, Place, Theme
from cooperation.parsing import CountryNames, ParseError
from cooperation.spreadsheets.matching.authorities import AuthorityIndex, PlaceIndex
from cooperation.spreadsheets.matching.choices import CellChoice
from cooperation.spreadsheets.matching.names import (
    AuthorityQuery,
    clean_code,
    find_near_keys,
    normalize_foreign_name,
)
from cooperation.text import normalize

MIN_SIMILARITY = 0.84
MAX_CANDIDATES = 6
NEW_PREFIX = "nouveau"


@dataclass
class LookupResult:
    """The result of a lookup: a key, or the reason why none, with candidates.

    ``is_new`` means that nothing has the name and nothing is similar.
    """

    key: Any = None
    reason: str = ""
    candidates: list[CellChoice] = field(default_factory=list)
    is_new: bool = False


class ReferenceLookup:
    """A lookup in a list of the database, by code and by name."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.by_name: dict[str, Any] = {}
        self.words: dict[Any, str] = {}
        for key, *names in rows:
            self.words[key] = str(names[0])
            for name in filter(None, [*map(str, names), str(key)]):
                self.by_name.setdefault(normalize(name), key)

    def find(self, text: str) -> LookupResult:
        key = self.by_name.get(normalize(text))
        if key is not None:
            return LookupResult(key)
        near = find_near_keys(normalize(text), self.by_name)
        keys = dict.fromkeys(self.by_name[name] for name in near)
        return LookupResult(
            None,
            _("absent de la liste"),
            [CellChoice(str(k), self.words[k]) for k in keys],
        )


class AuthorityLookup:
    """A lookup of French authorities: by code, by slug, by name."""

    @cached_property
    def known(self) -> AuthorityIndex:
        return AuthorityIndex()

    @cached_property
    def slugs(self) -> dict[str, int]:
        """The keys by slug, of authorities without a code."""
        bare = Collectivity.objects.filter(insee_code=None, siren=None)
        return dict(bare.values_list("slug", "pk"))

    def by_code(self, code: str) -> LookupResult:
        """Return the authority of a code; spreadsheets lose leading zeros."""
        for text in (clean_code(code, 5).upper(), clean_code(code, 9)):
            if text in self.known.by_code:
                return LookupResult(self.known.by_code[text])
        key = self.slugs.get(code)
        reason = _("aucune collectivité n’a ce code")
        return LookupResult(key) if key else LookupResult(None, reason)

    def by_name(self, text: str) -> LookupResult:
        """Return the authority of a name, or of a code in place of the name."""
        coded = self.by_code(text)
        if coded.key:
            return coded
        match = self.known.find(AuthorityQuery("", text))
        if match.pk is not None:
            return LookupResult(match.pk, match.reason)
        return LookupResult(None, match.reason, self.choices(text))

    def choices(self, text: str) -> list[CellChoice]:
        near = self.known.candidates(AuthorityQuery("", text))
        columns = ("pk", "insee_code", "siren", "slug")
        rows = Collectivity.objects.filter(pk__in=[one.pk for one in near])
        codes = {
            pk: insee or siren or slug
            for pk, insee, siren, slug in rows.values_list(*columns)
        }
        return [CellChoice(codes[one.pk], f"{one.label}, {one.reason}") for one in near]


@dataclass
class IndexedPartner:
    """The columns of a partner that a lookup needs."""

    key: int
    slug: str
    name: str
    country: str
    kind: str


class PartnerLookup:
    """A lookup of partners: by slug, by name, by acronym."""

    def __init__(self) -> None:
        self.by_slug: dict[str, IndexedPartner] = {}
        self.by_name: dict[str, list[IndexedPartner]] = defaultdict(list)
        columns = ("pk", "slug", "name", "country_id", "kind", "acronym")
        rows = Partner.objects.order_by("pk").values_list(*columns)
        for key, slug, name, country, kind, acronym in rows.iterator():
            known = IndexedPartner(key, slug, name, country or "", kind)
            self.register(known, acronym)

    def register(self, known: IndexedPartner, acronym: str = "") -> None:
        if known.slug:
            self.by_slug[known.slug] = known
        names = {normalize(known.name), normalize(acronym)}
        if known.kind == PartnerKind.AUTHORITY:
            names.add(normalize_foreign_name(known.name))
        for name in names - {""}:
            self.by_name[name].append(known)

    def by_code(self, slug: str) -> LookupResult:
        """Return the partner of a slug or of the address of its page."""
        known = self.by_slug.get(slug.strip().rstrip("/").rsplit("/", 1)[-1])
        reason = _("aucun partenaire n’a cette adresse")
        return LookupResult(known.key) if known else LookupResult(None, reason)

    def find(self, text: str, country: str = "") -> LookupResult:
        if text in self.by_slug:
            return LookupResult(self.by_slug[text].key)
        forced = text.removeprefix(f"{NEW_PREFIX}:").strip()
        if forced != text:
            return LookupResult(None, "", is_new=True)
        key = normalize(text)
        known = (
            self.by_name.get(key)
            or self.by_name.get(normalize_foreign_name(text))
            or []
        )
        here = [one for one in known if one.country == country] if country else []
        keys = {one.key for one in here or known}
        if len(keys) == 1:
            return LookupResult(keys.pop())
        if keys:
            return LookupResult(
                None, _("plusieurs partenaires de ce nom"), self.choices(here or known)
            )
        near = self.find_similar(key)
        if not near:
            return LookupResult(None, "", is_new=True)
        made = CellChoice(f"{NEW_PREFIX}:{text}", _("créer « %s »") % text)
        reason = _("inconnu, mais un nom lui ressemble")
        return LookupResult(None, reason, [*self.choices(near), made])

    def find_similar(self, key: str) -> list[IndexedPartner]:
        matcher = SequenceMatcher(None, key, autojunk=False)
        near = []
        for name in find_near_keys(key, self.by_name):
            matcher.set_seq2(name)
            if matcher.ratio() >= MIN_SIMILARITY:
                near += self.by_name[name]
        return near

    def choices(self, partners: list[IndexedPartner]) -> list[CellChoice]:
        once = {one.key: one for one in partners if one.slug}
        return [
            CellChoice(one.slug, f"{one.name} ({one.country or '—'})")
            for one in once.values()
        ][:MAX_CANDIDATES]


class DirectoryLookups:
    """The lookups of a file, read from the database on first use."""

    def __init__(self) -> None:
        self.authorities = AuthorityLookup()
        self.place_index = PlaceIndex()

    @cached_property
    def partners(self) -> PartnerLookup:
        return PartnerLookup()

    @cached_property
    def country_names(self) -> CountryNames:
        return CountryNames.from_database()

    def find_country(self, text: str) -> LookupResult:
        try:
            code, reason = self.country_names.parse(text)
        except ParseError as error:
            return LookupResult(
                None, error.reason or _("pays inconnu"), self.near_countries(text)
            )
        return LookupResult(code or None, reason)

    def near_countries(self, text: str) -> list[CellChoice]:
        names = self.country_names
        near = find_near_keys(normalize(text), names.codes)
        codes = dict.fromkeys(code for key in near for code in sorted(names.codes[key]))
        return [CellChoice(code, names.names[code]) for code in codes]

    @cached_property
    def themes(self) -> ReferenceLookup:
        return ReferenceLookup(
            (pk, code, french, english)
            for pk, code, french, english in Theme.objects.values_list(
                "pk", "code", "name_fr", "name_en"
            )
        )

    @cached_property
    def goals(self) -> ReferenceLookup:
        columns = ("number", "name_fr", "name_en")
        return ReferenceLookup(Goal.objects.values_list(*columns))

    @cached_property
    def windows(self) -> ReferenceLookup:
        columns = ("pk", "code", "name_fr", "name_en")
        return ReferenceLookup(FundingWindow.objects.values_list(*columns))

    def find_place(self, text: str, country: str) -> LookupResult:
        match = self.place_index.find(text, country, None)
        if match.pk is not None:
            return LookupResult(match.pk, match.reason)
        near = self.place_index.candidates(text, country, MAX_CANDIDATES)
        choices = [
            CellChoice(str(one.pk), f"{one.label}, {one.reason}") for one in near
        ]
        return LookupResult(None, match.reason, choices)

    def find_place_by_id(self, text: str, country: str) -> LookupResult:
        known = Place.objects.filter(pk=int(text)) if text.isdecimal() else None
        row = known.values_list("pk", "country").first() if known else None
        if row is None:
            return LookupResult(None, _("aucun lieu n’a ce numéro"))
        if row[1] != country:
            return LookupResult(None, _("ce lieu est dans un autre pays"))
        return LookupResult(row[0])
