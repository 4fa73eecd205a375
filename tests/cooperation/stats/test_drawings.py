"""What is drawn of figures: a map, curves, flows, each as a picture to take away."""

import re

import pytest
from django.http import QueryDict
from django.test import Client

from cooperation.maps.world import CountryNumber, WorldMap, get_level
from cooperation.presenters.flows import FlowChart, FlowEnd
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.sections import Figures
from tests import factories

BANDS = FlowChart(
    title="Qui agit où",
    left=[FlowEnd("Annecy", 3), FlowEnd("Métropole de Lyon", 1)],
    right=[FlowEnd("Niger", 2), FlowEnd("autres", 2)],
    bands={(0, 0): 2, (0, 1): 1, (1, 1): 1},
)


def test_flows_say_in_words_who_goes_where() -> None:
    assert BANDS.alternative == (
        "Qui agit où : Annecy – Niger 2, Annecy – autres 1, "
        "Métropole de Lyon – autres 1"
    )


def test_a_band_is_as_thick_as_its_number() -> None:
    paths = re.findall(r'<path d="M0 ([\d.]+)C[^V]+V([\d.]+)C', BANDS.render())
    bottoms = re.findall(r"50 ([\d.]+) 100 ([\d.]+)V([\d.]+)C", BANDS.render())
    thick = [round(float(bottom) - float(top), 1) for _mid, top, bottom in bottoms]
    assert len(paths) == 3
    assert thick == [120.0, 60.0, 60.0]


def test_long_names_keep_their_number() -> None:
    end = FlowEnd("Communauté de communes de la vallée de Chamonix Mont-Blanc", 12)
    assert len(end.lines) == 2
    assert end.lines[-1].endswith("12")


def test_a_country_is_the_darker_the_more_there_is() -> None:
    assert [get_level(number) for number in (1, 2, 4, 5, 9, 10, 19, 20, 500)] == [
        *(0, 1, 1, 2, 2, 3, 3, 4, 4)
    ]


def test_the_map_names_the_first_countries_with_their_numbers() -> None:
    drawn = WorldMap(
        "Accords et actions par pays",
        [
            CountryNumber("NE", "Niger", 12, 17, 8),
            CountryNumber("KM", "Comores", 1, -12, 43),
        ],
    )
    assert drawn.alternative == "Accords et actions par pays : Niger 12, Comores 1"
    svg = drawn.render()
    assert re.search(r">Niger 12</text>", svg)
    assert re.search(r'<path class="world-3"[^>]*><title>Niger 12</title>', svg)
    assert re.search(r'<circle class="world-0"[^>]*><title>Comores 1</title>', svg)


@pytest.fixture
def world() -> None:
    """Two authorities, each with an agreement in a country of its own."""
    for iso2, year in (("NE", 2001), ("MG", 2015)):
        country = factories.CountryFactory(iso2=iso2)
        agreement = factories.AgreementFactory(country=country)
        factories.AgreementEventFactory(agreement=agreement, year=year)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["pays", "annees", "collectivites-pays", "collectivite"]
)
@pytest.mark.slow
def test_each_drawing_is_a_picture_with_its_source(
    client: Client, world: None, code: str
) -> None:
    picture = client.get(f"/chiffres/{code}.svg?annee_min=1990")
    text = picture.content.decode()

    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["X-Robots-Tag"] == "noindex"
    for words in ("Source : annuaire Passerelles", "À partir de : 1990", f"/{code}/"):
        assert words in text
    assert f"/chiffres/{code}.svg" in client.get(f"/chiffres/{code}/").content.decode()


@pytest.mark.django_db
def test_a_picture_is_a_png_too(client: Client, world: None) -> None:
    picture = client.get("/chiffres/pays.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.django_db
def test_what_is_not_drawn_has_no_picture(client: Client, world: None) -> None:
    for code in ("argent", "budgets-themes", "epci"):
        assert client.get(f"/chiffres/{code}.svg").status_code == 404
    assert client.get("/chiffres/pays.svg?pays=xx").status_code == 400


@pytest.mark.django_db
def test_amounts_by_year_are_no_curve() -> None:
    for year in (2015, 2022):
        factories.ActionFactory(start_year=year, budget_eur=1_000)
    drawing = Figures(ActionFilterSet(QueryDict())).draw("budgets-annees")
    assert drawing is not None
    assert "chart-line" not in drawing.render()


@pytest.mark.django_db
def test_flows_gather_what_is_beyond_the_largest() -> None:
    lead = factories.CollectivityFactory(name="Annecy")
    for number in range(14):
        factories.AgreementFactory(
            collectivity=lead,
            country=factories.CountryFactory(iso2=f"A{chr(65 + number)}"),
        )
    flows = Figures(ActionFilterSet(QueryDict())).crossing.build_flows(
        "collectivites-pays"
    )
    assert flows is not None
    assert [end.number for end in flows.left] == [14]
    assert len(flows.right) == 9
    assert (flows.right[-1].label, flows.right[-1].number) == ("autres", 6)
