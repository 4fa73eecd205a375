"""A lookup of partners: by slug, by name, by acronym; similar names are candidates."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from cooperation.enums import PartnerKind
from cooperation.models import Partner
from cooperation.parsing import is_placeholder, parse_named_kind
from cooperation.parsing.names import is_acronym
from cooperation.spreadsheets.matching.choices import CellChoice, LookupResult
from cooperation.spreadsheets.matching.names import (
    MAX_NAME_LENGTH,
    normalize_foreign_name,
    split_brackets,
)
from cooperation.text import normalize

MIN_SIMILARITY = 0.84
MIN_WORD_SIMILARITY = 70
MAX_CANDIDATES = 6
NEW_PREFIX = "nouveau"


@dataclass
class IndexedPartner:
    """The columns of a partner that a lookup needs."""

    key: int
    slug: str
    name: str
    country: str
    kind: str


class PartnerLookup:
    """A lookup of partners, or of some of them: by slug, by name, by acronym."""

    def __init__(self, partners: QuerySet[Partner] | None = None) -> None:
        self.by_slug: dict[str, IndexedPartner] = {}
        self.by_name: dict[str, list[IndexedPartner]] = defaultdict(list)
        columns = ("pk", "slug", "name", "country_id", "kind", "acronym")
        found = Partner.objects.all() if partners is None else partners
        rows = found.order_by("pk").values_list(*columns)
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
        if is_placeholder(text) or len(text) > MAX_NAME_LENGTH:
            return LookupResult(None, _("« %s » n’est pas un nom") % text[:60])
        known, left_aside = self.find_named(text)
        here = [one for one in known if one.country == country] if country else []
        keys = {one.key for one in here or known}
        if len(keys) == 1:
            reason = _("« %s » laissé de côté") % left_aside if left_aside else ""
            return LookupResult(keys.pop(), reason)
        if keys:
            return LookupResult(
                None, _("plusieurs partenaires de ce nom"), self.choices(here or known)
            )
        near = self.find_similar(text)
        if not near:
            return LookupResult(None, "", is_new=True)
        if not any(one.slug for one in near):
            # Nothing to choose: the file itself makes both.
            names = ", ".join(dict.fromkeys(one.name for one in near))
            reason = _("un nom du même fichier lui ressemble : %s") % names
            return LookupResult(None, reason, is_new=True)
        made = CellChoice(f"{NEW_PREFIX}:{text}", _("créer « %s »") % text)
        reason = _("inconnu, mais un nom lui ressemble")
        return LookupResult(None, reason, [*self.choices(near), made])

    def find_named(self, text: str) -> tuple[list[IndexedPartner], str]:
        """Return the partners of a name, and what in parentheses was left aside.

        A kind in parentheses is no part of the name: "EED (bureau d'études)".
        """
        named = parse_named_kind(text).name
        bare, bracketed = split_brackets(named)
        for name in (text, named):
            if known := self.by_name.get(normalize(name)):
                return known, ""
        known = self.by_name.get(normalize_foreign_name(named))
        return known or self.by_name.get(normalize(bare)) or [], bracketed

    def find_similar(self, text: str) -> list[IndexedPartner]:
        """Return partners of a similar name, or of the acronym that it begins with."""
        key = normalize(parse_named_kind(text).name)[:MAX_NAME_LENGTH]
        least = 100 * MIN_SIMILARITY
        found = process.extract(
            key,
            list(self.by_name),
            scorer=fuzz.ratio,
            score_cutoff=least,
            limit=MAX_CANDIDATES,
        )
        near = [
            one
            for name, *_score in found
            if is_same_but_for_letters(key, name)
            for one in self.by_name[name]
        ]
        first = text.split(" ")[0]
        return near + (
            self.by_name.get(normalize(first), []) if is_acronym(first) else []
        )

    def choices(self, partners: list[IndexedPartner]) -> list[CellChoice]:
        once = {one.key: one for one in partners if one.slug}
        return [
            CellChoice(one.slug, f"{one.name} ({one.country or '—'})")
            for one in once.values()
        ][:MAX_CANDIDATES]


def is_same_but_for_letters(key: str, other: str) -> bool:
    """Return whether the words that two names do not share resemble each other.

    "Comité de jumelage de Créteil" is not that of Montluel.
    """
    ours, theirs = key.split(), other.split()
    left = " ".join(word for word in ours if word not in theirs)
    right = " ".join(word for word in theirs if word not in ours)
    return not left or not right or fuzz.ratio(left, right) >= MIN_WORD_SIMILARITY
