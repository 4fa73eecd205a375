"""Lists of authorities, partners, countries, windows and resources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    FundingWindow,
    Partner,
)
from cooperation.presenters import directory_rows
from cooperation.presenters.facet_choices import (
    AskedFacets,
    DirectoryFacetPresenter,
)
from cooperation.presenters.list_links import FORMATS, build_downloads
from cooperation.presenters.list_maps import build_list_map
from cooperation.presenters.list_tables import build_directory_table
from cooperation.presenters.types import ListingRow, ListTable, StillMap
from cooperation.search.directory_facets import (
    COLLECTIVITY_FACETS,
    COUNTRY_FACETS,
    PARTNER_FACETS,
    RESOURCE_FACETS,
    DirectoryFacet,
    count_resources,
)
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CollectivityOrder,
    CountryFilterSet,
    CountryOrder,
    PartnerFilterSet,
    PartnerOrder,
    ResourceFilterSet,
)
from cooperation.search.directory_selection import DirectorySelection
from cooperation.search.displays import ListDisplay
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.pagination import DisplayedPage
from cooperation.views.base import PublicMixin
from cooperation.views.public.announcements import build_resource_tabs
from cooperation.views.public.listing import ListingView
from cooperation.web.context import Context


def build_counted_country_row(country: Any) -> ListingRow:
    """Return the row of a country that has its ``n_authorities``."""
    return directory_rows.build_country_row(country, country.n_authorities)


class DirectoryView(ListingView[SearchFilterSet]):
    """A list of rows by name."""

    items_template = "cooperation/_listing_rows.html"
    facets: ClassVar[Sequence[DirectoryFacet]]
    row: ClassVar[Callable[[Any], ListingRow]]
    # The kind of its exports; a list without any has none.
    kind: ClassVar[str] = ""
    displays: ClassVar[dict[ListDisplay, str | Promise]] = {
        ListDisplay.LIST: gettext_lazy("Liste"),
        ListDisplay.TABLE: gettext_lazy("Tableau"),
        ListDisplay.MAP: gettext_lazy("Carte"),
    }

    @cached_property
    def found(self) -> DirectorySelection:
        return DirectorySelection(self.selection, self.get_rows())

    def get_context_data(self, **kwargs: Any) -> Context:
        context = super().get_context_data(**kwargs)
        if not self.kind:
            return context
        query = self.selection.plain_querystring
        return context | {"downloads": build_downloads(self.kind, FORMATS, query)}

    def get_paginator(self) -> "Paginator[Any]":
        rows: Any = self.found
        return Paginator(rows, self.selection.page_size)

    def get_rows(self) -> QuerySet[Any]:
        """Return the rows of the database, with what the list reads of them."""
        raise NotImplementedError

    def build_facets(self, asked: AskedFacets) -> DirectoryFacetPresenter:
        sources = {facet.name: facet for facet in self.facets}
        return DirectoryFacetPresenter(
            self.selection, sources, self.count_facet, asked=asked
        )

    def count_facet(self, name: str) -> Mapping[Any, int]:
        return self.found.count(name)

    def build_items(self, page: DisplayedPage) -> Sequence[Any]:
        """Return the rows for the list; for a table the rows of the database."""
        items = page.items
        self.add_details(items)
        if self.selection.display == ListDisplay.TABLE:
            return items
        return [type(self).row(item) for item in items]

    def add_details(self, items: Sequence[Any]) -> None:
        """Add to the items what is read for a whole page at once."""

    def build_table(self, items: Sequence[Any]) -> ListTable:
        return build_directory_table(self.selection, items)

    def get_found_keys(self) -> QuerySet[Any, Any]:
        """Return the keys of all rows of the selection, for a condition."""
        return self.selection.excluding().values("pk")


@dataclass(frozen=True)
class FacetCheckbox:
    """A checkbox beside the facets."""

    name: str
    label: str
    checked: bool


class CollectivityListView(DirectoryView):
    """Authorities: those active abroad, or all of them."""

    heading = gettext_lazy("Collectivités")
    is_in_french = False
    lead = gettext_lazy(
        "Communes, intercommunalités, départements et régions dont une action ou un "
        "accord à l’international est connu."
    )
    search_hint = gettext_lazy("Nom, code INSEE, SIREN ou code postal")
    selection_class = CollectivityFilterSet
    kind = "collectivity"
    orders = CollectivityOrder
    other_controls = ("toutes",)
    facets = COLLECTIVITY_FACETS
    row = directory_rows.build_collectivity_row

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add the checkbox that searches all authorities, active or not."""
        return super().get_context_data(**kwargs) | {
            "extra_box": FacetCheckbox(
                name="toutes",
                label=_("Chercher parmi toutes les collectivités"),
                checked=bool(self.selection.cleaned["toutes"].options),
            )
        }

    def get_rows(self) -> QuerySet[Any]:
        return Collectivity.objects.defer("outline").select_related("department")

    def add_details(self, items: Sequence[Any]) -> None:
        directory_rows.add_flags(items)

    def build_map(self) -> StillMap | None:
        keys = self.get_found_keys()
        led, signed = Q(lead__in=keys), Q(collectivity__in=keys)
        return build_list_map(
            self.heading,
            actions=Action.objects.published().filter(led | Q(co_leads__in=keys)),
            agreements=Agreement.objects.published().filter(signed),
        )

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucune collectivité")
        return ngettext("%(n)s collectivité", "%(n)s collectivités", total) % {
            "n": total
        }


class PartnerListView(DirectoryView):
    """Partners named by a published action or agreement."""

    heading = gettext_lazy("Partenaires")
    is_in_french = False
    lead = gettext_lazy(
        "Collectivités étrangères, associations, régies, agences, réseaux : avec qui "
        "les collectivités françaises agissent."
    )
    search_hint = gettext_lazy("Nom ou sigle d’un partenaire")
    selection_class = PartnerFilterSet
    kind = "partner"
    orders = PartnerOrder
    facets = PARTNER_FACETS
    row = directory_rows.build_partner_row

    def get_rows(self) -> QuerySet[Any]:
        return Partner.objects.select_related("country").defer("country__outline")

    def build_map(self) -> StillMap | None:
        keys = self.get_found_keys()
        involved = Q(involvements__partner__in=keys)
        signed = Q(counterpart__in=keys)
        return build_list_map(
            self.heading,
            actions=Action.objects.published().filter(involved),
            agreements=Agreement.objects.published().filter(signed),
        )

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucun partenaire")
        return ngettext("%(n)s partenaire", "%(n)s partenaires", total) % {"n": total}


class CountryListView(DirectoryView):
    """Countries of a published action or agreement."""

    heading = pgettext_lazy("liste", "Pays")
    is_in_french = False
    lead = gettext_lazy(
        "Les pays où agissent les collectivités : depuis quand, et combien elles sont."
    )
    search_hint = gettext_lazy("Nom d’un pays")
    selection_class = CountryFilterSet
    kind = "country"
    orders = CountryOrder
    facets = COUNTRY_FACETS

    row = build_counted_country_row

    def get_rows(self) -> QuerySet[Any]:
        return Country.objects.defer("outline").select_related("sub_region")

    def build_map(self) -> StillMap | None:
        keys = self.get_found_keys()
        there = Action.objects.published().filter(locations__country__in=keys)
        codes = keys.values_list("pk", flat=True)
        return build_list_map(self.heading, actions=there, countries=codes)

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucun pays")
        return ngettext("%(n)s pays", "%(n)s pays", total) % {"n": total}


class ResourceListView(DirectoryView):
    items_template = "cooperation/_listing_levels.html"
    heading = gettext_lazy("Ressources")
    lead = gettext_lazy(
        "À qui s’adresser pour monter, financer ou faire connaître une coopération."
    )
    search_hint = gettext_lazy("Nom ou sigle d’une ressource")
    selection_class = ResourceFilterSet
    facets = RESOURCE_FACETS
    displays: ClassVar[dict[ListDisplay, str | Promise]] = {}
    row = directory_rows.build_resource_row
    orders = ()

    def get_paginator(self) -> "Paginator[Any]":
        return Paginator(self.selection.qs, self.selection.page_size)

    def count_facet(self, name: str) -> Mapping[Any, int]:
        return count_resources(name, self.selection.excluding(name))

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(**kwargs) | {
            "tabs": build_resource_tabs(self.request)
        }

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucune ressource")
        return ngettext("%(n)s ressource", "%(n)s ressources", total) % {"n": total}


class FundingListView(PublicMixin, TemplateView):
    """The funding windows, each with its actions and known amounts."""

    template_name = "cooperation/funding_list.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        windows = FundingWindow.objects.with_totals()
        return super().get_context_data(**kwargs) | {
            "windows": [directory_rows.build_window_row(window) for window in windows],
            "empty_title": _("Aucun guichet n’est encore décrit"),
        }
