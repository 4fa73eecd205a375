"""What all lists have in common: search, facets, sort order, pages, empty state."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.presenters.types import EmptyState, SortOption
from cooperation.search.filterset import RELEVANCE, SearchFilterSet
from cooperation.search.pagination import (
    PAGE,
    DisplayedPage,
    build_filter_tags,
    get_displayed_page,
)
from cooperation.search.types import FacetBox
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context

Selection = TypeVar("Selection", bound=SearchFilterSet)


class ListingView(PublicMixin, TemplateView, Generic[Selection]):
    """A list; a request by htmx gets the parts that change only.

    Subclasses declare the selection, its orders and texts, the template of the items,
    and how rows become items.
    """

    template_name = "cooperation/listing.html"
    items_template: ClassVar[str]
    selection_class: type[Selection]
    orders: ClassVar[Any] = ()
    heading: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]
    # Whether the items hold titles and texts that people wrote in French.
    is_in_french: ClassVar[bool] = True
    # The visible label of the search field, or a placeholder in it.
    search_label: ClassVar[str | Promise] = ""
    search_hint: ClassVar[str | Promise] = ""

    def format_total(self, total: int) -> str:
        raise NotImplementedError

    def get_paginator(self) -> "Paginator[Any]":
        raise NotImplementedError

    def list_facets(self) -> list[FacetBox]:
        raise NotImplementedError

    def build_items(self, page: DisplayedPage) -> Sequence[Any]:
        """Return what the template of the items takes: cards or rows."""
        raise NotImplementedError

    @cached_property
    def selection(self) -> Selection:
        return self.selection_class(self.request.GET)

    def get_template_names(self) -> list[str]:
        htmx = self.request.htmx  # type: ignore[attr-defined]
        if htmx and not htmx.history_restore_request:
            return ["cooperation/_listing.html"]
        return [self.template_name]

    def get_context_data(self, **kwargs: Any) -> Context:
        selection, path = self.selection, self.request.path
        paginator = self.get_paginator()
        page = get_displayed_page(paginator, self.request.GET.get(PAGE))
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "lead": self.lead,
            "is_in_french": self.is_in_french,
            "search_label": self.search_label,
            "search_hint": self.search_hint,
            "path": path,
            "clear_url": path,
            "selection": selection,
            "text": " ".join(self.request.GET.getlist("q")),
            "problems": [*selection.problems, *page.problems],
            "tags": build_filter_tags(selection),
            "facets": self.list_facets(),
            "sort_options": self.list_sort_options(),
            "total": paginator.count,
            "total_in_words": self.format_total(paginator.count),
            "items_template": self.items_template,
            "items": self.build_items(page),
            "pagination": page.context(selection),
            "empty": self.build_empty_state(),
        }

    def list_sort_options(self) -> list[SortOption]:
        """Return the sort orders; relevance only with a search.

        The default order has no value, which keeps URLs short.
        """
        selection = self.selection
        return [
            SortOption(
                value="" if order == selection.order_by_default else order.value,
                label=capfirst(str(order.label)),
                selected=order == selection.order,
            )
            for order in self.orders
            if order != RELEVANCE or selection.is_ranked
        ]

    def build_empty_state(self) -> EmptyState:
        return EmptyState(
            _("Rien ne correspond à cette recherche"),
            _(
                "Essayez un mot plus court, une autre orthographe, ou retirez un "
                "filtre."
            ),
        )
