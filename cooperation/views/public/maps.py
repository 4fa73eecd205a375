"""The interactive map: its page, the equivalent table, its data and summaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.enums import CollectivityKind
from cooperation.maps.drawn_links import build_links
from cooperation.maps.grid import GridCell
from cooperation.maps.links import (
    get_kind_labels,
    list_link_rows,
    overlaps_box,
    simplify_outline,
)
from cooperation.maps.topojson import WORLD_TOPOJSON
from cooperation.maps.widgets import get_control_labels
from cooperation.models import Action, Collectivity
from cooperation.models.expressions import BoundingBox
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.map_arcs import LatLng, serialize_arcs
from cooperation.search.displays import VIEW, ListDisplay
from cooperation.search.filters import ActionFilterSet
from cooperation.search.pagination import build_filter_tags, get_displayed_page
from cooperation.search.params import pop_zoom, read_boxes
from cooperation.views.base import PublicMixin, public_view
from cooperation.web.context import Context
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX

ROWS_PER_PAGE = 50
SUMMARY_CARDS = 10
WORLD_BOX = BoundingBox(-180, -90, 180, 90)
OUTLINE_LEVELS = {"epci": CollectivityKind.EPCI, "communes": CollectivityKind.COMMUNE}
# Degrees: on wider maps outlines are rounded to a kilometre.
WIDE_BOX = 6


class MapView(PublicMixin, TemplateView):
    template_name = "cooperation/map.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        paginator = Paginator(list_link_rows(selection.qs), ROWS_PER_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        query = selection.querystring()
        return super().get_context_data(**kwargs) | {
            **get_map_context(selection),
            "section": "carte",
            "selection": selection,
            "text": " ".join(selection.cleaned["q"].values),
            "problems": [*selection.problems, *page.problems],
            "tags": build_filter_tags(selection),
            "list_url": f"{reverse('cooperation:action_list')}?{query}",
            "both_url": f"{reverse('cooperation:action_list')}?"
            f"{selection.querystring(**{VIEW: ListDisplay.BOTH})}",
            "embed_url": f"{reverse('cooperation:embed')}?{query}".rstrip("?"),
            "total": paginator.count,
            "rows": [build_map_row(row) for row in page.items],
            "pagination": page.context(selection),
        }


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
    """Send the links of a selection; ``zoom`` sets the size of clusters."""
    query = request.GET.copy()
    zoom = pop_zoom(query, "zoom", default=2)
    selection = ActionFilterSet(query)
    strict_errors = list(selection.strict_errors)
    if zoom is None:
        strict_errors.append(_("Le zoom est un nombre entier de 0 à 19."))
    if zoom is None or strict_errors:
        return error_response(request, *strict_errors)
    found = build_links(selection, zoom) | {"cell": GridCell.for_zoom(zoom).size}
    return JsonResponse(found, headers=NOINDEX)


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
    """What lies at one place of the map: the first entries, and a link to all."""

    template_name = "cooperation/map_summary.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        rows = Action.objects.filter(pk__in=selection.qs.order_by().values("pk"))
        actions = rows.for_cards().latest_first()[:SUMMARY_CARDS]
        query = selection.querystring()
        return super().get_context_data(**kwargs) | {
            "section": "carte",
            "total": selection.qs.count(),
            "cards": [build_action_card(action) for action in actions],
            "list_url": f"{reverse('cooperation:action_list')}?{query}",
        }
