"""The oldest, the farthest and the most agree wherever they are shown."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from cooperation.search.filters import ActionFilterSet
from cooperation.stats.directory_rows import DirectoryRows
from cooperation.stats.entries import count_entries, select_entries
from cooperation.stats.highlights import (
    find_farthest,
    find_oldest,
    list_highlight_facts,
    list_highlights,
)
from surveys.reports.cards import list_highlight_cards
from tests import factories

pytestmark = pytest.mark.django_db


def select(query: str = "") -> Any:
    return select_entries(ActionFilterSet(QueryDict(query)))


@pytest.fixture
def world() -> None:
    """A twinning with Nouméa and an action in Niger, of two authorities."""
    annecy = factories.CollectivityFactory(
        name="Annecy", lat=45.9, lng=6.13, department__code="74"
    )
    quimper = factories.CollectivityFactory(
        name="Quimper", lat=48.0, lng=-4.1, department__code="29"
    )
    caledonia = factories.CountryFactory(iso2="NC", name_fr="Nouvelle-Calédonie")
    noumea = factories.PlaceFactory(
        name="Nouméa", country=caledonia, lat=-22.27, lng=166.44
    )
    twinning = factories.AgreementFactory(
        title="Quimper – Nouméa", collectivity=quimper, country=caledonia, place=noumea
    )
    factories.AgreementEventFactory(agreement=twinning, year=1974)
    niger = factories.CountryFactory()
    for title in ("Forages", "Puits"):
        action = factories.ActionFactory(title=title, lead=annecy)
        factories.LocationFactory(
            action=action, country=niger, label="Téra", lat=14.0, lng=0.75
        )


def test_the_farthest_is_of_agreements_as_much_as_of_actions(world: None) -> None:
    farthest = find_farthest(select())
    assert farthest is not None
    assert (farthest.here, farthest.there) == ("Quimper", "Nouméa, Nouvelle-Calédonie")
    assert str(farthest.entry) == "Quimper – Nouméa"


@pytest.mark.parametrize("query", ["departement=74", "pays=ne", "q=forages"])
def test_a_selection_has_its_own_farthest(world: None, query: str) -> None:
    farthest = find_farthest(select(query))
    assert farthest is not None
    assert (farthest.here, farthest.there) == ("Annecy", "Téra, Niger")


def test_the_place_of_another_country_is_not_the_farthest_of_a_country(
    world: None,
) -> None:
    action = factories.ActionFactory(title="Deux pays", lead__lat=45.0, lead__lng=6.0)
    niger = factories.CountryFactory()
    factories.LocationFactory(action=action, country=niger, lat=13.5, lng=2.1)
    factories.LocationFactory(action=action, country__iso2="MG", lat=-18.9, lng=47.5)

    farthest = find_farthest(select("pays=ne"))

    assert farthest is not None
    assert "Niger" in farthest.there


def test_nothing_is_remarkable_in_an_empty_directory() -> None:
    selection = select()
    assert find_oldest(selection) is None
    assert find_farthest(selection) is None
    assert list_highlights(count_entries(ActionFilterSet())) == []
    assert list_highlight_facts(selection) == []


def test_home_figures_portrait_and_report_say_the_same(
    client: Client, world: None
) -> None:
    home = client.get("/").context["did_you_know"]
    figures = client.get("/chiffres/").context["highlights"]
    cards = list_highlight_cards(DirectoryRows(""))
    portrait = [fact.value for fact in list_highlight_facts(select())]

    assert home == figures
    assert [one.figure for one in home] == [
        "1974",
        "17\N{NO-BREAK SPACE}030 km",
        "Niger",
    ]
    assert [card["title"]["fr"] for card in cards] == [one.figure for one in home]
    assert [card["text"]["fr"] for card in cards] == [one.text for one in home]
    assert portrait == [
        "1974",
        "Nouméa, Nouvelle-Calédonie (17\N{NO-BREAK SPACE}030 km)",
    ]
