"""The ground of a territory: outlines of departments, and names that have room."""

import re

from cooperation.maps import departments
from cooperation.maps.names import Box
from cooperation.maps.svg import MapFrame, build_frame

TERRITORY = ["74", "01"]
OCEAN = MapFrame(west=-40, south=30, east=-35, north=34, width=400)


def frame_of(codes: list[str]) -> MapFrame:
    corners = departments.list_department_corners(codes)
    return build_frame(corners, 540, 1.35, 0.7, 0.04)


def names_in(svg: str) -> list[str]:
    return re.findall(r">([^<]+)</text>", svg)


def test_every_department_of_the_mainland_has_an_outline() -> None:
    known = departments.load_departments()
    assert len(known) == 96
    assert (known["74"].name, known["2A"].name) == ("Haute-Savoie", "Corse-du-Sud")
    assert all(len(ring) > 3 for one in known.values() for ring in one.rings)


def test_a_frame_holds_the_departments_of_a_territory() -> None:
    frame = frame_of(TERRITORY)
    assert frame.shows(46.06, 6.41)  # Bonneville
    assert frame.shows(46.2, 5.22)  # Bourg-en-Bresse
    assert set(TERRITORY) < set(departments.list_departments_in_frame(frame))


def test_those_of_the_territory_are_tinted_and_lie_above() -> None:
    drawn = str(departments.render_departments(frame_of(TERRITORY), TERRITORY))
    classes = re.findall(r'class="(still-\w+)"', drawn)
    assert classes.count("still-chosen") == len(TERRITORY)
    assert classes[-2:] == ["still-chosen"] * 2


def test_without_departments_nothing_is_drawn() -> None:
    assert departments.render_departments(OCEAN, TERRITORY) == ""
    assert departments.list_department_corners(["974"]) == []


def test_names_stand_in_their_department_and_cover_nothing() -> None:
    frame = frame_of(TERRITORY)
    drawn = departments.render_department_names(TERRITORY, frame, [])
    assert names_in(drawn) == ["HAUTE-SAVOIE", "AIN"]
    everywhere = Box(0, 0, frame.width, frame.height)
    assert (
        names_in(departments.render_department_names(TERRITORY, frame, [everywhere]))
        == []
    )
