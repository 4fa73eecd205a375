"""Widgets of a point: two numbers that a map sets too (``static/js/points.js``)."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from leaflet.templatetags.leaflet_tags import leaflet_map

from cooperation.maps.coordinates import parse_coordinates, parse_degrees
from cooperation.maps.topojson import WORLD_TOPOJSON

# Staff may place a point anywhere, on the site's own map only.
MAP_OPTIONS: dict[str, Any] = {
    "TILES": [],
    "SPATIAL_EXTENT": None,
    "DEFAULT_CENTER": (25, 8),
    "DEFAULT_ZOOM": 1.5,
}


class CoordinateInput(forms.TextInput):
    """Input of one coordinate in degrees, as people write it.

    A whole point may be pasted into it.
    """

    axis: ClassVar[str]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        usual = {"inputmode": "decimal", "autocomplete": "off", "size": "12"}
        super().__init__(usual | {f"data-{self.axis}": ""} | (attrs or {}))

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> Any:
        """Return the number as text; of a whole pasted point, the part of this axis."""
        typed = str(data.get(name) or "").strip()
        other = str(data.get(self.get_other_axis_name(name)) or "").strip()
        pasted = next(filter(None, map(parse_coordinates, (typed, other))), None)
        if pasted and not (typed and other):
            return repr(getattr(pasted, self.axis))
        degrees = None if is_number(typed) else parse_degrees(typed)
        return typed if degrees is None else repr(degrees)

    def get_other_axis_name(self, name: str) -> str:
        start = name.removesuffix(self.axis)
        return start + ("lng" if self.axis == "lat" else "lat")


def is_number(text: str) -> bool:
    """Return whether Python parses the number, which then keeps all decimals."""
    try:
        float(text)
    except ValueError:
        return False
    return True


class LatitudeInput(CoordinateInput):
    """The latitude, which also carries the URLs and labels of the map."""

    axis = "lat"

    class Media:
        css: ClassVar = {
            "all": [
                "leaflet/leaflet.css",
                "leaflet/leaflet.extras.css",
                "css/map.css",
                "css/points.css",
            ]
        }
        js: ClassVar = [
            "leaflet/leaflet.js",
            "leaflet/leaflet.extras.js",
            forms.Script("js/points.js", type="module"),
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        options = leaflet_map(name, settings_overrides=MAP_OPTIONS)["djoptions"]
        context["widget"]["attrs"] |= {
            "data-map-options": options,
            "data-world-url": static(WORLD_TOPOJSON),
            "data-outlines-url": reverse("cooperation:map_outlines"),
            "data-points-url": reverse("cooperation:points"),
            "data-words": json.dumps(get_picker_labels(), ensure_ascii=False),
        }
        return context


class LongitudeInput(CoordinateInput):
    axis = "lng"


COORDINATE_WIDGETS = {"lat": LatitudeInput, "lng": LongitudeInput}


def get_control_labels() -> dict[str, str]:
    """Return the labels of every interactive map."""
    return {
        "zoomIn": _("Zoomer"),
        "zoomOut": _("Dézoomer"),
        "attribution": _(
            "Natural Earth ; lacs : GSHHG ; départements : IGN ; villes : GeoNames"
        ),
        "outlines": _("EPCI et communes : IGN, Admin Express"),
    }


def get_picker_labels() -> dict[str, str]:
    return get_control_labels() | {
        "open": _("Carte"),
        "title": _("Placer sur la carte"),
        "search": _("Chercher un lieu, ou coller des coordonnées"),
        "hint": _(
            "Cliquez sur la carte ou déplacez le repère ; au clavier, les flèches le "
            "déplacent (dix fois plus avec Maj)."
        ),
        "centre": _("Poser le repère au centre"),
        "clear": _("Retirer le point"),
        "close": _("Terminer"),
        "marker": _("Repère : les flèches le déplacent"),
        "map": _("Carte pour placer le point"),
        "at": _("Point : {lat}, {lng}"),
        "none": _("Pas de point."),
        "place": _("Sans point propre, celui du lieu choisi compte : {name}."),
        "copy": _("Reprendre le point du lieu"),
        "notFound": _("Aucun lieu de ce nom, et ce ne sont pas des coordonnées."),
        "wrong": _("Ces nombres ne sont pas un point de la Terre."),
    }
