"""The search over everything: groups of answers, each by a provider.

The directory registers its own; the other apps add theirs in ``ready()``. A group has
its number and leads to the list of all with the same words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    GlossaryTerm,
    Partner,
    Place,
    Resource,
    Theme,
)
from cooperation.models.expressions import build_name_condition
from cooperation.presenters.counts import ActivityCount, build_count_links
from cooperation.presenters.directory_rows import (
    build_collectivity_row,
    build_country_row,
    build_partner_row,
    build_resource_row,
)
from cooperation.presenters.list_links import build_query_url, get_list_url
from cooperation.presenters.search_results import (
    build_action_cards,
    build_agreement_cards,
)
from cooperation.presenters.types import Card, ListingRow
from cooperation.search.alternatives import (
    Alternative,
    find_alternative,
    find_near_countries,
    find_respelled,
)
from cooperation.search.facets import count_facets
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.text import normalize

SHOWN = 5
ENTRY_GROUPS = {"actions", "accords"}
SHORTEST = 2


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
        """The words that may be of a name: those that stand for a year are none."""
        return self.text if normalize(self.text) else ""

    def get_values(self, param: str) -> list[Any]:
        """Return the keys of a parameter that words were read as."""
        search = self.actions.search
        found = search.understood if search else ()
        return [key for one in found if one.param == param for key in one.keys]


SearchProvider = Callable[[SiteSearch], SearchGroup | None]
PROVIDERS: dict[str, tuple[int, SearchProvider]] = {}


def register_search_provider(code: str, rank: int, provider: SearchProvider) -> None:
    """Register the provider of a group; the groups come in the order of ``rank``."""
    PROVIDERS[code] = (rank, provider)


def search_everything(
    text: str,
) -> tuple[list[SearchGroup], Alternative | None]:
    """Return the groups that answer a text, or another text that is answered.

    Where no entry has the words, they are spelled as the directory does; where nothing
    at all answers, a part of them is left out.
    """
    groups = build_search_groups(text)
    if ENTRY_GROUPS.intersection(group.code for group in groups):
        return groups, None
    other = find_respelled(text)
    respelled = build_search_groups(other.text) if other else []
    if ENTRY_GROUPS.intersection(group.code for group in respelled):
        return respelled, other
    if groups or len(normalize(text)) < SHORTEST:
        return groups, None
    data = SiteSearch(text).data
    for selection_class in (ActionFilterSet, AgreementFilterSet):
        if shorter := find_alternative(selection_class, data):
            return build_search_groups(shorter.text), shorter
    return respelled, other if respelled else None


def build_search_groups(text: str) -> list[SearchGroup]:
    """Return the groups that have an answer; empty for fewer than two letters."""
    if len(normalize(text)) < SHORTEST:
        return []
    search = SiteSearch(text)
    found = (
        provider(search)
        for _rank, provider in sorted(PROVIDERS.values(), key=lambda one: one[0])
    )
    return [group for group in found if group and group.number]


# Groups of the directory -------------------------------------------------------------


def find_actions(search: SiteSearch) -> SearchGroup | None:
    return build_entry_group(
        "actions",
        gettext_lazy("Actions"),
        "action_list",
        search.actions,
        Action.objects.published().for_cards(),
        build_action_cards,
    )


def find_agreements(search: SiteSearch) -> SearchGroup | None:
    return build_entry_group(
        "accords",
        gettext_lazy("Accords"),
        "agreement_list",
        search.agreements,
        Agreement.objects.published().for_cards(),
        build_agreement_cards,
    )


def build_entry_group(
    code: str,
    label: str | Promise,
    route: str,
    selection: EntryFilterSet,
    rows: QuerySet[Any],
    build_cards: Callable[..., Sequence[Card]],
) -> SearchGroup | None:
    if not selection.search:
        return None
    keys = list(selection.qs.values_list("pk", flat=True)[:SHOWN])
    found = rows.in_bulk(keys)
    cards = build_cards(
        [found[key] for key in keys if key in found], selection.search, {}
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
        name=card.title or f"{card.lead} – {counterpart}",
        context=[text for text in context if text],
        text=card.snippet,
        is_written=True,
    )


def find_authorities(search: SiteSearch) -> SearchGroup:
    """Return the authorities of that name or code, those that cooperate first."""
    named = Collectivity.objects.matching_name(search.names)
    understood = Collectivity.objects.filter(pk__in=search.get_values("collectivite"))
    found = Collectivity.objects.filter(
        pk__in=named.order_by().values("pk").union(understood.order_by().values("pk"))
    )
    rows = found.current().with_entries_first().select_related("department")
    query = urlencode({"q": search.text, "toutes": "1"})
    return SearchGroup(
        "collectivites",
        gettext_lazy("Collectivités"),
        found.current().count(),
        [build_collectivity_row(one) for one in rows[:SHOWN]],
        build_query_url("collectivity_list", query),
    )


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


def find_terms(search: SiteSearch) -> SearchGroup:
    """Return the terms of the glossary in which each word begins a word."""
    found = GlossaryTerm.objects.filter(build_name_condition(search.names))
    return SearchGroup(
        "glossaire",
        gettext_lazy("Glossaire"),
        found.count(),
        [
            ListingRow(url=reverse("cooperation:term", args=[one.code]), name=one.name)
            for one in found.order_by("name_key", "pk")[:SHOWN]
        ],
        reverse("cooperation:glossary"),
    )


def find_resources(search: SiteSearch) -> SearchGroup:
    found = Resource.objects.published().matching_name(search.names)
    rows = found.prefetch_related("themes").order_by("level", "position", "pk")
    return SearchGroup(
        "ressources",
        gettext_lazy("Ressources"),
        found.count(),
        [build_resource_row(one) for one in rows[:SHOWN]],
        get_list_url("resource_list", q=search.text),
    )


def iter_directory_providers() -> Iterator[tuple[str, int, SearchProvider]]:
    """Yield the providers of the directory; entities that one names come first."""
    yield "pays", 10, find_countries
    yield "collectivites", 20, find_authorities
    yield "actions", 30, find_actions
    yield "accords", 40, find_agreements
    yield "thematiques", 50, find_themes
    yield "lieux", 60, find_places
    yield "partenaires", 70, find_partners
    yield "glossaire", 80, find_terms
    yield "ressources", 90, find_resources


for code, rank, provider in iter_directory_providers():
    register_search_provider(code, rank, provider)
