"""Lists of authorities, partners, countries, windows and resources."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from cooperation.models import FundingWindow
from cooperation.presenters import directory_rows
from cooperation.search.directory_facets import (
    COLLECTIVITY_FACETS,
    COUNTRY_FACETS,
    PARTNER_FACETS,
    RESOURCE_FACETS,
    DirectoryFacet,
)
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    DirectoryOrder,
    PartnerFilterSet,
    ResourceFilterSet,
)
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.pagination import build_filter_tags, get_displayed_page
from cooperation.views.base import PublicMixin
from cooperation.views.public.announcements import build_resource_tabs as resource_tabs

PAGE_SIZE = 30


class DirectoryView(PublicMixin, TemplateView):
    """A list with its search, facets, sort order and pages."""

    template_name = "cooperation/directory.html"
    section: ClassVar[str]
    heading: ClassVar[Any]
    lead: ClassVar[Any]
    search_label: ClassVar[Any]
    selection_class: ClassVar[type[SearchFilterSet]]
    facets: ClassVar[Sequence[DirectoryFacet]]
    row: ClassVar[Callable[[Any], dict[str, Any]]]
    orders: ClassVar[Any] = DirectoryOrder
    extra_box: ClassVar[Any] = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection_class(self.request.GET)
        paginator = Paginator(self.get_ordered_rows(selection), PAGE_SIZE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "section": self.section,
            "heading": self.heading,
            "lead": self.lead,
            "search_label": self.search_label,
            "address": self.request.path,
            "selection": selection,
            "text": " ".join(selection.cleaned["q"].values),
            "problems": [*selection.problems, *page.problems],
            "tags": build_filter_tags(selection),
            "facets": [facet.context(selection) for facet in self.facets],
            "sort_options": self.list_sort_options(selection),
            "total": paginator.count,
            "total_in_words": self.format_total(paginator.count),
            "rows": [type(self).row(item) for item in page.items],
            "pagination": page.context(selection),
            "extra_box": self.get_extra_box(selection),
            "tabs": self.tabs(),
        }

    def tabs(self) -> list[dict[str, Any]]:
        return []

    def get_ordered_rows(self, selection: SearchFilterSet) -> QuerySet[Any]:
        rows: QuerySet[Any] = selection.qs
        return rows

    def format_total(self, total: int) -> str:
        raise NotImplementedError

    def list_sort_options(self, selection: SearchFilterSet) -> list[dict[str, Any]]:
        return [
            {
                "value": order.value,
                "label": capfirst(str(order.label)),
                "selected": order == selection.order,
            }
            for order in self.orders
        ]

    def get_extra_box(self, selection: SearchFilterSet) -> dict[str, Any] | None:
        """Return the checkbox shown beside the facets, if the list has one."""
        if self.extra_box is None:
            return None
        name, label = self.extra_box
        checked = bool(selection.cleaned[name].options)
        return {"name": name, "label": label, "checked": checked}


class CollectivityListView(DirectoryView):
    """Authorities: those active abroad, or all of them."""

    section = "collectivites"
    heading = gettext_lazy("Collectivités")
    lead = gettext_lazy(
        "Communes, intercommunalités, départements et régions dont une action ou un "
        "accord à l’international est connu."
    )
    search_label = gettext_lazy("Nom, code INSEE, SIREN ou code postal")
    selection_class = CollectivityFilterSet
    facets = COLLECTIVITY_FACETS
    row = directory_rows.build_collectivity_row
    extra_box = ("toutes", gettext_lazy("Chercher parmi toutes les collectivités"))

    def get_ordered_rows(self, selection: SearchFilterSet) -> QuerySet[Any]:
        return super().get_ordered_rows(selection).select_related("department")

    def format_total(self, total: int) -> str:
        return ngettext("%(n)s collectivité", "%(n)s collectivités", total) % {
            "n": total
        }


class PartnerListView(DirectoryView):
    """Partners named by a published action or agreement."""

    section = "partenaires"
    heading = gettext_lazy("Partenaires")
    lead = gettext_lazy(
        "Collectivités étrangères, associations, régies, agences, réseaux : avec qui "
        "les collectivités françaises agissent."
    )
    search_label = gettext_lazy("Nom ou sigle d’un partenaire")
    selection_class = PartnerFilterSet
    facets = PARTNER_FACETS
    row = directory_rows.build_partner_row

    def get_ordered_rows(self, selection: SearchFilterSet) -> QuerySet[Any]:
        rows = super().get_ordered_rows(selection).select_related("country")
        return rows.defer("country__outline")

    def format_total(self, total: int) -> str:
        return ngettext("%(n)s partenaire", "%(n)s partenaires", total) % {"n": total}


class CountryListView(DirectoryView):
    """Countries of a published action or agreement."""

    section = "pays"
    heading = gettext_lazy("Pays")
    lead = gettext_lazy("Où agissent les collectivités, depuis quand, combien.")
    search_label = gettext_lazy("Nom d’un pays")
    selection_class = CountryFilterSet
    facets = COUNTRY_FACETS
    row = directory_rows.build_country_row

    def get_ordered_rows(self, selection: SearchFilterSet) -> QuerySet[Any]:
        return super().get_ordered_rows(selection).select_related("sub_region")

    def format_total(self, total: int) -> str:
        return ngettext("%(n)s pays", "%(n)s pays", total) % {"n": total}


class ResourceListView(DirectoryView):
    template_name = "cooperation/resource_list.html"
    section = "ressources"
    heading = gettext_lazy("Ressources")
    lead = gettext_lazy(
        "À qui s’adresser pour monter, financer ou faire connaître une coopération."
    )
    search_label = gettext_lazy("Nom ou sigle d’une ressource")
    selection_class = ResourceFilterSet
    facets = RESOURCE_FACETS
    row = directory_rows.build_resource_row
    orders = ()

    def tabs(self) -> list[dict[str, Any]]:
        return resource_tabs()

    def format_total(self, total: int) -> str:
        return ngettext("%(n)s ressource", "%(n)s ressources", total) % {"n": total}


class FundingListView(PublicMixin, TemplateView):
    """The funding windows, each with its actions and known amounts."""

    template_name = "cooperation/funding_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        windows = FundingWindow.objects.with_totals()
        return super().get_context_data(**kwargs) | {
            "section": "financements",
            "windows": [directory_rows.build_window_row(window) for window in windows],
            "empty_title": _("Aucun guichet n’est encore décrit"),
        }
