"""Find the authorities that records name.

Codes first, then normalised names. Several candidates are reported as a doubt; nothing
is chosen silently and no near-duplicate is created.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import AliasKind
from cooperation.models import (
    Collectivity,
    CollectivityAlias,
    Department,
)
from cooperation.parsing import is_placeholder
from cooperation.parsing.names import is_acronym
from cooperation.spreadsheets.matching.choices import (
    AUTHORITY_KINDS,
    SAME_NAME,
    AuthorityFacts,
    IndexedAuthority,
    OfferedAuthority,
    is_in_department,
    rank_offered,
)
from cooperation.spreadsheets.matching.names import (
    MAX_CANDIDATES,
    MAX_COMPARED,
    MAX_NAME_LENGTH,
    STOP_WORDS,
    AuthorityQuery,
    Candidate,
    FuzzyNameIndex,
    detect_authority_kind,
    detect_kind_of_key,
    list_name_variants,
    loosen_key,
    parse_arrondissement,
    parse_department_number,
    split_brackets,
    split_department,
)
from cooperation.text import expand_abbreviations, normalize

# Homonyms are all offered, up to this number.
MAX_HOMONYMS = 20
MIN_ACRONYM_LENGTH = 3
AUTHORITY_COLUMNS = ("pk", "name", "kind", "department_id")
CANTON = re.compile(r"^canton (?:de |du |des |d )?")
# A kind of authority, and a name as ``loosen_key`` makes it.
NameKey = tuple[str, str]


class MatchResult(NamedTuple):
    """The primary key that was found, or the reason why there is none."""

    pk: int | None
    reason: str = ""
    is_doubt: bool = False


class AuthorityIndex:
    """Every French authority by code and normalised name, former names included."""

    def __init__(self) -> None:
        # Names to index, and whether each is another name than the authority's own.
        self.named: list[tuple[str, IndexedAuthority, bool]] = []
        self.by_code: dict[str, int] = {}
        # Codes that an authority had, or that a part of it has.
        self.former_codes: set[str] = set()
        self.names: dict[int, str] = {}
        self.near_names: dict[str, FuzzyNameIndex] = {}
        departments = dict(Department.objects.values_list("code", "name"))
        self.departments = {
            word: code
            for code, name in departments.items()
            for word in (normalize(name), code.lower())
        }
        self.load_authorities()
        self.load_aliases()

    def load_authorities(self) -> None:
        known = Collectivity.objects.values_list(
            *AUTHORITY_COLUMNS, "successor_id", "insee_code", "siren"
        )
        for *row, successor, insee_code, siren in known:
            candidate = IndexedAuthority(*row)
            # Whoever succeeds bears the former name as an alias, and takes the codes.
            if successor is None:
                self.names[candidate.pk] = candidate.name
                self.named.append((candidate.name, candidate, False))
            codes = filter(None, (insee_code, siren))
            self.by_code.update(dict.fromkeys(codes, successor or candidate.pk))

    def load_aliases(self) -> None:
        owner = [f"collectivity__{column}" for column in AUTHORITY_COLUMNS]
        aliases = CollectivityAlias.objects.values_list(
            "name", "kind", "department_id", *owner
        )
        for name, kind, department, *rest in aliases:
            candidate = IndexedAuthority(*rest)
            if kind == AliasKind.CODE:
                self.former_codes.add(name)
                self.by_code.setdefault(name, candidate.pk)
                continue
            former = department or candidate.department
            self.named.append((name, candidate._replace(department=former), True))

    @cached_property
    def name_keys(
        self,
    ) -> tuple[dict[NameKey, set[IndexedAuthority]], dict[NameKey, str]]:
        """The authorities by name, and former names; made when a name is asked."""
        by_name: dict[NameKey, set[IndexedAuthority]] = defaultdict(set)
        other_names: dict[NameKey, str] = {}
        for name, candidate, is_other in self.named:
            kind, variants = candidate.kind, list_name_variants(name)
            keys = [build_name_key(one, kind) for one in variants]
            for key in keys:
                by_name[key].add(candidate)
            if is_other:
                other_names.setdefault(keys[0], name)
        return by_name, other_names

    @property
    def by_name(self) -> dict[NameKey, set[IndexedAuthority]]:
        return self.name_keys[0]

    @property
    def other_names(self) -> dict[NameKey, str]:
        return self.name_keys[1]

    def find(self, query: AuthorityQuery) -> MatchResult:
        """Return the authority that is meant, if there is exactly one."""
        if is_placeholder(query.text):
            return MatchResult(None, _("collectivité non nommée"))
        if len(query.text) > MAX_NAME_LENGTH:
            return MatchResult(None, _("collectivité introuvable"))
        if CANTON.match(normalize(query.text)):
            reason = _("un canton n’est pas une collectivité : laquelle ?")
            return MatchResult(None, reason)
        if city := parse_arrondissement(query.text):
            found = self.by_name.get(("commune", city), set())
            if len(found) == 1:
                name = next(iter(found)).name
                reason = _("arrondissement rattaché à %s") % name
                return MatchResult(next(iter(found)).pk, reason)
        return self.find_named(self.extract_department(query))

    def find_by_code(self, code: str) -> MatchResult:
        """Return the authority of a known code; a former code is said to be one."""
        pk = self.by_code[code]
        is_former = code in self.former_codes
        return MatchResult(pk, self.describe_other_name(pk) if is_former else "")

    def find_named(self, query: AuthorityQuery) -> MatchResult:
        named = self.find_by_name(query)
        found = keep_exact_names(named, query.text) or named
        if len({row.pk for row in found}) > 1 or self.is_maybe_commune(query, found):
            return MatchResult(None, _("plusieurs collectivités possibles"))
        for row in found:
            return MatchResult(row.pk, self.describe_match(row, named, query))
        return MatchResult(None, _("collectivité introuvable"))

    def is_maybe_commune(
        self, query: AuthorityQuery, found: set[IndexedAuthority]
    ) -> bool:
        """Return whether "Thonon", found as a group, may be Thonon-les-Bains."""
        if detect_authority_kind(query.text):
            return False
        if any(row.kind != "epci" for row in found) or not found:
            return False
        return bool(self.list_longer_communes(query.text))

    def list_longer_communes(self, text: str) -> list[str]:
        """Return the keys of communes whose name begins with this one."""
        start = f"{loosen_key(normalize(text), 'commune')} "
        keys = self.get_near_names("commune").sorted_keys
        first = bisect_left(keys, start)
        rest = islice(keys, first, first + MAX_HOMONYMS)
        return [key for key in rest if key.startswith(start)]

    def describe_match(
        self,
        row: IndexedAuthority,
        named: set[IndexedAuthority],
        query: AuthorityQuery,
    ) -> str:
        """Return a remark where the name is not the authority's own, or not its alone.

        "Vienne" is the commune, and a department bears the name too.
        """
        asked = list_lookup_keys(query)
        if build_name_key(row.name, row.kind) not in asked and any(
            key in self.other_names for key in asked
        ):
            return self.describe_other_name(row.pk)
        wider = [one.name for one in named - {row} if one.kind == "departement"]
        if row.kind == "commune" and wider:
            return _("compris comme la commune ; existe aussi : %s") % wider[0]
        return ""

    def describe_other_name(self, pk: int) -> str:
        name = self.names.get(pk, "")
        return _("rattaché à %s, sous un autre de ses noms") % name

    def extract_department(self, query: AuthorityQuery) -> AuthorityQuery:
        """Extract a department, as in "Plouhinec (Finistère)" or "Annecy (74)"."""
        if query.department or parse_department_number(query.text):
            return query
        for name, bracketed in (
            split_brackets(query.text),
            split_department(query.text),
        ):
            code = self.departments.get(normalize(bracketed)) if bracketed else None
            if code is not None:
                return replace(query, text=name, department=code)
        return query

    def find_by_name(self, query: AuthorityQuery) -> set[IndexedAuthority]:
        """Return the authorities of this name, in the department if one is given."""
        if number := parse_department_number(query.text):
            return self.departments_by_number.get(number, set())
        found: set[IndexedAuthority] = set()
        for key in list_lookup_keys(query):
            found |= self.by_name.get(key, set())
        if not query.department:
            return found
        return {c for c in found if c.department in (query.department, None)}

    @cached_property
    def departments_by_number(self) -> dict[str, set[IndexedAuthority]]:
        found: dict[str, set[IndexedAuthority]] = defaultdict(set)
        for (kind, _name), rows in self.by_name.items():
            for row in rows if kind == "departement" else ():
                found[row.department or ""].add(row)
        return found

    # Candidates ---------------------------------------------------------------------

    @cached_property
    def facts(self) -> dict[int, AuthorityFacts]:
        """The facts of all authorities, read when the first candidates are ranked."""
        columns = ("pk", "lat", "lng", "population", "insee_code", "siren", "slug")
        return {
            pk: AuthorityFacts(lat, lng, population, insee or siren or slug)
            for pk, lat, lng, population, insee, siren, slug in (
                Collectivity.objects.values_list(*columns)
            )
        }

    def candidates(
        self, query: AuthorityQuery, most: int = MAX_CANDIDATES
    ) -> list[Candidate]:
        """Return authorities that may be meant: same name elsewhere, or a similar one.

        Those of the given department come first, then the nearest to ``query.near``,
        then the largest; nothing is chosen.
        """
        if len(query.text) > MAX_NAME_LENGTH:
            return []
        query = self.extract_department(query)
        query = replace(query, text=CANTON.sub("", normalize(query.text)) or query.text)
        offered: dict[int, OfferedAuthority] = {}
        for row in self.find_by_name(replace(query, department="")):
            same = OfferedAuthority(row, SAME_NAME, _("même nom"))
            offered.setdefault(row.pk, same)
        n_same = len(offered)
        for key, score in self.score_near_keys(query).items():
            for row in self.by_name[key]:
                near = OfferedAuthority(row, score, self.get_near_reason(key))
                known = offered.get(row.pk)
                if is_in_department({row}, query.department) and (
                    known is None or known.score < score
                ):
                    offered[row.pk] = near
        ranked = rank_offered(list(offered.values()), query, self.facts)
        most = max(most, min(n_same, MAX_HOMONYMS))
        return [self.build_candidate(one.row, one.reason) for one in ranked[:most]]

    def score_near_keys(self, query: AuthorityQuery) -> dict[NameKey, float]:
        """Return the keys of similar names, with their similarity."""
        scores = {
            (kind, other): score
            for kind, name in list_lookup_keys(query)
            for other, score in self.get_near_names(kind).score_similar(name).items()
        }
        if detect_authority_kind(query.text) in ("", "commune"):
            longer = self.list_longer_communes(query.text)
            scores |= dict.fromkeys((("commune", key) for key in longer), 0.95)
        if is_acronym(query.text.upper()) and len(query.text) > MIN_ACRONYM_LENGTH:
            found = self.epci_initials.get(query.text.upper(), ())
            scores |= dict.fromkeys(found, 0.9)
        best = sorted(scores, key=lambda key: (-scores[key], key))[:MAX_COMPARED]
        return {key: scores[key] for key in best}

    @cached_property
    def epci_initials(self) -> dict[str, list[NameKey]]:
        """The EPCI by the initials of their names, as "CCFG" is made."""
        found: dict[str, list[NameKey]] = defaultdict(list)
        for key, rows in self.by_name.items():
            for row in rows if key[0] == "epci" else ():
                words = normalize(row.name).split()
                kept = [word for word in words if word not in STOP_WORDS]
                initials = words[0] + "".join(word[0] for word in kept[1:])
                found[initials.upper()].append(key)
        return found

    def get_near_names(self, kind: str) -> FuzzyNameIndex:
        if kind not in self.near_names:
            names = (other for known, other in self.by_name if known == kind)
            self.near_names[kind] = FuzzyNameIndex(names)
        return self.near_names[kind]

    def build_candidate(self, row: IndexedAuthority, reason: str) -> Candidate:
        where = f" ({row.department})" if row.department else ""
        return Candidate(row.pk, f"{row.name}{where}", reason)

    def get_near_reason(self, key: NameKey) -> str:
        other = self.other_names.get(key)
        return _("aussi connue comme « %s »") % other if other else _("nom proche")


def build_name_key(name: str, kind: str) -> NameKey:
    """Return the key under which an authority of this kind is indexed."""
    key = normalize(name)
    return kind, loosen_key(key, detect_kind_of_key(key) or kind)


def keep_exact_names(found: set[IndexedAuthority], text: str) -> set[IndexedAuthority]:
    """Return those whose official name is the text, letter by letter."""
    asked = expand_abbreviations(normalize(text))
    return {row for row in found if expand_abbreviations(normalize(row.name)) == asked}


def list_lookup_keys(query: AuthorityQuery) -> list[NameKey]:
    """Return the (kind, name) keys under which an authority may be found."""
    keys: dict[NameKey, None] = {}
    for text in list_name_variants(query.text):
        key = normalize(text)
        detected = detect_kind_of_key(key)
        for kind in [detected] if detected else AUTHORITY_KINDS:
            keys[kind, loosen_key(key, detected or kind)] = None
    return list(keys)
