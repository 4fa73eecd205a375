"""The lists of actions and of agreements."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.core.paginator import Paginator
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.presenters.card_cache import CARD_CACHE, render_cards
from cooperation.presenters.card_photos import add_photos
from cooperation.presenters.card_rows import (
    ActionRow,
    AgreementRow,
    fetch_action_rows,
    fetch_agreement_rows,
)
from cooperation.presenters.facet_choices import (
    AskedFacets,
    FacetPresenter,
    build_filter_suggestions,
)
from cooperation.presenters.facet_years import build_facet_years
from cooperation.presenters.list_links import (
    FEEDS,
    FORMATS,
    build_downloads,
    build_query_url,
)
from cooperation.presenters.list_maps import build_list_map
from cooperation.presenters.list_tables import (
    build_action_table,
    build_agreement_table,
)
from cooperation.presenters.map_arcs import build_action_arcs
from cooperation.presenters.schema_org import build_dataset_jsonld
from cooperation.presenters.search_notes import build_search_notes
from cooperation.presenters.search_results import (
    build_action_cards,
    build_agreement_cards,
)
from cooperation.presenters.types import (
    ActionCard,
    Card,
    EmptyState,
    ListTable,
    StillMap,
    Tab,
)
from cooperation.search.alternatives import (
    Alternative,
    find_alternative,
    replace_text,
)
from cooperation.search.displays import ListDisplay
from cooperation.search.entry_filters import SHOWN, ShownEntries
from cooperation.search.facets import (
    FacetCounts,
    SelectedKeys,
    count_excluding_each,
    count_facets,
)
from cooperation.search.filters import (
    ActionFilterSet,
    ActionOrder,
    AgreementFilterSet,
    AgreementOrder,
    EntryFilterSet,
)
from cooperation.search.pagination import DisplayedPage
from cooperation.text import is_english
from cooperation.views.public.listing import ListingView
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.etags import get_page_version

ROWS_AND_TABLE: dict[ListDisplay, str | Promise] = {
    ListDisplay.LIST: gettext_lazy("Liste"),
    ListDisplay.TABLE: gettext_lazy("Tableau"),
}

EntrySelection = TypeVar("EntrySelection", bound=EntryFilterSet)


class EntryListView(ListingView[EntrySelection]):
    """A list of cards, with its downloads and feeds."""

    items_template = "cooperation/_listing_cards.html"
    kind: ClassVar[str]
    other_controls = ("annee_min", "annee_max")

    alternative: Alternative | None = None

    @cached_property
    def selection(self) -> EntrySelection:
        """The search; where it finds nothing, another that does, said as such."""
        selection = super().selection
        self.asked_counts = count_facets(selection)
        if self.asked_counts.total or not selection.search:
            return selection
        data = self.request.GET
        self.alternative = find_alternative(self.selection_class, data)
        if self.alternative is None:
            return selection
        other = self.selection_class(replace_text(data, self.alternative.text))
        self.asked_counts = count_facets(other)
        return other

    @property
    def counts(self) -> FacetCounts:
        self.selection  # noqa: B018 -- counts what it chooses
        return self.asked_counts

    def build_facets(self, asked: AskedFacets) -> FacetPresenter:
        return FacetPresenter(self.selection, self.counts, asked=asked)

    def get_paginator(self) -> "Paginator[Any]":
        keys: Any = SelectedKeys(self.selection, self.counts)
        return Paginator(keys, self.selection.page_size)

    def get_context_data(self, **kwargs: Any) -> Context:
        query = self.selection.plain_querystring
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "notes": build_search_notes(self.selection, self.alternative),
            "years": build_facet_years(self.selection, self.counts),
            "total_in_words": self.format_totals(),
            "downloads": build_downloads(self.kind, FORMATS, query),
            "feeds": build_downloads(self.kind, FEEDS[self.kind], query),
            "structured": build_dataset_jsonld(
                str(self.heading), str(self.lead), self.kind
            ),
        }

    def build_items(self, page: DisplayedPage) -> Sequence[Any]:
        """Return the cards for a table, else as HTML."""
        keys = list(page.items)
        if self.selection.display == ListDisplay.TABLE:
            return [*self.build_cards(keys).values()]
        return [*self.render_items(keys).values()]

    def render_items(self, keys: list[int]) -> dict[int, SafeString]:
        """Return the cards as HTML; those without marks and arcs are kept."""
        if self.selection.search or self.selection.display == ListDisplay.BOTH:
            return self.render_anew(keys)
        version = get_page_version(self.request)
        return CARD_CACHE.get(version, self.kind, keys, self.render_anew)

    def render_anew(self, keys: list[int]) -> dict[int, SafeString]:
        return render_cards(self.kind, self.build_cards(keys))

    def build_cards(self, keys: list[int]) -> dict[int, Card]:
        """Return the cards of entries, with the words searched for marked."""
        rows = self.fetch_rows(keys)
        found = {key: rows[key] for key in keys if key in rows}
        texts = self.get_descriptions(keys) if self.selection.search else {}
        cards = self.describe_rows(found, texts)
        return dict(zip(found, cards, strict=True))

    def get_descriptions(self, keys: list[int]) -> dict[int, str]:
        """Return the descriptions of a page's entries, which cards do not load."""
        rows = self.selection_class.scope().filter(pk__in=keys)
        return dict(rows.values_list("pk", "description"))

    def build_empty_state(self) -> EmptyState:
        """Return what to do when nothing was found: which filters to remove."""
        title = _("Rien ne correspond à tous ces filtres à la fois")
        if not self.counts.total and self.selection.chosen:
            without = count_excluding_each(self.selection)
            path = self.request.path
            if suggestions := build_filter_suggestions(self.selection, without, path):
                text = _("Retirez-en un, et voici ce que vous trouverez :")
                return EmptyState(title, text, suggestions)
        text = _(
            "Essayez un mot plus court, une autre orthographe, ou moins de filtres."
        )
        if is_english() and self.selection.search:
            text = _(
                "Les fiches sont écrites en français : essayez le mot français, ou "
                "choisissez une thématique."
            )
        return EmptyState(title, text)

    def format_totals(self) -> str:
        """Return the number of entries, and of countries from two on."""
        found, n = self.format_total(self.counts.total), self.counts.countries
        if n < 2:
            return found
        countries = ngettext("dans %(n)s pays", "dans %(n)s pays", n) % {"n": n}
        return f"{found} {countries}"

    def fetch_rows(self, keys: list[int]) -> dict[int, Any]:
        raise NotImplementedError

    def describe_rows(
        self, rows: dict[int, Any], texts: dict[int, str]
    ) -> Sequence[Card]:
        raise NotImplementedError


class ActionListView(EntryListView[ActionFilterSet]):
    """Published actions, optionally beside their map."""

    selection_class = ActionFilterSet
    orders = ActionOrder
    kind = "action"
    heading = gettext_lazy("Actions")
    lead = gettext_lazy(
        "Ce que des collectivités françaises font avec leurs partenaires du monde."
    )
    search_hint = gettext_lazy("Eau potable, Téra, « comité de jumelage »…")
    displays = ROWS_AND_TABLE | {ListDisplay.BOTH: gettext_lazy("Les deux")}

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucune action")
        return ngettext("%(n)s action", "%(n)s actions", total) % {
            "n": number_format(total, force_grouping=True)
        }

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = self.selection
        plain = selection.plain_querystring
        context = super().get_context_data(**kwargs) | {
            "embed_url": build_query_url("embed", plain),
            "map_image_url": build_query_url(
                "map_svg", f"{plain}&{SHOWN}={ShownEntries.ACTIONS}".lstrip("&")
            ),
        }
        if selection.is_beside_map:
            context |= get_map_context(selection, ShownEntries.ACTIONS)
        return context

    def list_displays(self) -> list[Tab]:
        """Add the map, which has a page of its own."""
        rows, table, both = super().list_displays()
        url = build_query_url("map", self.selection.plain_querystring)
        return [rows, table, Tab(_("Carte"), url, False), both]

    def fetch_rows(self, keys: list[int]) -> dict[int, ActionRow]:
        return fetch_action_rows(keys)

    def describe_rows(
        self, rows: dict[int, Any], texts: dict[int, str]
    ) -> Sequence[ActionCard]:
        cards = build_action_cards(rows, self.selection.search, texts)
        if self.selection.display == ListDisplay.TABLE:
            return cards
        cards = add_photos(cards, rows)
        if not self.selection.is_beside_map:
            return cards
        pairs = zip(cards, rows.values(), strict=True)
        return [replace(card, arcs=build_action_arcs(row)) for card, row in pairs]

    def build_table(self, items: Sequence[Any]) -> ListTable:
        return build_action_table(self.selection, items)


class AgreementListView(EntryListView[AgreementFilterSet]):
    selection_class = AgreementFilterSet
    orders = AgreementOrder
    kind = "agreement"
    heading = gettext_lazy("Accords")
    lead = gettext_lazy(
        "Coopérations décentralisées, jumelages et pactes d’amitié entre collectivités."
    )
    search_hint = gettext_lazy("Vicence, jumelage, comité…")
    displays = ROWS_AND_TABLE | {ListDisplay.MAP: gettext_lazy("Carte")}

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucun accord")
        return ngettext("%(n)s accord", "%(n)s accords", total) % {
            "n": number_format(total, force_grouping=True)
        }

    def fetch_rows(self, keys: list[int]) -> dict[int, AgreementRow]:
        return fetch_agreement_rows(keys)

    def describe_rows(
        self, rows: dict[int, Any], texts: dict[int, str]
    ) -> Sequence[Card]:
        return build_agreement_cards(rows, self.selection.search, texts)

    def build_table(self, items: Sequence[Any]) -> ListTable:
        return build_agreement_table(self.selection, items)

    def build_map(self) -> StillMap | None:
        return build_list_map(self.heading, agreements=self.selection.excluding())
