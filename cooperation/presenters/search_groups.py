"""The search over everything: groups of answers, each by a provider.

The directory registers its own; the other apps add theirs in ``ready()``. A group has
its number and leads to the list of all with the same words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from cooperation.enums import CollectivityKind
from cooperation.models import (
    Collectivity,
    CollectivityQuerySet,
    Country,
    Partner,
    Place,
    Theme,
)
from cooperation.models.expressions import build_name_condition
from cooperation.presenters.card_rows import (
    fetch_action_rows,
    fetch_agreement_rows,
)
from cooperation.presenters.counts import ActivityCount, build_count_links
from cooperation.presenters.directory_rows import (
    build_collectivity_row,
    build_country_row,
    build_partner_row,
)
from cooperation.presenters.list_links import build_query_url, get_list_url
from cooperation.presenters.search_results import (
    build_action_cards,
    build_agreement_cards,
)
from cooperation.presenters.types import Card, ListingRow
from cooperation.search.alternatives import (
    Alternative,
    find_near_countries,
    find_respelled,
    find_shorter_of_all,
)
from cooperation.search.facets import count_facets
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.search.frame_words import strip_frame_words
from cooperation.search.fulltext import MIN_PREFIX_LENGTH
from cooperation.text import normalize

SHOWN = 5
ENTRY_GROUPS = {"actions", "accords"}
SHORTEST = 2
SUBJECT_PARAMS = {
    *("theme", "type", "guichet", "statut", "odd", "annee_min", "annee_max", "montant"),
    "tri",
}
# Which come last where a subject is asked for.
PLACE_GROUPS = {"pays", "collectivites", "lieux"}
NAMED_GROUPS = PLACE_GROUPS | {"partenaires"}


@dataclass(frozen=True)
class SearchGroup:
    """Answers of one kind: the first ones, their number, and where all are."""

    code: str
    label: str | Promise
    number: int
    rows: Sequence[ListingRow]
    url: str = ""


class SiteSearch:
    """The words of a search over everything, and what they were read as."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = QueryDict(mutable=True)
        if text:
            self.data["q"] = text

    @cached_property
    def actions(self) -> ActionFilterSet:
        return ActionFilterSet(self.data)

    @cached_property
    def agreements(self) -> AgreementFilterSet:
        return AgreementFilterSet(self.data)

    @cached_property
    def names(self) -> str:
        """The words that may be of a name: those that ask are none."""
        return strip_frame_words(self.text)

    @cached_property
    def other_words(self) -> str:
        """The words beside those that stand for something, if some do."""
        search = self.actions.search
        words = search.words.split() if search and search.understood else []
        return " ".join(word for word in words if len(word) > SHORTEST)

    @cached_property
    def is_about_a_subject(self) -> bool:
        """Whether all words are a subject, which names hold only by chance: "eau"."""
        search = self.actions.search
        params = {one.param for one in search.understood} if search else set()
        return bool(params) and not self.other_words and params <= SUBJECT_PARAMS

    def get_values(self, param: str) -> list[Any]:
        """Return the keys of a parameter that words were read as."""
        search = self.actions.search
        return [*search.get_keys(param)] if search else []


SearchProvider = Callable[[SiteSearch], SearchGroup | None]
PROVIDERS: dict[str, tuple[int, SearchProvider]] = {}


def register_search_provider(code: str, rank: int, provider: SearchProvider) -> None:
    """Register the provider of a group; the groups come in the order of ``rank``."""
    PROVIDERS[code] = (rank, provider)


class SiteAnswer(NamedTuple):
    """What answers a text: groups, of the search itself or of the alternative to it."""

    search: SiteSearch
    groups: list[SearchGroup]
    alternative: Alternative | None = None


def search_everything(text: str, *, may_shorten: bool = True) -> SiteAnswer:
    """Return what answers a text.

    Where they name nothing and no entry has them, they are spelled as the directory
    does; else a part of them is left out, and what the others name stays, unless it
    may not be for want of time: while one types.
    """
    search = SiteSearch(text)
    groups = build_search_groups(search)
    asked = search.actions.search
    if may_shorten and has_entries(groups) and not (asked and asked.understood):
        groups = drop_beginnings(text, groups)
    is_named = bool(groups) and not (asked and asked.understood)
    if is_named or has_entries(groups):
        return SiteAnswer(search, groups)
    other = find_respelled(text)
    respelled = SiteSearch(other.text) if other else search
    found = build_search_groups(respelled) if other else []
    if has_entries(found):
        return SiteAnswer(respelled, found, other)
    kinds = (ActionFilterSet, AgreementFilterSet)
    may_shorten = may_shorten and asked is not None
    if shorter := find_shorter_of_all(text, kinds) if may_shorten else None:
        part = SiteSearch(shorter.text)
        merged = merge_groups(groups, build_search_groups(part))
        return SiteAnswer(part, merged, shorter)
    if found and not groups:
        return SiteAnswer(respelled, found, other)
    return SiteAnswer(search, groups)


def drop_beginnings(text: str, groups: list[SearchGroup]) -> list[SearchGroup]:
    """Leave out names that a short word only begins: "vin" is not Vincent."""
    key = normalize(text)
    if len(key) >= MIN_PREFIX_LENGTH or " " in key:
        return groups
    return [
        group
        for group in groups
        if group.code not in PLACE_GROUPS
        or any(key in normalize(row.name).split() for row in group.rows)
    ]


def has_entries(groups: list[SearchGroup]) -> bool:
    return not ENTRY_GROUPS.isdisjoint(group.code for group in groups)


def merge_groups(
    named: list[SearchGroup], others: list[SearchGroup]
) -> list[SearchGroup]:
    """Return the groups of a whole search and the entries of a part of it."""
    found = {group.code: group for group in named}
    for group in others:
        if group.code in ENTRY_GROUPS or not named:
            found[group.code] = group
    return sorted(found.values(), key=lambda group: PROVIDERS[group.code][0])


def build_search_groups(search: SiteSearch) -> list[SearchGroup]:
    """Return the groups that have an answer; empty for fewer than two letters."""
    if len(normalize(search.text)) < SHORTEST:
        return []
    found = (
        provider(search)
        for _rank, provider in sorted(PROVIDERS.values(), key=lambda one: one[0])
    )
    groups = [group for group in found if group and group.number]
    if search.is_about_a_subject:
        groups.sort(key=lambda group: group.code in NAMED_GROUPS)
    return groups


# Groups of the directory -------------------------------------------------------------


def find_actions(search: SiteSearch) -> SearchGroup | None:
    return build_entry_group(
        "actions",
        gettext_lazy("Actions"),
        "action_list",
        search.actions,
        fetch_action_rows,
        build_action_cards,
    )


def find_agreements(search: SiteSearch) -> SearchGroup | None:
    return build_entry_group(
        "accords",
        gettext_lazy("Accords"),
        "agreement_list",
        search.agreements,
        fetch_agreement_rows,
        build_agreement_cards,
    )


def build_entry_group(
    code: str,
    label: str | Promise,
    route: str,
    selection: EntryFilterSet,
    fetch_rows: Callable[[list[int]], dict[int, Any]],
    build_cards: Callable[..., Sequence[Card]],
) -> SearchGroup | None:
    if not selection.search:
        return None
    keys = list(selection.qs.values_list("pk", flat=True)[:SHOWN])
    found = fetch_rows(keys)
    cards = build_cards(
        {key: found[key] for key in keys if key in found}, selection.search, {}
    )
    return SearchGroup(
        code,
        label,
        count_facets(selection).total,
        [build_card_row(card) for card in cards],
        build_query_url(route, selection.querystring()),
    )


def build_card_row(card: Card) -> ListingRow:
    """Return a card as a row: who, where, when."""
    counterpart = getattr(card, "counterpart", "")
    context = [card.lead, *card.places[:3], card.years]
    return ListingRow(
        url=card.url,
        name=card.title or format_html("{} – {}", card.lead, counterpart),
        context=[text for text in context if text],
        text=card.snippet,
        is_written=True,
    )


def find_authorities(search: SiteSearch) -> SearchGroup:
    """Return the authorities of that name or code, those that cooperate first."""
    named = Collectivity.objects.matching_name(search.names).current()
    meant = list_meant_authorities(search)
    keys = [rows.order_by().values("pk") for rows in (named, *meant)]
    found = Collectivity.objects.filter(pk__in=keys[0].union(*keys[1:])).current()
    rows = found.with_entries_first().select_related("department")
    number, n_named = found.count(), named.count()
    query = urlencode({"q": search.names, "toutes": "1"})
    return SearchGroup(
        "collectivites",
        gettext_lazy("Collectivités"),
        number,
        [build_collectivity_row(one) for one in rows[:SHOWN]],
        build_query_url("collectivity_list", query) if number == n_named else "",
    )


def list_meant_authorities(search: SiteSearch) -> list[CollectivityQuerySet]:
    """Return the authorities that words stand for, and those named beside other words.

    "74" is a department, "eau Annemasse" an authority that has entries.
    """
    everything = Collectivity.objects.all()
    departments = everything.filter(
        kind=CollectivityKind.DEPARTEMENT,
        department__in=search.get_values("departement"),
    )
    found = [
        everything.filter(pk__in=search.get_values("collectivite")),
        everything.filter(pk__in=search.get_values("epci")),
        departments,
    ]
    if search.other_words:
        beside = everything.with_published_entries()
        found.append(beside.matching_name(search.other_words))
    return found


def find_countries(search: SiteSearch) -> SearchGroup:
    """Return the countries named, in any of their names, or nearly so."""
    codes = search.get_values("pays")
    named = Country.objects.matching_name(search.names).values_list("pk", flat=True)
    found = {*codes, *named} or find_near_countries(search.text)
    rows = Country.objects.filter(pk__in=found).defer("outline")
    numbers = rows.count_authorities()
    shown = rows.with_counts().select_related("sub_region").order_by("name_key")
    return SearchGroup(
        "pays",
        gettext_lazy("Pays"),
        len(found),
        [build_country_row(one, numbers[one.pk]) for one in shown[:SHOWN]],
        get_list_url("country_list", q=search.text) if len(found) > SHOWN else "",
    )


def find_partners(search: SiteSearch) -> SearchGroup:
    found = Partner.objects.published().matching_name(search.names)
    rows = found.with_counts().select_related("country").defer("country__outline")
    return SearchGroup(
        "partenaires",
        gettext_lazy("Partenaires"),
        found.count(),
        [build_partner_row(one) for one in rows.order_by("name_key", "pk")[:SHOWN]],
        get_list_url("partner_list", q=search.text),
    )


def find_places(search: SiteSearch) -> SearchGroup:
    """Return the places of published entries; each leads to what is done there."""
    found = Place.objects.with_published_entries().filter(
        build_name_condition(search.names)
    )
    rows = found.select_related("country").defer("country__outline")
    return SearchGroup(
        "lieux",
        gettext_lazy("Lieux"),
        found.count(),
        [build_place_row(one) for one in rows.order_by("name_key", "pk")[:SHOWN]],
    )


def build_place_row(place: Place) -> ListingRow:
    return ListingRow(
        url=get_list_url("search", q=f'"{place.name}"'),
        name=place.name,
        context=[place.country.name],
    )


def find_themes(search: SiteSearch) -> SearchGroup:
    themes = Theme.objects.filter(pk__in=search.get_values("theme"))
    actions = count_facets(ActionFilterSet()).facets["theme"]
    agreements = count_facets(AgreementFilterSet()).facets["theme"]
    rows = [
        ListingRow(
            url=get_list_url("action_list", theme=theme.code),
            name=theme.name,
            counts=build_count_links(
                ActivityCount(
                    actions=actions.get(theme.pk, 0),
                    agreements=agreements.get(theme.pk, 0),
                ),
                get_list_url("action_list", theme=theme.code),
                get_list_url("agreement_list", theme=theme.code),
            )[::-1],
        )
        for theme in themes
    ]
    return SearchGroup("thematiques", gettext_lazy("Thématiques"), len(rows), rows)


def iter_directory_providers() -> Iterator[tuple[str, int, SearchProvider]]:
    """Yield the providers of the directory; entities that one names come first."""
    yield "pays", 10, find_countries
    yield "collectivites", 20, find_authorities
    yield "actions", 30, find_actions
    yield "accords", 40, find_agreements
    yield "thematiques", 50, find_themes
    yield "lieux", 60, find_places
    yield "partenaires", 70, find_partners
