"""A lookup of partners: by slug, by name, by acronym; similar names are candidates."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from cooperation.enums import PartnerKind
from cooperation.models import Partner
from cooperation.parsing import is_placeholder, parse_named_kind
from cooperation.spreadsheets.matching.choices import CellChoice, LookupResult
from cooperation.spreadsheets.matching.names import (
    MAX_NAME_LENGTH,
    normalize_foreign_name,
    split_brackets,
)
from cooperation.spreadsheets.matching.near_names import (
    MIN_SIMILARITY,
    NearReason,
    build_name_form,
    compare_names,
    list_acronym_keys,
)
from cooperation.text import normalize

MAX_CANDIDATES, MAX_COMPARED = 6, 30
NEW_PREFIX = "nouveau"


@dataclass
class IndexedPartner:
    """The columns of a partner that a lookup needs."""

    key: int
    slug: str
    name: str
    country: str
    kind: str
    acronym: str = ""


class PartnerLookup:
    """A lookup of partners, or of some of them: by slug, by name, by acronym."""

    def __init__(self, partners: QuerySet[Partner] | None = None) -> None:
        self.by_slug: dict[str, IndexedPartner] = {}
        self.by_name: dict[str, list[IndexedPartner]] = defaultdict(list)
        columns = ("pk", "slug", "name", "country_id", "kind", "acronym")
        found = Partner.objects.all() if partners is None else partners
        rows = found.order_by("pk").values_list(*columns)
        for key, slug, name, country, kind, acronym in rows.iterator():
            known = IndexedPartner(key, slug, name, country or "", kind, acronym)
            self.register(known)

    def register(self, known: IndexedPartner) -> None:
        if known.slug:
            self.by_slug[known.slug] = known
        names = {normalize(known.name), normalize(known.acronym)}
        if known.kind == PartnerKind.AUTHORITY:
            names.add(normalize_foreign_name(known.name))
        for name in names - {""}:
            self.by_name[name].append(known)
        if "by_acronym" in self.__dict__:
            form = build_name_form(known.name, known.acronym)
            for acronym in list_acronym_keys(form):
                self.by_acronym[acronym].append(known)

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
        """Return partners of a near name or acronym, the nearest first."""
        form = build_name_form(parse_named_kind(text).name)
        near = process.extract(
            form.key,
            list(self.by_name),
            scorer=fuzz.ratio,
            score_cutoff=MIN_SIMILARITY,
            limit=MAX_COMPARED,
        )
        offered = [one for name, *_score in near for one in self.by_name[name]]
        for acronym in list_acronym_keys(form):
            offered += self.by_acronym.get(acronym, [])
        found = {}
        for one in offered:
            match = compare_names(form, build_name_form(one.name, one.acronym))
            if match and match.reason != NearReason.PART_OF_NAME:
                found[one.key] = (-match.certainty, one)
        ranked = sorted(found.values(), key=lambda pair: (pair[0], pair[1].name))
        return [one for _rank, one in ranked[:MAX_CANDIDATES]]

    @cached_property
    def by_acronym(self) -> dict[str, list[IndexedPartner]]:
        """The partners by their acronyms and initials, of which few names are asked."""
        found: dict[str, list[IndexedPartner]] = defaultdict(list)
        known = {one.key: one for some in self.by_name.values() for one in some}
        for one in known.values():
            for acronym in list_acronym_keys(build_name_form(one.name, one.acronym)):
                found[acronym].append(one)
        return found

    def choices(self, partners: list[IndexedPartner]) -> list[CellChoice]:
        once = {one.key: one for one in partners if one.slug}
        return [
            CellChoice(one.slug, f"{one.name} ({one.country or '—'})")
            for one in once.values()
        ][:MAX_CANDIDATES]
