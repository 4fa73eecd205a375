"""The options of the maps, which django-leaflet gives to every page that has one."""

from typing import Any


def build_leaflet_config(tiles_url: str, attribution: str) -> dict[str, Any]:
    """Return the setting ``LEAFLET_CONFIG``, with a layer of tiles where one is set."""
    tiles = [("Tuiles", tiles_url, {"attribution": attribution})] if tiles_url else []
    return {
        "TILES": tiles,
        "SPATIAL_EXTENT": (-200, -75, 200, 85),
        "DEFAULT_CENTER": (25, 10),
        "DEFAULT_ZOOM": 2,
        "MIN_ZOOM": 1,
        "MAX_ZOOM": 13,
        "ATTRIBUTION_PREFIX": False,
        "SCALE": None,
        "RESET_VIEW": False,
        "PLUGINS": {
            "links": {
                "css": ["css/map.css", "css/map-tools.css"],
                "js": "vendor/supercluster/supercluster.min.js",
            },
            "points": {"css": ["css/map.css", "css/points.css"]},
        },
    }
