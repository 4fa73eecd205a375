"""Widgets of a point: two numbers that a map sets too (``static/js/points.js``)."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.coordinates import read_coordinates, read_degrees
from cooperation.topology import OUTLINES


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
        twin = str(data.get(self.twin_of(name)) or "").strip()
        pasted = next(filter(None, map(read_coordinates, (typed, twin))), None)
        if pasted and not (typed and twin):
            return repr(getattr(pasted, self.axis))
        degrees = None if is_number(typed) else read_degrees(typed)
        return typed if degrees is None else repr(degrees)

    def twin_of(self, name: str) -> str:
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
        css: ClassVar = {"all": ["vendor/leaflet/leaflet.css", "css/points.css"]}
        js: ClassVar = [
            "vendor/leaflet/leaflet.js",
            forms.Script("js/points.js", type="module"),
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-world-url": static(OUTLINES),
            "data-outlines-url": reverse("cooperation:map_outlines"),
            "data-points-url": reverse("cooperation:points"),
            "data-words": json.dumps(words(), ensure_ascii=False),
        }
        return context


class LongitudeInput(CoordinateInput):
    axis = "lng"


WIDGETS = {"lat": LatitudeInput, "lng": LongitudeInput}


def words() -> dict[str, str]:
    return {
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
        "zoomIn": _("Zoomer"),
        "zoomOut": _("Dézoomer"),
        "attribution": _("Contours : Natural Earth ; lieux : GeoNames"),
        "outlines": _("Contours des EPCI : IGN, Admin Express"),
    }
