"""The lists of actions and of agreements."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from cooperation.models import Action, Agreement
from cooperation.presenters.cards import Card
from cooperation.presenters.facet_choices import (
    EXPAND_PARAM,
    FacetPresenter,
    build_filter_suggestions,
)
from cooperation.presenters.list_links import FEEDS, FORMATS
from cooperation.presenters.map_arcs import build_action_arcs
from cooperation.presenters.schema_org import build_dataset_jsonld
from cooperation.presenters.search_results import (
    build_action_cards,
    build_agreement_cards,
)
from cooperation.search.facets import FacetCounts, count_excluding_each, count_facets
from cooperation.search.filters import (
    ActionFilterSet,
    ActionOrder,
    AgreementFilterSet,
    AgreementOrder,
    EntryFilterSet,
    ListDisplay,
)
from cooperation.search.filterset import RELEVANCE, VIEW
from cooperation.search.pagination import (
    PAGE,
    DisplayedPage,
    build_filter_tags,
    get_displayed_page,
)
from cooperation.views.base import PublicMixin
from cooperation.views.public.maps import get_map_context

PAGE_SIZE = 20


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """A paginator of keys whose number is already known."""

    def __init__(self, keys: QuerySet[Any, Any], total: int) -> None:
        super().__init__(keys, PAGE_SIZE)
        self.total = total

    @property
    def count(self) -> int:
        return self.total


class EntryListView(PublicMixin, TemplateView):
    """A list with its search, facets, sort order, pages and downloads.

    A request by htmx gets the parts that change only.
    """

    selection_class: ClassVar[type[EntryFilterSet]]
    orders: ClassVar[Any]
    kind: ClassVar[str]
    heading: ClassVar[str | Promise]
    lead: ClassVar[str | Promise]
    search_hint: ClassVar[str | Promise]

    def get_template_names(self) -> list[str]:
        htmx = self.request.htmx  # type: ignore[attr-defined]
        partial = htmx and not htmx.history_restore_request
        if partial:
            return ["cooperation/_listing.html"]
        return ["cooperation/sheet_list.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection_class(self.request.GET)
        counts = count_facets(selection)
        keys = selection.qs.values_list("pk", flat=True)
        paginator = CountedPaginator(keys, counts.total)
        shown = get_displayed_page(paginator, self.request.GET.get(PAGE))
        path = self.request.path
        expanded = self.request.GET.get(EXPAND_PARAM, "")
        choices = FacetPresenter(selection, counts, path, expanded)
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "heading": self.heading,
            "lead": self.lead,
            "search_hint": self.search_hint,
            "path": path,
            "clear_url": path,
            "selection": selection,
            "text": " ".join(self.request.GET.getlist("q")),
            "choices": choices,
            "problems": [*selection.problems, *shown.problems],
            "tags": build_filter_tags(selection),
            "total": counts.total,
            "total_in_words": self.format_totals(counts),
            "sort_options": self.list_sort_options(selection),
            "cards": self.build_page_cards(shown, selection),
            "suggestions": self.suggestions(selection, counts),
            "pagination": shown.context(selection),
            "downloads": self.links(selection, FORMATS),
            "feeds": self.links(selection, FEEDS[self.kind]),
            "structured": build_dataset_jsonld(
                str(self.heading), str(self.lead), self.kind
            ),
        }

    def build_page_cards(
        self, shown: DisplayedPage, selection: EntryFilterSet
    ) -> list[Card]:
        rows = self.rows().in_bulk(list(shown.items))
        found = [rows[key] for key in shown.items if key in rows]
        texts = self.descriptions(list(rows)) if selection.search else {}
        return self.cards(found, selection, texts)

    def descriptions(self, keys: list[int]) -> dict[int, str]:
        """Return the descriptions of a page's entries, which cards do not load."""
        rows = self.selection_class.scope().filter(pk__in=keys)
        return dict(rows.values_list("pk", "description"))

    def suggestions(
        self, selection: EntryFilterSet, counts: FacetCounts
    ) -> list[dict[str, Any]]:
        """Return the filters to remove when nothing was found."""
        if counts.total or not selection.chosen:
            return []
        return build_filter_suggestions(
            selection, count_excluding_each(selection), self.request.path
        )

    def list_sort_options(self, selection: EntryFilterSet) -> list[dict[str, Any]]:
        """Return the sort orders; relevance only with a search.

        The default order has no value, which keeps URLs short.
        """
        by_default = selection.order_by_default
        return [
            {
                "value": "" if order == by_default else order.value,
                "label": capfirst(str(order.label)),
                "selected": order == selection.order,
            }
            for order in self.orders
            if selection.search or order != RELEVANCE
        ]

    def links(
        self, selection: EntryFilterSet, formats: Mapping[str, tuple[str, str]]
    ) -> list[dict[str, str]]:
        """Return the links to this selection in some formats."""
        query = selection.querystring(*list_display_params(selection))
        return [
            {
                "label": label,
                "url": f"{reverse(f'cooperation:{self.kind}_{suffix}')}"
                f"{'?' * bool(query)}{query}",
                "type": mime,
            }
            for label, (suffix, mime) in formats.items()
        ]

    def format_totals(self, counts: FacetCounts) -> str:
        """Return the number of entries, and of countries from two on."""
        found = self.format_total(counts.total)
        if counts.countries < 2:
            return found
        countries = ngettext("dans %(n)s pays", "dans %(n)s pays", counts.countries) % {
            "n": counts.countries
        }
        return f"{found} {countries}"

    def format_total(self, total: int) -> str:
        raise NotImplementedError

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def cards(
        self, rows: list[Any], selection: EntryFilterSet, texts: dict[int, str]
    ) -> list[Card]:
        raise NotImplementedError


def list_display_params(selection: EntryFilterSet) -> list[tuple[str, str]]:
    """Return the parameters that choose a display, which exports leave out."""
    reading = selection.cleaned.get(VIEW)
    return [(VIEW, value) for value in reading.values] if reading else []


class ActionListView(EntryListView):
    """Published actions, optionally beside their map."""

    selection_class = ActionFilterSet
    orders = ActionOrder
    kind = "action"
    heading = gettext_lazy("Actions")
    lead = gettext_lazy(
        "Ce que des collectivités françaises font avec leurs partenaires du monde."
    )
    search_hint = gettext_lazy("Eau potable, Téra, « comité de jumelage »…")

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucune action")
        return ngettext("%(n)s action", "%(n)s actions", total) % {
            "n": number_format(total, force_grouping=True)
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        selection = context["selection"]
        plain = selection.querystring(*list_display_params(selection))
        views = {
            _("Liste"): (self.request.path, plain, not selection.is_beside_map),
            _("Carte"): (reverse("cooperation:map"), plain, False),
            _("Les deux"): (
                self.request.path,
                "&".join(filter(None, [plain, f"{VIEW}={ListDisplay.BOTH}"])),
                selection.is_beside_map,
            ),
        }
        context["views"] = [
            {"label": label, "url": f"{path}?{query}".rstrip("?"), "current": current}
            for label, (path, query, current) in views.items()
        ]
        context["embed_url"] = f"{reverse('cooperation:embed')}?{plain}".rstrip("?")
        if selection.is_beside_map:
            context |= get_map_context(selection)
            context["clear_url"] = f"{self.request.path}?{VIEW}={ListDisplay.BOTH}"
        return context

    def rows(self) -> QuerySet[Any]:
        return Action.objects.published().for_cards()

    def cards(
        self, rows: list[Any], selection: EntryFilterSet, texts: dict[int, str]
    ) -> list[Card]:
        cards = build_action_cards(rows, selection.search, texts)
        if not getattr(selection, "is_beside_map", False):
            return cards
        pairs = zip(cards, rows, strict=True)
        return [card | {"arcs": build_action_arcs(action)} for card, action in pairs]


class AgreementListView(EntryListView):
    selection_class = AgreementFilterSet
    orders = AgreementOrder
    kind = "agreement"
    heading = gettext_lazy("Accords")
    lead = gettext_lazy(
        "Coopérations décentralisées, jumelages et pactes d’amitié entre collectivités."
    )
    search_hint = gettext_lazy("Vicence, jumelage, comité…")

    def format_total(self, total: int) -> str:
        if not total:
            return _("Aucun accord")
        return ngettext("%(n)s accord", "%(n)s accords", total) % {
            "n": number_format(total, force_grouping=True)
        }

    def rows(self) -> QuerySet[Any]:
        return Agreement.objects.published().for_cards()

    def cards(
        self, rows: list[Any], selection: EntryFilterSet, texts: dict[int, str]
    ) -> list[Card]:
        return build_agreement_cards(rows, selection.search, texts)
