"""Lookups of what cells name: authorities, partners, places, countries, lists.

Codes first, then normalized names. Several or similar names are candidates, never a
choice.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import LIST_SEPARATOR
from cooperation.models import (
    Collectivity,
    FundingWindow,
    Goal,
    Synonym,
    SynonymParam,
    Theme,
)
from cooperation.parsing import (
    CountryNames,
    Parsed,
    ParseError,
    split_names,
)
from cooperation.spreadsheets.matching.authorities import (
    AuthorityIndex,
    MatchResult,
)
from cooperation.spreadsheets.matching.authority_cache import AUTHORITY_INDEX
from cooperation.spreadsheets.matching.choices import CellChoice, LookupResult
from cooperation.spreadsheets.matching.names import (
    MAX_NAME_LENGTH,
    AuthorityQuery,
    clean_code,
    find_near_keys,
    normalize_foreign_name,
)
from cooperation.spreadsheets.matching.partners import MAX_CANDIDATES, PartnerLookup
from cooperation.spreadsheets.matching.places import PlaceIndex
from cooperation.text import normalize

PLACE_WITH_COUNTRY = re.compile(r"(.+?)(?:\s*\(([^()]+)\)|,\s+([^,()]+))")


class ReferenceLookup:
    """A lookup in a list of the database, by code, by name and by synonym.

    ``synonyms`` are (text, code) pairs; codes are the last names of the rows.
    """

    def __init__(
        self,
        rows: Iterable[tuple[Any, ...]],
        synonyms: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.by_name: dict[str, Any] = {}
        self.words: dict[Any, str] = {}
        for key, *names in rows:
            self.words[key] = str(names[0])
            for name in filter(None, [*map(str, names), str(key)]):
                self.by_name.setdefault(normalize(name), key)
        for text, code in synonyms:
            if normalize(code) in self.by_name:
                key = self.by_name[normalize(code)]
                self.by_name.setdefault(normalize(text), key)

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
        return AUTHORITY_INDEX.get()

    @cached_property
    def slugs(self) -> dict[str, int]:
        """The keys by slug, of authorities without a code."""
        bare = Collectivity.objects.filter(insee_code=None, siren=None)
        return dict(bare.values_list("slug", "pk"))

    def by_code(self, code: str) -> LookupResult:
        """Return the authority of a code; spreadsheets lose leading zeros."""
        for text in (clean_code(code, 5).upper(), clean_code(code, 9)):
            if text in self.known.by_code:
                match = self.known.find_by_code(text)
                return LookupResult(match.pk, match.reason)
        key = self.slugs.get(code)
        reason = _("aucune collectivité n’a ce code")
        return LookupResult(key) if key else LookupResult(None, reason)

    def by_name(
        self, text: str, near: int | tuple[float, float] | None = None
    ) -> LookupResult:
        """Return the authority of a name, or of a code in place of the name.

        Candidates near ``near``, the lead's key or a point, come first.
        """
        coded = self.by_code(text)
        if coded.key:
            return coded
        query = AuthorityQuery(text, near=near)
        match = self.known.find(query)
        if match.pk is not None:
            return LookupResult(match.pk, match.reason)
        return LookupResult(None, match.reason, self.choices(query))

    def choices(self, query: AuthorityQuery) -> list[CellChoice]:
        near = self.known.candidates(query, MAX_CANDIDATES)
        facts = self.known.facts
        return [
            CellChoice(facts[one.pk].code, f"{one.label}, {one.reason}")
            for one in near
            if one.pk in facts
        ]


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

    def find_countries(self, text: str) -> LookupResult:
        """Return the codes of a list of countries; candidates are whole cells."""
        try:
            codes, remark = self.country_names.parse_list(text)
        except ParseError as error:
            (part,) = error.args
            reason = f"« {part} » : {error.reason or _('pays inconnu')}"
            parts = list(self.country_names.iter_parts(text))
            choices = [
                CellChoice(
                    LIST_SEPARATOR.join(
                        choice.value if other == part else other for other in parts
                    ),
                    choice.label,
                )
                for choice in self.near_countries(part)
            ]
            return LookupResult(None, reason, choices)
        return LookupResult(codes, remark)

    def find_country_by_code(self, text: str) -> LookupResult:
        """Return the country of a cell of codes, where "NC" and "NA" are codes too."""
        code = self.country_names.parse_code(text)
        return LookupResult(code) if code else self.find_country(text)

    def near_countries(self, text: str) -> list[CellChoice]:
        names = self.country_names
        near = find_near_keys(normalize(text), names.codes)
        codes = dict.fromkeys(
            [
                *sorted(names.find_codes(text)),
                *(code for key in near for code in sorted(names.codes[key])),
            ]
        )
        return [CellChoice(code, names.names[code]) for code in codes]

    @cached_property
    def themes(self) -> ReferenceLookup:
        columns = ("pk", "name_fr", "name_en", "code")
        synonyms = Synonym.objects.of_param(SynonymParam.THEME)
        return ReferenceLookup(Theme.objects.values_list(*columns), synonyms)

    @cached_property
    def goals(self) -> ReferenceLookup:
        columns = ("number", "name_fr", "name_en")
        return ReferenceLookup(Goal.objects.values_list(*columns))

    @cached_property
    def windows(self) -> ReferenceLookup:
        columns = ("pk", "name_fr", "name_en", "code")
        synonyms = Synonym.objects.of_param(SynonymParam.WINDOW)
        return ReferenceLookup(FundingWindow.objects.values_list(*columns), synonyms)

    def find_place(self, text: str, country: str = "") -> LookupResult:
        """Return a place of the country, or of the one named: "Téra (Niger)".

        One that is known in other countries alone is a doubt, with those as
        candidates.
        """
        name, named_country = self.split_place_country(text, country)
        if country and named_country and named_country != country:
            match = MatchResult(
                None, _("« %s » : le pays n’est pas celui donné") % text
            )
        elif country or named_country:
            match = self.place_index.find(name, country or named_country)
        else:
            match = MatchResult(None, _("donnez aussi le pays"))
        if match.pk is not None:
            return LookupResult(
                match.pk, match.reason, country=country or named_country
            )
        elsewhere = (
            [] if match.is_doubt else self.place_index.find_elsewhere(name, country)
        )
        near = (
            self.place_index.candidates(name, country, MAX_CANDIDATES)
            if country
            else []
        )
        choices = [
            CellChoice(str(one.pk), f"{one.label}, {one.reason}")
            for one in (*elsewhere, *near)
        ]
        reason = match.reason
        if elsewhere and country and named_country in ("", country):
            places = ", ".join(one.label for one in elsewhere)
            reason = _("connu dans un autre pays : %s") % places
        return LookupResult(None, reason, choices)

    def split_place_country(self, text: str, country: str) -> tuple[str, str]:
        """Split "Téra (Niger)" or "Téra, Niger" into the name and a country's code.

        Two letters are no country beside a given one: "Genève (GE)" names a canton.
        """
        is_name = len(text) <= MAX_NAME_LENGTH
        match = PLACE_WITH_COUNTRY.fullmatch(text) if is_name else None
        named = (match[2] or match[3]).strip() if match else ""
        if match is None or (country and len(named) == 2):
            return text, ""
        codes = self.country_names.find_codes(named)
        return (match[1], min(codes)) if len(codes) == 1 else (text, "")

    def split_places(self, text: str, country: str = "") -> Parsed[list[str]]:
        """Return the names of places of a cell, and what was split or left aside."""

        def is_known(name: str) -> bool:
            if self.split_place_country(name, country)[1]:
                return True
            key = normalize_foreign_name(name)
            here = self.place_index.load_country_names(country) if country else {}
            return key in here

        return split_names(text, is_known)

    def split_partners(self, text: str) -> Parsed[list[str]]:
        """Return the names of partners of a cell, and what was split or left aside."""
        return split_names(text, lambda name: bool(self.partners.find_named(name)[0]))

    def find_any_place_by_id(self, text: str) -> LookupResult:
        known = self.place_index.find_by_id(text)
        if known is None:
            return LookupResult(None, _("aucun lieu n’a ce numéro"))
        return LookupResult(known[0], country=known[1])

    def find_place_by_id(self, text: str, country: str) -> LookupResult:
        """Return the place of a number, if it is in the country."""
        found = self.find_any_place_by_id(text)
        if found.key is None or found.country == country:
            return found
        name = self.country_names.names.get(found.country, found.country)
        reason = _("ce lieu est dans un autre pays : %s") % name
        return LookupResult(None, reason, country=found.country)
