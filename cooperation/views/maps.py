"""The interactive map: its page, the equivalent table, its data and summaries."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.directories.pages import page_of, tags_of
from cooperation.filters import ActionFilter, Display
from cooperation.mapping import Cell, kind_labels, lighter, links, table
from cooperation.models import EPCI, Action
from cooperation.models.positions import Box
from cooperation.parameters import read_boxes
from cooperation.reading.arcs import Point, as_json
from cooperation.reading.cards import action_card
from cooperation.refusals import refuse
from cooperation.selecting import VIEW
from cooperation.views.public import PublicMixin, public

OUTLINES = "geo/world.topo.json"
ROWS = 50
CARDS = 10
WORLD = Box(-180, -90, 180, 90)
ZOOMS = {str(zoom) for zoom in range(20)}


class MapView(PublicMixin, TemplateView):
    template_name = "cooperation/map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        paginator = Paginator(table(selection.qs), ROWS)
        page = page_of(paginator, self.request.GET.get("page"))
        query = selection.address()
        return super().get_context_data(**kwargs) | {
            **map_context(selection),
            "section": "carte",
            "selection": selection,
            "text": " ".join(selection.readings["q"].values),
            "problems": [*selection.problems, *page.problems],
            "tags": tags_of(selection),
            "list_url": f"{reverse('cooperation:action_list')}?{query}",
            "both_url": f"{reverse('cooperation:action_list')}?"
            f"{selection.address(**{VIEW: Display.BOTH})}",
            "embed_url": f"{reverse('cooperation:embed')}?{query}".rstrip("?"),
            "total": paginator.count,
            "rows": [described(row) for row in page.items],
            "pagination": page.context(selection),
        }


def map_context(selection: ActionFilter) -> dict[str, Any]:
    """Return the context of the component ``living_map``."""
    return {
        "map": {
            "query": selection.address(),
            "world_url": static(OUTLINES),
            "kinds": [(kind, capfirst(label)) for kind, label in kind_labels().items()],
            "tiles_url": settings.MAP_TILES_URL,
            "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
        },
        "words": words(),
    }


def described(row: dict[str, Any]) -> dict[str, Any]:
    lead = reverse("cooperation:collectivity_detail", args=[row["here"]])
    country = reverse("cooperation:country_detail", args=[row["country_code"].lower()])
    return row | {
        "lead_url": lead,
        "country_url": country,
        "kind_label": capfirst(kind_labels()[row["kind"]]),
        "arcs": as_json(arc_of(row)),
    }


def arc_of(row: dict[str, Any]) -> list[tuple[Point, Point, str]]:
    """Return the arc of a row; empty where the authority has no known point."""
    if row["here_lat"] is None:
        return []
    here = (round(row["here_lat"], 3), round(row["here_lng"], 3))
    there = (round(row["there_lat"], 3), round(row["there_lng"], 3))
    return [(here, there, row["kind"])]


def words() -> dict[str, str | list[str]]:
    """Return the labels of the map; a list holds singular and plural."""
    return {
        "attribution": _("Contours : Natural Earth ; lieux : GeoNames"),
        "zoomIn": _("Zoomer"),
        "zoomOut": _("Dézoomer"),
        "here": [_("{name}, ici : {n} lien"), _("{name}, ici : {n} liens")],
        "there": [_("{name} : {n} action"), _("{name} : {n} actions")],
        "hereCluster": _("Collectivités d’ici : {n} liens, à détailler"),
        "thereCluster": _("Groupe de lieux : {n} actions, à détailler"),
        "cell": [_("Secteur : {n} action"), _("Secteur : {n} actions")],
        "outlines": _("Contours des EPCI : IGN, Admin Express"),
        "loaded": [_("Carte : {n} action"), _("Carte : {n} actions")],
    }


@public
def map_links(request: HttpRequest) -> HttpResponse:
    """Send the links of a selection; ``zoom`` sets the size of clusters."""
    query = request.GET.copy()
    zooms = query.pop("zoom", ["2"])
    selection = ActionFilter(query)
    refusals = list(selection.refusals)
    if len(zooms) > 1 or not ZOOMS.issuperset(map(str, zooms)):
        refusals.append(_("Le zoom est un nombre entier de 0 à 19."))
    if refusals:
        return refuse(request, *refusals)
    zoom = int(str(zooms[0]))
    found = links(selection.qs, zoom) | {"cell": Cell.for_zoom(zoom).size}
    return JsonResponse(found, headers={"X-Robots-Tag": "noindex"})


@public
def map_outlines(request: HttpRequest) -> HttpResponse:
    """Send the outlines of the EPCI in a box (``bbox``) as GeoJSON.

    Empty until the owner of the site has loaded the official file.
    """
    asked = request.GET.getlist("bbox")
    boxes = list(read_boxes(asked).values())
    if len(boxes) != len(asked) or len(boxes) > 1:
        return refuse(request, _("Donnez une zone : bbox=ouest,sud,est,nord."))
    box = boxes[0].key if boxes else WORLD
    features = [
        {
            "type": "Feature",
            "id": slug,
            "properties": {"name": name},
            "geometry": lighter(outline),
        }
        for slug, name, outline in EPCI.objects.outlined_near(box)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


class MapSummaryView(PublicMixin, TemplateView):
    """What lies at one place of the map: the first entries, and a link to all."""

    template_name = "cooperation/map_summary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        rows = Action.objects.filter(pk__in=selection.qs.order_by().values("pk"))
        shown = rows.for_cards().latest_first()[:CARDS]
        return super().get_context_data(**kwargs) | {
            "section": "carte",
            "total": selection.qs.count(),
            "cards": [action_card(action) for action in shown],
            "list_url": f"{reverse('cooperation:action_list')}?{selection.address()}",
        }
