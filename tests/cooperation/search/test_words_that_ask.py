"""Words that ask for an order, an amount, a natural region or a kind of partner."""

import pytest
from django.http import QueryDict
from django.test import Client

from cooperation.presenters.search_notes import asks_for_here, split_either_or
from cooperation.search.filters import AgreementFilterSet
from tests.cooperation.search.test_interpretation import read, search, titles
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    CollectivityFactory,
    FundingFactory,
    InvolvementFactory,
    SynonymFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def test_words_that_ask_for_an_order_sort_what_is_found() -> None:
    SynonymFactory(text="jumelage", param="type", value="jumelage")
    for year in (1990, 1954, 2001):
        agreement = AgreementFactory(title=f"Jumelage {year}", kind="jumelage")
        AgreementEventFactory(agreement=agreement, year=year)
    oldest = search("le plus ancien jumelage", AgreementFilterSet)

    assert next(one.title for one in oldest.qs) == "Jumelage 1954"
    assert oldest.order == "ancien"
    chosen = QueryDict("q=le plus ancien jumelage&tri=titre")
    assert AgreementFilterSet(chosen).order == "titre"


def test_amounts_are_found_between_bounds_of_any_kind() -> None:
    ActionFactory(title="Un puits")
    ActionFactory(title="Un château d’eau", budget_eur=52_000)
    paid = ActionFactory(title="Une école")
    FundingFactory(action=paid, amount=48_000, kind="verse")
    ActionFactory(title="Un hôpital", budget_eur=500_000)

    assert sorted(titles("50 000 €")) == ["Un château d’eau", "Une école"]
    assert titles("plus de 100 000 euros") == ["Un hôpital"]
    bounds = "de 40\N{NO-BREAK SPACE}000 à 60\N{NO-BREAK SPACE}000 €"
    assert read("50 000 euros") == {"50 000 euros": f"montant: {bounds}"}


def test_a_natural_region_is_epci_with_their_communes() -> None:
    epci = CollectivityFactory(epci_kind=True, slug="haut-chablais")
    SynonymFactory(text="Chablais", param="epci", value="haut-chablais")
    ActionFactory(title="Ici")
    ActionFactory(title="Là", lead__epci=epci)

    assert titles("Chablais") == ["Là"]


def test_a_kind_of_partner_is_read_and_searched_for() -> None:
    water = ThemeFactory(code="eau", name_fr="Eau")
    SynonymFactory(text="eau", param="theme", value="eau")
    SynonymFactory(text="ONG", param="nature", value="ong")
    action = ActionFactory(title="Un puits", themes=[water])
    InvolvementFactory(action=action, partner__kind="ong")
    ActionFactory(title="Un forage", themes=[water])

    assert titles("ONG eau") == ["Un puits"]


def test_a_short_last_word_is_a_whole_one() -> None:
    for title in ("Des vignes", "Vingt puits", "Saint-Vincent"):
        ActionFactory(title=title)

    assert titles("vin") == ["Des vignes"]
    assert titles("ving") == ["Vingt puits"]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("eau ou déchets au Niger", ["eau", "déchets au Niger"]),
        ("water or waste", ["water", "waste"]),
        ("ou aller", []),
        ('"eau ou déchets"', []),
        ("Côte-d'Or", []),
    ],
)
def test_each_side_of_or_is_offered(text: str, sides: list[str]) -> None:
    assert split_either_or(text) == sides


def test_what_no_list_can_tell_leads_on(client: Client) -> None:
    ActionFactory(title="De l’eau")

    page = client.get("/recherche/?q=eau+pres+de+chez+nous").content.decode()
    assert 'href="/ma-commune/">Trouver ma commune</a>' in page
    page = client.get("/actions/?q=eau+ou+dechets").content.decode()
    assert 'href="?q=eau">Chercher « eau »</a>' in page
    assert 'href="?q=dechets">Chercher « dechets »</a>' in page
    assert asks_for_here("Près d’ici")
    assert not asks_for_here("près d’Annecy")
    page = client.get("/en/recherche/?q=zzzz").content.decode()
    assert "Entries are written in French" in page
