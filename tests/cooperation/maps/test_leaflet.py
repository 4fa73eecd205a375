"""Options of the maps, as django-leaflet hands them to the scripts."""

import json
import re
from typing import Any

import leaflet
import pytest
from django.template import Context, Template

from cooperation.maps.widgets import LatitudeInput

TILES = [("Tuiles", "https://tuiles.example/{z}/{x}/{y}.png", {"attribution": "</a>"})]
MAP = Template('{% load leaflet_tags %}{% leaflet_map "map" creatediv=False %}')


def read_map_options() -> dict[str, Any]:
    """Return what ``static/js/map/main.js`` reads."""
    body = MAP.render(Context())
    found = re.search(r'<script id="map-options"[^>]*>(.*)</script>', body)
    assert found
    options: dict[str, Any] = json.loads(json.loads(found[1]))
    return options


def test_a_map_has_no_tiles_by_default() -> None:
    options = read_map_options()

    assert options["layers"] == []
    assert options["extent"] == [[-75, -200], [85, 200]]
    assert (options["center"], options["zoom"]) == ([25, 10], 2)


def test_tiles_are_a_layer_of_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(leaflet.app_settings, "TILES", TILES)

    assert read_map_options()["layers"] == [list(layer) for layer in TILES]


def test_a_point_is_placed_anywhere_on_a_map_without_tiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(leaflet.app_settings, "TILES", TILES)

    attrs = LatitudeInput().get_context("lat", "", {})["widget"]["attrs"]
    options = json.loads(attrs["data-map-options"])
    assert (options["layers"], options["extent"]) == ([], None)
    assert (options["minzoom"], options["maxzoom"]) == (1, 13)
