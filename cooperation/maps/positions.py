"""What a still map shows where the interactive one stands, or around one point."""

import math

from cooperation.maps.state import MapPosition
from cooperation.maps.svg import WORLD_BOUNDS, MapFrame

# Width of the window that a position is thought for; pixels of the world at zoom 0.
WINDOW_WIDTH, TILE = 1000, 256
# Degrees of longitude shown around a place.
PLACE_SPAN = 9.0


def build_position_frame(position: MapPosition, width: int, ratio: float) -> MapFrame:
    """Return the frame of a position of the interactive map."""
    span = 360 * WINDOW_WIDTH / (TILE * 2**position.zoom)
    return build_frame_around(position.lat, position.lng, span, width, ratio)


def build_place_frame(lat: float, lng: float, width: int, ratio: float) -> MapFrame:
    return build_frame_around(lat, lng, PLACE_SPAN, width, ratio)


def build_frame_around(
    lat: float, lng: float, span: float, width: int, ratio: float
) -> MapFrame:
    """Return the frame ``span`` degrees wide around a point, the world at most."""
    if span >= WORLD_BOUNDS[2] - WORLD_BOUNDS[0]:
        return MapFrame(*WORLD_BOUNDS, width)
    half_height = span / ratio * math.cos(math.radians(lat)) / 2
    return MapFrame(
        west=lng - span / 2,
        south=lat - half_height,
        east=lng + span / 2,
        north=lat + half_height,
        width=width,
    )
