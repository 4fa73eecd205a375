"""What is chosen on the map, as its address says it (``static/js/map/choice.js``).

"ici:annecy" are authorities, "lieu:14.01,0.75" a place, "pays:NE" a country,
"zone:ouest,sud,est,nord" all places of a box.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from cooperation.models.expressions import BoundingBox
from cooperation.search.params import read_box

# Half the side, in degrees, of the box that is one place.
HALF_SIDE = 0.004
PLACE = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


class ChoiceKind(StrEnum):
    HERE = "ici"
    PLACE = "lieu"
    COUNTRY = "pays"
    ZONE = "zone"


@dataclass(frozen=True)
class MapChoice:
    """A choice: the parameter of a search that it sets, and its box, if any."""

    kind: ChoiceKind
    param: str
    values: tuple[str, ...]
    box: BoundingBox | None = None


def parse_choice(text: str) -> MapChoice | None:
    """Return the choice that a text says; None if it says none."""
    kind, _colon, value = text.partition(":")
    if not value:
        return None
    if kind == ChoiceKind.HERE:
        return MapChoice(ChoiceKind.HERE, "collectivite", tuple(value.split(",")))
    if kind == ChoiceKind.COUNTRY:
        return MapChoice(ChoiceKind.COUNTRY, "pays", (value,))
    if kind == ChoiceKind.PLACE and (found := PLACE.fullmatch(value)):
        lat, lng = map(float, found.groups())
        corners = (lng - HALF_SIDE, lat - HALF_SIDE, lng + HALF_SIDE, lat + HALF_SIDE)
        return build_box_choice(ChoiceKind.PLACE, ",".join(f"{x:.4f}" for x in corners))
    return build_box_choice(ChoiceKind.ZONE, value) if kind == ChoiceKind.ZONE else None


def build_box_choice(kind: ChoiceKind, corners: str) -> MapChoice | None:
    box = read_box(corners)
    return MapChoice(kind, "bbox", (corners,), box) if box else None
