"""The interactive map: its page, the equivalent table, its data and summaries."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_permissions_policy.decorators import permissions_policy_override

from cooperation.enums import CollectivityKind
from cooperation.maps.choices import parse_choice
from cooperation.maps.drawn_links import build_links
from cooperation.maps.grid import GridCell
from cooperation.maps.link_years import FIRST_YEAR
from cooperation.maps.links import get_kind_labels, overlaps_box, simplify_outline
from cooperation.maps.state import YEARS
from cooperation.maps.topojson import WORLD_TOPOJSON
from cooperation.maps.widgets import get_control_labels
from cooperation.models import Action, Agreement, Collectivity
from cooperation.models.expressions import BoundingBox
from cooperation.presenters.cards import build_action_card, build_agreement_card
from cooperation.presenters.facet_choices import AskedFacets, list_hidden_values
from cooperation.presenters.facet_years import build_facet_years
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_card import build_map_card
from cooperation.presenters.map_decades import list_decade_rows
from cooperation.presenters.map_entries import (
    EntryLinks,
    MapFacetPresenter,
    build_entry_numbers,
    build_map_row,
    join_numbers,
    list_shown_choices,
)
from cooperation.presenters.types import ActionCard, AgreementCard, CountLink, Tab
from cooperation.search.displays import VIEW, ListDisplay
from cooperation.search.entry_facets import CombinedCounts, count_map_entries
from cooperation.search.entry_filters import SHOWN, MapEntries, MapFilterSet
from cooperation.search.filters import ActionFilterSet
from cooperation.search.pagination import build_filter_tags, get_displayed_page
from cooperation.search.params import MAX_SHOWN_LENGTH, pop_zoom, read_boxes
from cooperation.views.base import PublicMixin, ViewFunction, public_view
from cooperation.views.public.facet_pages import FacetPageView
from cooperation.web.context import Context
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX

ROWS_PER_PAGE = 50
SUMMARY_CARDS = 5
WORLD_BOX = BoundingBox(-180, -90, 180, 90)
OUTLINE_LEVELS = {"epci": CollectivityKind.EPCI, "communes": CollectivityKind.COMMUNE}
# Degrees: on wider maps outlines are rounded to a kilometre.
WIDE_BOX = 6


class MapView(FacetPageView):
    """The map of a selection, its filters and the table of its links.

    A request by htmx gets the parts that change only.
    """

    template_name = "cooperation/map.html"
    heading = gettext_lazy("Carte des coopérations")

    @classmethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:
        """Return the view; its page may ask the browser where it is."""
        policy: Any = settings.PERMISSIONS_POLICY | {"geolocation": ["self"]}
        view: ViewFunction = permissions_policy_override(policy)(
            super().as_view(**initkwargs)
        )
        return view

    def get_template_names(self) -> list[str]:
        htmx = self.request.htmx  # type: ignore[attr-defined]
        if htmx and not htmx.history_restore_request:
            return ["cooperation/_map_parts.html"]
        return [self.template_name]

    @cached_property
    def selection(self) -> MapFilterSet:
        return MapFilterSet(self.request.GET)

    @cached_property
    def entries(self) -> MapEntries:
        return MapEntries(self.selection)

    @cached_property
    def counts(self) -> CombinedCounts:
        return count_map_entries(self.entries)

    def build_facets(self, asked: AskedFacets) -> MapFacetPresenter:
        shown = self.entries.shown
        return MapFacetPresenter(self.selection, self.counts, asked=asked, shown=shown)

    def get_context_data(self, **kwargs: Any) -> Context:
        selection, path = self.selection, self.request.path
        links: Any = EntryLinks(self.entries)
        paginator = Paginator(links, ROWS_PER_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        query = selection.querystring()
        today = timezone.localdate().year
        return super().get_context_data(**kwargs) | {
            **get_map_context(selection),
            **self.get_filter_context(),
            "section": "carte",
            "selection": selection,
            "map_url": path,
            "text": " ".join(selection.cleaned["q"].values),
            "search_hint": _("Eau potable, Niger, Annecy…"),
            "problems": [*selection.problems, *page.problems],
            "tags": build_filter_tags(selection),
            "views": build_views(self.entries.actions),
            "list_url": self.numbers[-1].url,
            "embed_url": build_query_url("embed", query),
            "image_url": build_query_url("map_svg", query),
            "images": [
                (_("Image (SVG)"), build_query_url("map_svg", query)),
                (_("Image (PNG)"), build_query_url("map_png", query)),
            ],
            "first_year": FIRST_YEAR,
            "last_year": today,
            "decades": list_decade_rows(self.entries, self.counts, today),
            "total": paginator.count,
            "rows": [build_map_row(row) for row in page.items],
            "pagination": page.context(selection),
        }

    @cached_property
    def numbers(self) -> list[CountLink]:
        counts = self.counts
        return build_entry_numbers(
            self.entries, counts.agreements.total, counts.actions.total
        )

    def get_filter_context(self) -> Context:
        """Return the facets of the lists, and the values that they do not show."""
        presenter = self.build_facets(self.choices.asked)
        return {
            "facets": presenter.facets(),
            "shown_choices": list_shown_choices(self.entries),
            "years": build_facet_years(self.selection, self.counts),
            "hidden": list_hidden_values(self.selection, presenter.list_visible()),
            "numbers": self.numbers,
            "entries_in_words": join_numbers(self.numbers),
        }


def build_views(selection: ActionFilterSet) -> list[Tab]:
    """Return links to the same selection, displayed otherwise."""
    path, plain = reverse("cooperation:action_list"), selection.plain_querystring
    displays = [
        (_("Liste"), ""),
        (_("Tableau"), f"{VIEW}={ListDisplay.TABLE}"),
        (_("Les deux"), f"{VIEW}={ListDisplay.BOTH}"),
    ]
    tabs = [
        Tab(label, f"{path}?{'&'.join(filter(None, [plain, own]))}", False)
        for label, own in displays
    ]
    shown = Tab(_("Carte"), build_query_url("map", plain), True)
    return [*tabs[:2], shown, tabs[2]]


def get_map_context(selection: ActionFilterSet, shown: str = "") -> Context:
    """Return the context of the component ``interactive_map``.

    ``shown`` restricts the map to a kind of entries: a list has one.
    """
    added = {SHOWN: shown} if shown else {}
    route = "action_list" if shown else "map"
    return {
        "map": {
            "query": selection.querystring(**added),
            "list_url": reverse(f"cooperation:{route}"),
            "world_url": static(WORLD_TOPOJSON),
            "kinds": [
                (kind, capfirst(label)) for kind, label in get_kind_labels().items()
            ],
        },
        "words": get_map_labels(),
    }


def get_map_labels() -> dict[str, str | list[str]]:
    """Return the labels of the map; a list holds singular and plural."""
    return {
        **get_control_labels(),
        "here": [_("{name}, ici : {n} lien"), _("{name}, ici : {n} liens")],
        "there": [_("{name} : {n} fiche"), _("{name} : {n} fiches")],
        "hereCluster": _("Collectivités d’ici : {n} liens, à détailler"),
        "thereCluster": _("Groupe de lieux : {n} fiches, à détailler"),
        "cell": [_("Secteur : {n} fiche"), _("Secteur : {n} fiches")],
        "loaded": [_("Carte : {n} fiche"), _("Carte : {n} fiches")],
    }


@public_view
def map_links(request: HttpRequest) -> HttpResponse:
    """Send the links of a selection; ``zoom`` sets the size of clusters.

    With ``annees=1``, from when to when the entries of each link went on.
    """
    query = request.GET.copy()
    with_years = bool(query.pop(YEARS, []))
    zoom = pop_zoom(query, "zoom", default=2)
    selection = MapFilterSet(query)
    strict_errors = list(selection.strict_errors)
    if zoom is None:
        strict_errors.append(_("Le zoom est un nombre entier de 0 à 19."))
    if zoom is None or strict_errors:
        return error_response(request, *strict_errors)
    found = build_links(selection, zoom, with_years=with_years)
    cell = {"cell": GridCell.for_zoom(zoom).size}
    return JsonResponse(found | cell, headers=NOINDEX)


@public_view
def map_outlines(request: HttpRequest) -> HttpResponse:
    """Send the outlines of the EPCI in a box (``bbox``) as GeoJSON.

    Those of communes with ``niveau=communes``. Empty until the owner of the site has
    loaded the official files.
    """
    asked = request.GET.getlist("bbox")
    boxes = list(read_boxes(asked).values())
    kind = OUTLINE_LEVELS.get(request.GET.get("niveau", "epci"))
    if len(boxes) != len(asked) or len(boxes) > 1 or kind is None:
        return error_response(
            request,
            _("Donnez une zone : bbox=ouest,sud,est,nord, et niveau=epci ou communes."),
        )
    box = boxes[0].key if boxes else WORLD_BOX
    decimals = 3 if box.east - box.west < WIDE_BOX else 2
    features = [
        {
            "type": "Feature",
            "id": slug,
            "properties": {"name": name},
            "geometry": simplify_outline(outline, decimals),
        }
        for slug, name, outline in Collectivity.objects.get_outlines_near(box, kind)
        if overlaps_box(outline, box)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


class MapSummaryView(PublicMixin, TemplateView):
    """What is chosen on the map (``choix``): its numbers and its first entries."""

    template_name = "cooperation/map_summary.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        query = self.request.GET.copy()
        asked = "".join(map(str, query.pop("choix", [])[-1:]))
        choice = parse_choice(asked)
        if choice:
            query.setlist(choice.param, list(choice.values))
        selection = MapFilterSet(query)
        problems = list(selection.problems)
        is_unknown = bool(
            asked and not (choice and selection.cleaned[choice.param].options)
        )
        if is_unknown:
            problems.append(
                _("« %s » n’est plus un point de la carte : choisissez-en un autre.")
                % Truncator(asked).chars(MAX_SHOWN_LENGTH)
            )
        entries = MapEntries(selection, is_empty=is_unknown)
        card = build_map_card(entries, choice)
        return super().get_context_data(**kwargs) | {
            "section": "carte",
            "total": card.total,
            "problems": problems,
            "card": card,
            "agreements": list_first_agreements(entries),
            "actions": list_first_actions(entries),
        }


def list_first_agreements(entries: MapEntries) -> list[AgreementCard]:
    keys = list(entries.agreements.qs.values_list("pk", flat=True)[:SUMMARY_CARDS])
    found = Agreement.objects.for_cards().in_bulk(keys)
    return [build_agreement_card(found[key]) for key in keys if key in found]


def list_first_actions(entries: MapEntries) -> list[ActionCard]:
    keys = entries.actions.qs.order_by().values("pk")
    rows = Action.objects.filter(pk__in=keys).for_cards().latest_first()
    return [build_action_card(action) for action in rows[:SUMMARY_CARDS]]
