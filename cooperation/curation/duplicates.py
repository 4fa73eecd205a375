"""Possible duplicates of a table: why two rows may be one thing, and how sure that is.

Names are compared by ``matching.near_names``, which imports and forms use too, within
one country, department or authority. What else two rows share adds to it, or speaks
against it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from cooperation.enums import PartnerKind
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Funding,
    Involvement,
    Partner,
    Place,
)
from cooperation.spreadsheets.matching.names import loosen_key
from cooperation.spreadsheets.matching.near_names import (
    MAX_SHARING,
    NameForm,
    NearMatch,
    NearNameIndex,
    NearReason,
    build_name_form,
    compare_names,
    have_other_numbers,
)
from cooperation.spreadsheets.matching.places import is_town_name

MODELS: tuple[type[Any], ...] = (Partner, Collectivity, Place, Agreement, Action)
# Partners of these kinds are the same in every country.
MOBILE_KINDS = {
    PartnerKind.WATER_AGENCY,
    PartnerKind.NETWORK,
    PartnerKind.FOUNDATION,
    PartnerKind.INTERNATIONAL,
    PartnerKind.NGO,
}
# A name that adds one of these to the other's is of a part of it, or of its friends.
BODY_WORDS = {
    *("agence", "amis", "centre", "comite", "committee", "ecole", "fondation"),
    *("hopital", "institut", "maison", "office", "regie", "service", "universite"),
}
# Two actions that began so many years apart are two.
MAX_YEARS_APART = 1
SHORTEST_TELLING_WORD = 4
MAX_CERTAINTY = 99


class DuplicateCandidate(NamedTuple):
    """Two rows, the older first, why they may be one, and how sure that is of 100."""

    first: int
    second: int
    reasons: tuple[NearReason, ...]
    certainty: int


class NamedRow(NamedTuple):
    """What of a row is compared; ``code`` tells that it is in an official list."""

    pk: int
    form: NameForm
    scope: str
    code: bool = False
    kind: str = ""
    place: int | None = None
    year: int | None = None
    other: int | None = None
    area: str = ""


class PairCollector:
    """The pairs found so far: their reasons, and the highest certainty."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], tuple[set[NearReason], int]] = {}

    def add(self, one: int, other: int, reason: NearReason, certainty: int) -> None:
        pair = (min(one, other), max(one, other))
        reasons, known = self.found.get(pair, (set(), 0))
        self.found[pair] = (reasons | {reason}, max(known, certainty))

    def list_candidates(self) -> list[DuplicateCandidate]:
        """Return the pairs, the surest first; two reasons are more than one."""
        order = list(NearReason)
        rows = [
            DuplicateCandidate(
                *pair,
                tuple(sorted(reasons, key=order.index)),
                add_certainty(certainty, len(reasons)),
            )
            for pair, (reasons, certainty) in self.found.items()
        ]
        return sorted(rows, key=lambda row: (-row.certainty, row.first, row.second))


def add_certainty(certainty: int, reasons: int) -> int:
    """Return how sure a pair is for which several reasons speak."""
    return max(certainty, min(certainty + 3 * (reasons - 1), MAX_CERTAINTY))


def find_duplicate_pairs(model: type[Any]) -> list[DuplicateCandidate]:
    """Return the possible duplicates of a table, the surest first."""
    pairs = PairCollector()
    FINDERS[model](pairs)
    return pairs.list_candidates()


def add_near_names(pairs: PairCollector, rows: dict[int, NamedRow]) -> None:
    """Add the rows whose names are near; two that both have a code are two."""
    index = NearNameIndex((row.pk, row.form, row.scope) for row in rows.values())
    for row in rows.values():
        if row.code:
            continue
        # Each two are compared once: from the later, or from the one without a code.
        wanted = partial(is_other_wanted, row, rows)
        for pk, match in index.find_near(row.form, row.scope, wanted):
            if is_likely(row, rows[pk], match):
                pairs.add(row.pk, pk, match.reason, match.certainty)


def is_other_wanted(row: NamedRow, rows: dict[int, NamedRow], pk: int) -> bool:
    return pk < row.pk or (pk != row.pk and rows[pk].code)


def is_likely(row: NamedRow, other: NamedRow, match: NearMatch) -> bool:
    """Return whether nothing else speaks against two rows with near names."""
    if row.year and other.year and abs(row.year - other.year) > MAX_YEARS_APART:
        return False
    if match.reason == NearReason.PART_OF_NAME and row.kind != other.kind:
        return False
    if row.area and other.area and row.area != other.area:
        return False
    has_two_places = row.place and other.place and row.place != other.place
    return not has_two_places or match.reason == NearReason.SAME_ACRONYM


# The columns of each table that are compared; ``near_rows`` has them from a form.
COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Partner: ("pk", "name", "acronym", "country_id", "kind", "place_id"),
    Collectivity: ("pk", "name", "kind", "department_id", "insee_code", "siren"),
    Place: ("pk", "name", "admin_area", "country_id", "geonames_id"),
    Agreement: ("pk", "title", "collectivity_id", "counterpart_id", "kind"),
    Action: ("pk", "title", "lead_id", "start_year"),
}


def build_row(model: type[Any], pk: int, name: str, *values: Any) -> NamedRow:
    """Return what is compared of a row, from the values of its ``COLUMNS``."""
    if model is Partner:
        acronym, country, kind, place = values
        form = build_name_form(name, acronym)
        return NamedRow(pk, form, country or "", kind=kind, place=place)
    if model is Collectivity:
        kind, department, insee, siren = values
        form = build_name_form(loosen_key(build_name_form(name).key, kind))
        code = bool(insee or siren)
        return NamedRow(pk, form, department or "", code=code, kind=kind)
    form = build_name_form(name)
    if model is Place:
        area, country, code = values
        return NamedRow(pk, form, country or "", code=bool(code), area=area)
    if model is Agreement:
        authority, counterpart, kind = values
        return NamedRow(pk, form, str(authority), kind=kind, other=counterpart)
    authority, year = values
    return NamedRow(pk, form, str(authority), year=year)


def read_rows(model: type[Any], rows: Any) -> dict[int, NamedRow]:
    found = rows.values_list(*COLUMNS[model]).iterator(chunk_size=2_000)
    return {values[0]: build_row(model, *values) for values in found}


# Partners ----------------------------------------------------------------------------


def find_partners(pairs: PairCollector) -> None:
    rows = read_rows(Partner, Partner.objects.all())
    add_near_names(pairs, rows)
    add_same_elsewhere(pairs, rows.values())
    add_same_towns(pairs, rows.values())
    add_same_cooperations(pairs, rows)


def add_same_elsewhere(pairs: PairCollector, rows: Iterable[NamedRow]) -> None:
    """Add organisations of one name that stand in two countries."""
    mobile = [row for row in rows if row.kind in MOBILE_KINDS and not row.form.level]
    for same in group_rows(mobile, lambda row: (row.kind, row.form.words)):
        for one, other in pair_rows(same):
            if one.scope != other.scope and compare_names(one.form, other.form):
                pairs.add(one.pk, other.pk, NearReason.SAME_NAME, 80)


def add_same_towns(pairs: PairCollector, rows: Iterable[NamedRow]) -> None:
    """Add two foreign towns at one place, as a name and its translation."""
    towns = [
        row
        for row in rows
        if row.kind == PartnerKind.AUTHORITY
        and row.place
        and not row.form.level
        and is_town_name(row.form.key)
    ]
    for same in group_rows(towns, lambda row: row.place):
        for one, other in pair_rows(same):
            pairs.add(one.pk, other.pk, NearReason.SAME_PLACE, 65)


def add_same_cooperations(pairs: PairCollector, rows: dict[int, NamedRow]) -> None:
    """Add partners of one authority, where the words of one name hold the other's."""
    for partners in group_partners_by_authority().values():
        known = [rows[pk] for pk in sorted(partners) if pk in rows]
        for one, other in iter_sharing_words(known):
            pair = (one.pk, other.pk)
            if pair in pairs.found or is_part_of(one, other):
                pairs.add(*pair, NearReason.SAME_COOPERATIONS, 70)


def group_partners_by_authority() -> dict[int, set[int]]:
    """Return the keys of partners by authority, in four queries."""
    beside = Agreement.partners.through._base_manager
    links = (
        Agreement._base_manager.values_list("collectivity_id", "counterpart_id"),
        beside.values_list("agreement__collectivity_id", "partner_id"),
        Involvement._base_manager.values_list("action__lead_id", "partner_id"),
        Funding._base_manager.values_list("action__lead_id", "funder_id"),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for rows in links:
        for authority, partner in rows.order_by().distinct().iterator():
            if authority and partner:
                found[authority].add(partner)
    return found


def is_part_of(one: NamedRow, other: NamedRow) -> bool:
    """Return whether the words of one name are all in the other's, of one kind."""
    ours, theirs = one.form, other.form
    if one.kind != other.kind or have_other_numbers(ours, theirs):
        return False
    pairs = ((one.scope, other.scope), (one.place, other.place))
    levels = (ours.level, theirs.level)
    if any(here and there and here != there for here, there in (*pairs, levels)):
        return False
    fewer, more = sorted((ours.words, theirs.words), key=len)
    added = more - fewer
    is_within = fewer <= more and len(added) <= len(fewer)
    return is_within and not added & BODY_WORDS


# Authorities and places --------------------------------------------------------------


def find_collectivities(pairs: PairCollector) -> None:
    """Compare those that have no code with those of their kind."""
    uncoded = Collectivity._base_manager.filter(insee_code=None, siren=None)
    for kind in uncoded.order_by().values_list("kind", flat=True).distinct():
        same = Collectivity._base_manager.filter(kind=kind)
        add_near_names(pairs, read_rows(Collectivity, same))


def find_places(pairs: PairCollector) -> None:
    """Compare the places that staff added with those of their country."""
    added = Place._base_manager.filter(geonames_id=None).order_by()
    countries = list(added.values_list("country_id", flat=True).distinct())
    known = Place._base_manager.filter(country__in=countries)
    add_near_names(pairs, read_rows(Place, known))


# Agreements and actions --------------------------------------------------------------


def find_agreements(pairs: PairCollector) -> None:
    """Compare agreements of one authority: their counterparts, then their titles."""
    rows = read_rows(Agreement, Agreement._base_manager.all())
    forms = read_counterparts(row.other for row in rows.values())
    here = PairCollector()
    add_near_names(here, rows)
    for (one, other), (reasons, certainty) in here.found.items():
        if have_near_counterparts(rows[one], rows[other], forms):
            for reason in reasons:
                pairs.add(one, other, reason, certainty)
    for same in group_rows(rows.values(), lambda row: row.scope):
        for ours, theirs in pair_rows([row for row in same if row.other]):
            if have_near_counterparts(ours, theirs, forms):
                pairs.add(ours.pk, theirs.pk, *get_signatories_match(ours, theirs))


def read_counterparts(keys: Iterable[int | None]) -> dict[int, NameForm]:
    """Return the names of partners as they are compared."""
    rows = Partner.objects.filter(pk__in={key for key in keys if key})
    return {pk: build_name_form(name) for pk, name in rows.values_list("pk", "name")}


def get_signatories_match(one: NamedRow, other: NamedRow) -> NearMatch:
    certainty = 85 if one.kind == other.kind else 65
    return NearMatch(NearReason.SAME_SIGNATORIES, certainty)


def have_near_counterparts(
    one: NamedRow, other: NamedRow, forms: dict[int, NameForm]
) -> bool:
    """Return whether two agreements are with one counterpart, as far as is known."""
    if not one.other or not other.other or one.other == other.other:
        return True
    return bool(compare_names(forms[one.other], forms[other.other]))


def find_actions(pairs: PairCollector) -> None:
    """Compare the titles of actions that one authority leads or joins."""
    joined = Action.co_leads.through._base_manager.values_list(
        "action_id", "collectivity_id"
    )
    rows = read_rows(Action, Action._base_manager.all())
    by_authority: dict[str, set[int]] = defaultdict(set)
    for row in rows.values():
        by_authority[row.scope].add(row.pk)
    for pk, authority in joined.iterator():
        by_authority[str(authority)].add(pk)
    for scope, keys in by_authority.items():
        here = {pk: rows[pk]._replace(scope=scope) for pk in sorted(keys)}
        add_near_names(pairs, here)


# Groups ------------------------------------------------------------------------------


def group_rows(
    rows: Iterable[NamedRow], key: Callable[[NamedRow], Any]
) -> Iterable[list[NamedRow]]:
    groups: dict[Any, list[NamedRow]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.values()


def pair_rows(rows: list[NamedRow]) -> Iterator[tuple[NamedRow, NamedRow]]:
    """Yield each two of some rows; of too many, each with the next only."""
    if len(rows) > MAX_SHARING:
        yield from pairwise(rows)
    else:
        yield from combinations(rows, 2)


def iter_sharing_words(rows: list[NamedRow]) -> Iterator[tuple[NamedRow, NamedRow]]:
    """Yield each two rows whose names share a word, each once."""
    by_word: dict[str, list[NamedRow]] = defaultdict(list)
    for row in rows:
        words = {*row.form.words, *row.form.acronyms, row.form.initials}
        for word in words:
            if len(word) >= SHORTEST_TELLING_WORD:
                by_word[word].append(row)
    seen: set[tuple[int, int]] = set()
    for same in by_word.values():
        for one, other in pair_rows(same):
            if (one.pk, other.pk) not in seen:
                seen.add((one.pk, other.pk))
                yield one, other


FINDERS: dict[type[Any], Callable[[PairCollector], None]] = {
    Partner: find_partners,
    Collectivity: find_collectivities,
    Place: find_places,
    Agreement: find_agreements,
    Action: find_actions,
}
