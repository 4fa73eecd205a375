"""The way to one's commune, from the home page, by postcode or name."""

import pytest
from django.test import Client

from cooperation.enums import AliasKind
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bonne() -> None:
    authority = factories.CollectivityFactory(
        name="Bonne", slug="bonne", insee_code="74040", postcodes="74380"
    )
    factories.CollectivityAliasFactory(
        collectivity=authority, name="Loëx", kind=AliasKind.DELEGATED
    )
    factories.CollectivityFactory(name="Bonneville", postcodes="74130")


def test_the_home_page_has_the_form(client: Client) -> None:
    page = page_of(client, "/")
    assert 'action="/ma-commune/"' in page.html
    assert "Code postal ou nom de la commune" in page.text


@pytest.mark.parametrize(
    "text", ["74380", " 74 380 ", "74040", "Bonne", "BONNE ", "loex"]
)
def test_one_commune_is_led_to(client: Client, bonne: None, text: str) -> None:
    response = client.get("/ma-commune/", {"q": text})
    assert response.status_code == 302
    assert response.headers["Location"] == "/collectivites/bonne/"


def test_the_english_form_leads_to_the_english_page(
    client: Client, bonne: None
) -> None:
    response = client.get("/en/ma-commune/", {"q": "74380"})
    assert response.headers["Location"] == "/en/collectivites/bonne/"


def test_communes_of_one_postcode_are_chosen_from_those_that_cooperate_first(
    client: Client,
) -> None:
    for name in ("Ambilly", "Annemasse", "Étrembières"):
        factories.CollectivityFactory(name=name, postcodes="74100 74112")
    factories.CollectivityFactory(
        name="Disparue", postcodes="74100", closed_on="2020-01-01"
    )
    lead = factories.CollectivityFactory(name="Ville-la-Grand", postcodes="74100")
    factories.ActionFactory(lead=lead)

    text = page_of(client, "/ma-commune/?q=74100").text

    assert "4 collectivités : choisissez la vôtre Ville-la-Grand" in text
    places = [text.index(name) for name in ("Ambilly", "Annemasse", "Étrembières")]
    assert places == sorted(places)
    assert "Disparue" not in text


def test_a_beginning_of_a_name_offers_the_names_that_have_it(
    client: Client, bonne: None
) -> None:
    text = page_of(client, "/ma-commune/?q=bonn").text
    assert "2 collectivités : choisissez la vôtre Bonne" in text


def test_an_epci_is_found_where_no_commune_has_the_name(client: Client) -> None:
    factories.CollectivityFactory(epci_kind=True, name="CC du Lac", slug="cc-du-lac")
    response = client.get("/ma-commune/", {"q": "cc du lac"})
    assert response.headers["Location"] == "/collectivites/cc-du-lac/"


def test_a_name_spelled_nearly_so_is_offered_not_chosen(
    client: Client, bonne: None
) -> None:
    page = page_of(client, "/ma-commune/?q=Bonevile")
    assert "Aucune collectivité ne porte le nom « Bonevile »" in page.text
    assert "Vouliez-vous dire ? Bonneville" in page.text


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("74999", "Aucune commune n’a le code « 74999 ». Donnez les cinq chiffres"),
        ("741", "Donnez les cinq chiffres du code postal, sans Cedex"),
        ("Atlantide", "Aucune collectivité ne porte le nom « Atlantide »."),
        ("?!", "Aucune collectivité ne porte le nom « ?! »."),
        ("x" * 5000, "Vérifiez l’orthographe"),
        ("", "Code postal ou nom de la commune"),
    ],
)
def test_what_names_nothing_is_told_what_to_do(
    client: Client, bonne: None, text: str, advice: str
) -> None:
    response = client.get("/ma-commune/", {"q": text})
    assert response.status_code == 200
    assert advice in " ".join(response.content.decode().split())


def test_a_name_of_very_many_says_to_be_precise(client: Client) -> None:
    factories.CollectivityFactory.create_batch(51)
    name = factories.CollectivityFactory().name.split()[0]

    text = page_of(client, f"/ma-commune/?q={name}").text

    assert "Plus de 50 collectivités portent ce nom" in text
    assert "Donnez le nom en entier, ou le code postal." in text


def test_the_choice_is_kept_out_of_search_engines(client: Client) -> None:
    page = page_of(client, "/ma-commune/")
    assert '<meta name="robots" content="noindex">' in page.html
