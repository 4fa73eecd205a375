"""The interactive map: its page, the equivalent table, its data and summaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
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
from cooperation.maps.link_years import FIRST_YEAR, YearSpan, count_by_decade
from cooperation.maps.links import (
    get_kind_labels,
    list_link_rows,
    overlaps_box,
    simplify_outline,
)
from cooperation.maps.state import YEARS, MapState
from cooperation.maps.topojson import WORLD_TOPOJSON
from cooperation.maps.widgets import get_control_labels
from cooperation.models import Action, Collectivity
from cooperation.models.common import FIRST_YEAR as EARLIEST_YEAR
from cooperation.models.expressions import BoundingBox
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.facet_choices import (
    AskedFacets,
    FacetPresenter,
    list_hidden_values,
)
from cooperation.presenters.facet_years import build_facet_years
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_arcs import LatLng, serialize_arcs
from cooperation.presenters.map_card import build_map_card, format_actions
from cooperation.presenters.types import Tab
from cooperation.search.displays import VIEW, ListDisplay
from cooperation.search.facets import FacetCounts, count_facets
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
    def selection(self) -> ActionFilterSet:
        return ActionFilterSet(self.request.GET)

    @cached_property
    def counts(self) -> FacetCounts:
        return count_facets(self.selection)

    def build_facets(self, asked: AskedFacets) -> FacetPresenter:
        return FacetPresenter(self.selection, self.counts, asked=asked)

    def get_context_data(self, **kwargs: Any) -> Context:
        selection, path = self.selection, self.request.path
        paginator = Paginator(list_link_rows(selection.qs), ROWS_PER_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        query = selection.querystring()
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
            "views": build_views(selection),
            "list_url": f"{reverse('cooperation:action_list')}?{query}",
            "embed_url": f"{reverse('cooperation:embed')}?{query}".rstrip("?"),
            "image_url": build_query_url("map_svg", query),
            "images": [
                (_("Image (SVG)"), build_query_url("map_svg", query)),
                (_("Image (PNG)"), build_query_url("map_png", query)),
            ],
            **get_time_context(selection),
            "total": paginator.count,
            "rows": [build_map_row(row) for row in page.items],
            "pagination": page.context(selection),
        }

    def get_filter_context(self) -> Context:
        """Return the facets of the lists, and the values that they do not show."""
        facets = self.choices.facets()
        visible = {*(box.name for box in facets), "annee_min", "annee_max", "q"}
        return {
            "facets": facets,
            "years": build_facet_years(self.selection, self.counts),
            "hidden": list_hidden_values(self.selection, visible),
            "actions_in_words": format_actions(self.counts.total),
        }


def get_time_context(selection: ActionFilterSet) -> Context:
    """Return the decades of a selection, each with its list, and the last year."""
    today = timezone.localdate().year
    path = reverse("cooperation:action_list")
    return {
        "first_year": FIRST_YEAR,
        "last_year": today,
        "decades": [
            (format_decade(one), one.n, f"{path}?{query}" if query else "")
            for one in count_by_decade(selection.qs, today)
            for query in [build_decade_query(selection, one)]
        ],
    }


def format_decade(span: YearSpan) -> str:
    if span.last is None:
        return _("sans année connue")
    if span.first is None:
        return _("jusqu’en %(year)s") % {"year": span.last}
    return f"{span.first}–{span.last}"


def build_decade_query(selection: ActionFilterSet, span: YearSpan) -> str:
    """Return the querystring of the actions of a span; empty for those undated."""
    if span.last is None:
        return ""
    query = QueryDict(selection.querystring(), mutable=True)
    years = (span.first or EARLIEST_YEAR, span.last)
    MapState(years=years).narrow(query)
    return query.urlencode(safe=",")


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


def get_map_context(selection: ActionFilterSet) -> Context:
    """Return the context of the component ``interactive_map``."""
    return {
        "map": {
            "query": selection.querystring(),
            "world_url": static(WORLD_TOPOJSON),
            "kinds": [
                (kind, capfirst(label)) for kind, label in get_kind_labels().items()
            ],
        },
        "words": get_map_labels(),
    }


@dataclass(frozen=True)
class MapRow:
    """A link of the map in the table; ``arcs`` is the JSON of what it highlights."""

    here_name: str
    lead_url: str
    there_name: str
    country_name: str
    country_url: str
    kind_label: str
    n: int
    arcs: str


def build_map_row(row: Mapping[str, Any]) -> MapRow:
    lead = reverse("cooperation:collectivity_detail", args=[row["here"]])
    country = reverse("cooperation:country_detail", args=[row["country_code"].lower()])
    return MapRow(
        here_name=row["here_name"],
        lead_url=lead,
        there_name=row["there_name"] or "",
        country_name=row["country_name"],
        country_url=country,
        kind_label=capfirst(get_kind_labels()[row["kind"]]),
        n=row["n"],
        arcs=serialize_arcs(build_row_arcs(row)),
    )


def build_row_arcs(row: Mapping[str, Any]) -> list[tuple[LatLng, LatLng, str]]:
    """Return the arc of a row; empty where the authority has no known point."""
    if row["here_lat"] is None:
        return []
    here = (round(row["here_lat"], 3), round(row["here_lng"], 3))
    there = (round(row["there_lat"], 3), round(row["there_lng"], 3))
    return [(here, there, row["kind"])]


def get_map_labels() -> dict[str, str | list[str]]:
    """Return the labels of the map; a list holds singular and plural."""
    return {
        **get_control_labels(),
        "here": [_("{name}, ici : {n} lien"), _("{name}, ici : {n} liens")],
        "there": [_("{name} : {n} action"), _("{name} : {n} actions")],
        "hereCluster": _("Collectivités d’ici : {n} liens, à détailler"),
        "thereCluster": _("Groupe de lieux : {n} actions, à détailler"),
        "cell": [_("Secteur : {n} action"), _("Secteur : {n} actions")],
        "loaded": [_("Carte : {n} action"), _("Carte : {n} actions")],
    }


@public_view
def map_links(request: HttpRequest) -> HttpResponse:
    """Send the links of a selection; ``zoom`` sets the size of clusters.

    With ``annees=1``, from when to when the actions of each link went on.
    """
    query = request.GET.copy()
    with_years = bool(query.pop(YEARS, []))
    zoom = pop_zoom(query, "zoom", default=2)
    selection = ActionFilterSet(query)
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
        selection = ActionFilterSet(query)
        problems = list(selection.problems)
        if asked and not (choice and selection.cleaned[choice.param].options):
            selection = ActionFilterSet(query, Action.objects.none())
            problems.append(
                _("« %s » n’est plus un point de la carte : choisissez-en un autre.")
                % Truncator(asked).chars(MAX_SHOWN_LENGTH)
            )
        rows = Action.objects.filter(pk__in=selection.qs.order_by().values("pk"))
        actions = rows.for_cards().latest_first()[:SUMMARY_CARDS]
        total = selection.qs.count()
        return super().get_context_data(**kwargs) | {
            "section": "carte",
            "total": total,
            "problems": problems,
            "card": build_map_card(selection, choice, total),
            "cards": [build_action_card(action) for action in actions],
        }
