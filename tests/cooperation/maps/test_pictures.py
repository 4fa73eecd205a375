"""Still maps: everything drawn is in the picture, nothing secret is."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from cooperation.maps.svg import (
    WORLD_BOUNDS,
    MapLink,
    build_frame,
    build_world_frame,
    list_country_corners,
    list_link_points,
    render_map_svg,
)
from tests import factories
from tests.cooperation.views.pages import page_of

LATS = some.floats(WORLD_BOUNDS[1], WORLD_BOUNDS[3], allow_nan=False)
LNGS = some.floats(WORLD_BOUNDS[0], WORLD_BOUNDS[2], allow_nan=False)
POINTS = some.tuples(LATS, LNGS)
KINDS = some.sampled_from(["jumelage", "pacte_amitie", "sans_accord"])
LINKS = some.lists(
    some.builds(MapLink, some.none() | POINTS, POINTS, KINDS), min_size=1
)
SVG = "{http://www.w3.org/2000/svg}"


@given(links=LINKS)
def test_every_end_is_inside_the_frame(links: list[MapLink]) -> None:
    frame = build_frame(list_link_points(links), 420)
    for lat, lng in list_link_points(links):
        x, y = frame.project(lat, lng)
        assert -1 <= x <= frame.width + 1
        assert -1 <= y <= frame.height + 1


@given(links=LINKS)
def test_the_picture_is_well_formed_and_draws_each_place(links: list[MapLink]) -> None:
    frame = build_frame(list_link_points(links), 420)
    root = ElementTree.fromstring(render_map_svg(links, title="Carte", frame=frame))
    assert root.find(f"{SVG}title").text == "Carte"
    discs = root.findall(f".//{SVG}circle")
    assert 1 <= len(discs) <= len(links)


def test_a_country_can_be_framed_without_any_point() -> None:
    (south, west), (north, east) = list_country_corners(["NE"])
    assert 10 < south < north < 25
    assert -1 < west < east < 17
    assert list_country_corners(["??"]) == []


def test_a_title_is_only_text() -> None:
    svg = render_map_svg(
        [], title="<script>alert(1)</script>", frame=build_world_frame(100)
    )
    assert "<script>" not in svg


@pytest.mark.django_db
class TestOnPages:
    """Sheets have a small map, selections a picture to download."""

    def action(self, **fields: Any) -> Any:
        """Return an action of Annecy at Téra."""
        annecy = factories.CollectivityFactory(name="Annecy", lat=45.9, lng=6.13)
        action = factories.ActionFactory(lead=annecy, **fields)
        factories.LocationFactory(action=action, lat=14.0, lng=0.75)
        return action

    def test_an_action_shows_where_it_is(self, client: Client) -> None:
        html = page_of(client, self.action().get_absolute_url()).html
        assert 'class="still"' in html
        assert html.count('<circle class="still-') == 1

    def test_an_action_without_point_shows_its_country(self, client: Client) -> None:
        action = factories.ActionFactory()
        country = factories.CountryFactory(lat=None, lng=None)
        factories.LocationFactory(action=action, country=country)
        html = page_of(client, action.get_absolute_url()).html
        assert "still-chosen" in html

    def test_an_action_nobody_knows_where_shows_no_map(self, client: Client) -> None:
        html = page_of(client, factories.ActionFactory().get_absolute_url()).html
        assert 'class="still"' not in html

    def test_a_selection_is_a_picture_with_its_words(self, client: Client) -> None:
        self.action(title="Eau")
        answer = client.get("/carte.svg?pays=ne")
        root = ElementTree.fromstring(answer.content)
        texts = [text.text for text in root.findall(f".//{SVG}text")]
        assert answer["Content-Type"] == "image/svg+xml"
        assert "1 action · Pays : Niger" in texts
        assert len(root.findall(f".//{SVG}circle")) == 1

    def test_a_picture_shows_the_map_as_it_is_seen(self, client: Client) -> None:
        self.action(title="Eau", start_year=1990, end_year=1995)
        factories.CountryFactory(iso2="BJ", name_fr="Bénin")
        seen = "carte=6/14.5/1.2&sans=jumelage&annees=1980-2000&choix=pays:NE&teintes=1"
        picture = client.get(f"/carte.svg?{seen}").text
        assert (
            "1 action · Pays : Niger · À partir de : 1980 · Jusqu’à : 2000" in picture
        )
        assert ">Jumelage</text>" not in picture
        assert "Cachés : jumelage." in picture
        assert picture.count("<circle") == 1
        for nothing in ("sans=sans_accord", "annees=1996-2000", "choix=pays:BJ"):
            assert "<circle" not in client.get(f"/carte.svg?{nothing}").text

    def test_a_picture_is_a_png_too(self, client: Client) -> None:
        self.action(title="Eau")
        answer = client.get("/carte.png?pays=ne")
        assert answer["Content-Disposition"].endswith('"passerelles-carte.png"')
        assert answer.content.startswith(b"\x89PNG")

    @pytest.mark.parametrize(
        ("shown", "said"),
        [
            ("carte=1", "La position est un zoom"),
            ("sans=rien", "« sans » liste"),
            ("annees=2000-1990", "1990-2005"),
            ("choix=ailleurs", "« choix » ne désigne rien"),
        ],
    )
    def test_what_a_map_cannot_show_is_refused(
        self, client: Client, shown: str, said: str
    ) -> None:
        answer = client.get(f"/carte.svg?{shown}")
        assert answer.status_code == 400
        assert said in answer.content.decode()

    def test_a_draft_is_on_no_picture(self, client: Client) -> None:
        self.action(draft=True)
        root = ElementTree.fromstring(client.get("/carte.svg").content)
        assert root.findall(f".//{SVG}circle") == []

    def test_a_bad_value_is_refused(self, client: Client) -> None:
        answer = client.get("/carte.svg?pays=xx")
        assert answer.status_code == 400
        assert re.search("xx", answer.content.decode())
