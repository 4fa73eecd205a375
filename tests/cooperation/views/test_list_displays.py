"""Lists as cards, tables and maps: columns, page sizes, orders, exports."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cooperation.models import Action
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def headings(page: str) -> list[str]:
    """Return the headings of the columns of a table."""
    return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)


def names(page: str) -> list[str]:
    """Return the names of the rows of a table."""
    return re.findall(r'<th scope="row"[^>]*><a href="[^"]+">(.*?)</a>', page)


@pytest.fixture
def digging() -> None:
    """An action of Annecy in Téra, under way since 2019."""
    action = factories.ActionFactory(
        title="Forage", lead__name="Annecy", start_year=2019, budget_eur=12_000
    )
    place = factories.PlaceFactory(name="Téra", country=factories.CountryFactory())
    factories.LocationFactory(action=action, country=place.country, place=place)


# Tables -------------------------------------------------------------------------------


def test_a_table_has_the_columns_that_the_address_chooses(
    client: Client, digging: None
) -> None:
    page = read(client, "/actions/?vue=tableau&colonnes=budget&colonnes=lieux")

    assert headings(page) == ["Nom", "Où", "Budget"]
    assert names(page) == ["Forage"]
    assert "Téra, Niger</span></td>" in page
    assert "12\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€</span></td>" in page
    assert re.findall(r'name="colonnes"\s+value="(\w+)"\s+checked', page) == [
        "lieux",
        "budget",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("actions", ["Nom", "Collectivité", "Où", "Années", "État"]),
        ("accords", ["Nom", "Type", "Où", "Années", "État", "Actions"]),
        ("partenaires", ["Nom", "Nature", "Pays", "Accords", "Actions"]),
    ],
)
def test_a_table_has_its_usual_columns_where_none_is_chosen(
    client: Client, path: str, expected: list[str]
) -> None:
    factories.ActionFactory()
    factories.AgreementFactory()

    assert headings(read(client, f"/{path}/?vue=tableau")) == expected


def test_an_authority_has_its_countries_and_numbers_in_a_table(
    client: Client, digging: None
) -> None:
    columns = "colonnes=pays&colonnes=actions"
    page = read(client, f"/collectivites/?vue=tableau&{columns}")

    assert headings(page) == ["Nom", "Pays", "Actions"]
    assert "ne.svg" in page
    assert re.search(r"Niger</span></td>", page)
    assert re.search(
        r'<a href="/actions/\?collectivite=[\w-]+">1</a></span></td>', page
    )


def test_a_country_has_its_numbers_in_a_table(client: Client, digging: None) -> None:
    page = read(client, "/pays/?vue=tableau")

    assert names(page) == ["Niger"]
    assert '<a href="/collectivites/?pays=ne">1</a></span></td>' in page
    assert '<a href="/actions/?pays=ne">1</a></span></td>' in page


def test_words_found_are_marked_in_a_table_too(client: Client, digging: None) -> None:
    page = client.get("/actions/?vue=tableau&q=forage").content.decode()

    assert "<mark>Forage</mark></a>" in page


def test_a_column_that_does_not_exist_is_named(client: Client, digging: None) -> None:
    page = read(client, "/actions/?vue=tableau&colonnes=zut")

    assert "« zut » n’est pas une valeur du filtre" in page
    assert headings(page)[1:2] == ["Collectivité"]


def test_the_form_keeps_the_display_and_columns_of_another_display(
    client: Client, digging: None
) -> None:
    table = read(client, "/actions/?vue=tableau&colonnes=lieux")
    cards = read(client, "/actions/?colonnes=lieux")

    assert '<input type="hidden" name="vue" value="tableau">' in table
    assert '<input type="hidden" name="colonnes" value="lieux">' not in table
    assert '<input type="hidden" name="colonnes" value="lieux">' in cards


def test_a_list_of_partners_keeps_a_choice_that_no_control_shows(
    client: Client,
) -> None:
    action = factories.ActionFactory(lead__slug="annecy-74")
    factories.InvolvementFactory(action=action)

    page = read(client, "/partenaires/?collectivite=annecy-74")

    assert '<input type="hidden" name="collectivite" value="annecy-74">' in page


# Pages and orders ---------------------------------------------------------------------


@pytest.mark.parametrize(("query", "number"), [("", 25), ("?par=50", 50)])
@pytest.mark.slow
def test_a_page_has_as_many_results_as_asked(
    client: Client, query: str, number: int
) -> None:
    lead = factories.CollectivityFactory()
    factories.ActionFactory.create_batch(51, lead=lead)

    page = read(client, f"/actions/{query}")

    assert page.count('class="card__title"') == number
    assert f'href="{query or "?"}{"&" if query else ""}page=2"' in page


def test_another_number_a_page_is_named_and_left_out(client: Client) -> None:
    factories.ActionFactory()

    assert "25, 50, 100" in read(client, "/actions/?par=7")


def test_agreements_are_sorted_by_age(client: Client) -> None:
    for name, year in [("Vicence", 1995), ("Bayreuth", 1966), ("Téra", None)]:
        agreement = factories.AgreementFactory(
            collectivity__name="Annecy", counterpart__name=name
        )
        factories.AgreementEventFactory(agreement=agreement, year=year)

    page = read(client, "/accords/?vue=tableau&tri=ancien")

    assert names(page) == ["Annecy – Bayreuth", "Annecy – Vicence", "Annecy – Téra"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/collectivites/?tri=population", ["Lyon", "Annecy"]),
        ("/collectivites/?tri=nom", ["Annecy", "Lyon"]),
        ("/actions/?tri=collectivite", ["Zoo", "Aqueduc"]),
        ("/actions/?tri=ancien", ["Aqueduc", "Zoo"]),
    ],
)
def test_lists_are_sorted_by_what_their_columns_hold(
    client: Client, address: str, expected: list[str]
) -> None:
    for title, year, name, population in [
        ("Zoo", 2010, "Annecy", 130_000),
        ("Aqueduc", 1990, "Lyon", 520_000),
    ]:
        lead = factories.CollectivityFactory(name=name, population=population)
        factories.ActionFactory(title=title, start_year=year, lead=lead)

    assert names(read(client, f"{address}&vue=tableau")) == expected


# Exports and maps ---------------------------------------------------------------------


def test_exports_stand_above_the_results_under_the_name_of_the_selection(
    client: Client, digging: None
) -> None:
    page = read(client, "/actions/?pays=ne&vue=tableau&par=50&colonnes=lieux")

    assert "Cette sélection : Niger" in page
    assert 'href="/actions.csv?pays=ne"' in page
    assert 'href="/integrer/?pays=ne"' in page
    assert page.index("/actions.csv") < page.index("<tbody>")


@pytest.mark.parametrize("address", ["/actions.csv", "/actions.geojson"])
def test_machines_accept_what_chooses_a_display(
    client: Client, digging: None, address: str
) -> None:
    response = client.get(f"{address}?vue=tableau&par=50&colonnes=lieux")

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["accords", "collectivites", "partenaires", "pays"])
def test_every_list_has_a_map(client: Client, path: str) -> None:
    niger = factories.CountryFactory(lat=17, lng=8)
    agreement = factories.AgreementFactory(
        country=niger,
        collectivity__lat=45.9,
        collectivity__lng=6.1,
    )
    action = factories.ActionFactory(lead=agreement.collectivity)
    factories.LocationFactory(action=action, country=niger)
    factories.InvolvementFactory(action=action)

    page = page_of(client, f"/{path}/?vue=carte")

    assert f"/{path}/?vue=carte" in page.links
    authority = agreement.collectivity.get_absolute_url()
    assert {"/pays/ne/", authority} <= {*page.links}
    assert '<a href="/pays/ne/" aria-label="Niger">' in page.html
    assert "collectivité française" in page.text
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="still"' in page.html


def test_a_map_without_any_known_place_says_so(client: Client) -> None:
    factories.InvolvementFactory()

    assert "Aucun lieu de cette sélection n’est connu." in read(
        client, "/partenaires/?vue=carte"
    )


# Cost ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/actions/?vue=tableau", 16),
        ("/accords/?vue=tableau", 18),
        ("/collectivites/", 24),
        ("/collectivites/?vue=tableau", 25),
        ("/partenaires/", 22),
        ("/pays/", 21),
    ],
)
def test_a_display_takes_as_many_queries_whatever_its_length(
    client: Client,
    django_assert_num_queries: Any,
    item_count: int,
    address: str,
    queries: int,
) -> None:
    for number in range(item_count):
        country = factories.CountryFactory(iso2=f"{'ABC'[number]}B")
        action = factories.ActionFactory(themes=[factories.ThemeFactory()])
        factories.LocationFactory(action=action, country=country)
        factories.InvolvementFactory(action=action, partner__country=country)
        factories.AgreementFactory(collectivity=action.lead, country=country)
    with django_assert_num_queries(queries):
        client.get(address)


# Photos -------------------------------------------------------------------------------


def test_a_card_shows_the_first_photo_of_its_action_small(
    client: Client, digging: None
) -> None:
    action = Action.objects.get()
    factories.PhotoFactory(action=action, position=2, alt="Le chantier")
    first = factories.PhotoFactory(action=action, position=1, alt="Le puits")
    factories.ActionFactory()

    page = read(client, "/actions/")

    assert re.findall(r'<img class="card__photo" src="(.*?)" alt="(.*?)"', page) == [
        (f"/photos/{first.pk}/petite/", "Le puits")
    ]
    assert 'width="160" height="120" loading="lazy"' in page
