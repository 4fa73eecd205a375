"""What all lists have in common: search, facets, sort order, pages, empty state."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.presenters.facet_choices import list_hidden_values
from cooperation.presenters.types import (
    EmptyState,
    ListTable,
    SortOption,
    StillMap,
    Tab,
)
from cooperation.search.displays import (
    COLUMNS,
    PAGE_SIZE,
    PAGE_SIZES,
    VIEW,
    ListDisplay,
)
from cooperation.search.filterset import ORDER, RELEVANCE, SearchFilterSet
from cooperation.search.pagination import (
    PAGE,
    DisplayedPage,
    build_filter_tags,
    get_displayed_page,
)
from cooperation.views.public.facet_pages import FacetPageView
from cooperation.web.context import Context

Selection = TypeVar("Selection", bound=SearchFilterSet)


class ListingView(FacetPageView, Generic[Selection]):
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
    # The displays to choose from, with their labels; none where there is one only.
    displays: ClassVar[dict[ListDisplay, str | Promise]] = {}
    # Whether the items hold titles and texts that people wrote in French.
    is_in_french: ClassVar[bool] = True
    # What may be searched for, as a placeholder in the field.
    search_hint: ClassVar[str | Promise] = ""
    # The parameters that have a control beside the facets.
    other_controls: ClassVar[tuple[str, ...]] = ()

    def format_total(self, total: int) -> str:
        raise NotImplementedError

    def get_paginator(self) -> "Paginator[Any]":
        raise NotImplementedError

    def build_items(self, page: DisplayedPage) -> Sequence[Any]:
        """Return what the template of the items takes: cards or rows."""
        raise NotImplementedError

    def build_table(self, items: Sequence[Any]) -> ListTable:
        """Return the items of a page as a table."""
        raise NotImplementedError

    def build_map(self) -> StillMap | None:
        """Return the map of the whole selection, drawn by the server."""
        return None

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
        items, facets = self.build_items(page), self.choices.facets()
        is_table = selection.display == ListDisplay.TABLE
        is_map = selection.display == ListDisplay.MAP
        is_list = selection.display == ListDisplay.LIST
        tags, views = build_filter_tags(selection), self.list_displays()
        return super().get_context_data(**kwargs) | {
            "heading": self.heading,
            "lead": self.lead,
            "is_in_french": self.is_in_french,
            "search_hint": self.search_hint,
            "path": path,
            "clear_url": path if is_list else f"{path}?{VIEW}={selection.display}",
            "selection": selection,
            "text": " ".join(self.request.GET.getlist("q")),
            "problems": [*selection.problems, *page.problems],
            "tags": tags,
            "selection_name": " · ".join(tag.label for tag in tags),
            "facets": facets,
            "hidden": self.list_hidden({box.name for box in facets}, is_table=is_table),
            "views": views,
            "switch": get_switch(views),
            "page_sizes": self.list_page_sizes(),
            "has_page_sizes": paginator.count > PAGE_SIZES[0],
            "sort_options": self.list_sort_options(),
            "total": paginator.count,
            "total_in_words": self.format_total(paginator.count),
            "items_template": self.items_template,
            "items": items,
            "table": self.build_table(items) if is_table and items else None,
            "list_map": self.build_map() if is_map and items else None,
            "is_map": is_map,
            "pagination": page.context(selection),
            "empty": self.build_empty_state(),
        }

    def list_hidden(self, facets: set[str], *, is_table: bool) -> list[tuple[str, str]]:
        """Return the selected values that no control of the form shows."""
        visible = {*facets, *self.other_controls, "q", ORDER, PAGE_SIZE}
        if is_table:
            visible.add(COLUMNS)
        return list_hidden_values(self.selection, visible)

    def list_displays(self) -> list[Tab]:
        """Return links to the same selection, displayed otherwise."""
        selection = self.selection
        param = selection.cleaned.get(VIEW)
        current = [(VIEW, value) for value in param.values] if param else []
        plain = selection.querystring(*current)
        tabs = []
        for display, label in self.displays.items():
            own = f"{VIEW}={display}" if display != ListDisplay.LIST else ""
            query = "&".join(filter(None, [plain, own]))
            is_current = display == selection.display
            tabs.append(Tab(label, f"{self.request.path}?{query}", is_current))
        return tabs

    def list_page_sizes(self) -> list[SortOption]:
        return [
            SortOption(
                value="" if size == PAGE_SIZES[0] else str(size),
                label=str(size),
                selected=size == self.selection.page_size,
            )
            for size in PAGE_SIZES
        ]

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


def get_switch(views: Sequence[Tab]) -> Tab | None:
    """Return the map of a list, or the list where a map is shown."""
    if not views:
        return None
    rows, _table, shown_map, *_others = views
    return shown_map if any(tab.current for tab in views[:2]) else rows
