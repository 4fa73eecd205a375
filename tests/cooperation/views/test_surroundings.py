"""The page of an authority of which no cooperation is known."""

from typing import Any

import pytest
from django.test import Client

from cooperation.enums import CollectivityKind
from cooperation.pdf import portraits as printed
from tests import factories
from tests.cooperation.views.pages import Page, page_of

pytestmark = pytest.mark.django_db

# About 11 km to the north for each tenth of a degree.
HERE, NEAR, FAR = (46.20, 6.20), (46.30, 6.20), (46.90, 6.20)


def at(point: tuple[float, float], **fields: Any) -> Any:
    return factories.CollectivityFactory(lat=point[0], lng=point[1], **fields)


@pytest.fixture
def bonne() -> Any:
    epci = at(NEAR, epci_kind=True, name="Annemasse Agglo", slug="agglo")
    return at(HERE, name="Bonne", slug="bonne", epci=epci)


def acting(authority: Any, iso2: str = "NE", theme: str = "eau") -> Any:
    action = factories.ActionFactory(
        lead=authority, themes=[factories.ThemeFactory(code=theme, name_fr=theme)]
    )
    country = factories.CountryFactory(iso2=iso2, name_fr=f"Pays {iso2}")
    factories.LocationFactory(action=action, country=country)
    return action


def get_page(client: Client) -> Page:
    return page_of(client, "/collectivites/bonne/")


def test_it_says_who_cooperates_nearby_how_far_where_and_on_what(
    client: Client, bonne: Any
) -> None:
    acting(at(NEAR, name="Voisine", slug="voisine"), "ML", "eau")
    acting(at((46.25, 6.20), name="Plus près"), "BJ", "sport")
    acting(at(FAR, name="Trop loin"))
    at(NEAR, name="Voisine muette")

    page = get_page(client)

    near = page.text.split("Qui coopère à moins de 30 km")[1].split("Son inter")[0]
    assert "Où : Pays BJ, Pays ML · Sujets : eau, sport" in near
    assert "Plus près Commune à 6 km Où : Pays BJ · Sujets : sport 1 action" in near
    assert near.index("Plus près") < near.index("Voisine Commune à 11 km Où : Pays ML")
    assert "Trop loin" not in page.text
    assert "muette" not in page.text
    assert "/actions/?collectivite=voisine" in page.links


def test_a_department_or_a_region_is_near_nobody(client: Client, bonne: Any) -> None:
    acting(at(NEAR, name="La Région", kind=CollectivityKind.REGION, department=None))
    assert "Qui coopère à moins" not in get_page(client).text


def test_it_shows_what_its_epci_and_its_department_do(
    client: Client, bonne: Any
) -> None:
    council = at(
        FAR,
        name="Haute-Savoie",
        slug="haute-savoie",
        kind=CollectivityKind.DEPARTEMENT,
        department=bonne.department,
    )
    acting(council)
    factories.ActionFactory(lead=bonne.epci, title="Puits de l’agglo")
    member = factories.CollectivityFactory(epci=bonne.epci, name="Cranves-Sales")
    factories.AgreementFactory(collectivity=member, counterpart__name="Gaiberg")

    page = get_page(client)

    assert "Son intercommunalité et son département Annemasse Agglo" in page.text
    assert "Puits de l’agglo" in page.text
    assert "Gaiberg" in page.text
    assert {
        "/collectivites/agglo/",
        "/collectivites/haute-savoie/",
        "/actions/?epci=agglo",
        "/accords/?epci=agglo",
        "/actions/?departement=74",
    } <= set(page.links)


def test_it_says_how_to_begin_and_how_to_declare(client: Client, bonne: Any) -> None:
    acting(at(NEAR, name="Voisine", slug="voisine"))

    page = get_page(client)

    assert "écrire à Voisine" in page.text
    assert {
        "/collectivites/voisine/ecrire/",
        "/collectivites/bonne/portrait.pdf",
        "/ressources/",
        "/ressources/appels/",
        "/financements/",
        "/compte/demande/?collectivite=bonne",
        "/a-propos/#signaler",
    } <= set(page.links)


def test_it_is_not_indexed_until_it_has_an_entry(client: Client, bonne: Any) -> None:
    mark, address = '<meta name="robots" content="noindex">', "/collectivites/bonne/"
    listed = client.get("/sitemap-collectivites.xml").content.decode()
    assert mark in get_page(client).html
    assert address not in listed

    factories.ActionFactory(lead=bonne)

    assert mark not in get_page(client).html
    assert address in client.get("/sitemap-collectivites.xml").content.decode()


def test_a_draft_changes_nothing(client: Client, bonne: Any) -> None:
    factories.ActionFactory(lead=bonne, draft=True, title="Un secret")
    hidden = at(NEAR, name="Voisine discrète")
    factories.ActionFactory(lead=hidden, draft=True)

    page = get_page(client)

    assert "Aucune action connue à ce jour" in page.text
    assert "secret" not in page.html
    assert "discrète" not in page.html


def test_without_a_point_or_an_epci_it_still_says_how_to_begin(client: Client) -> None:
    factories.CollectivityFactory(
        slug="bonne", lat=None, lng=None, epci=None, department=None
    )
    assert "Comment commencer" in get_page(client).text


def test_one_that_no_longer_exists_is_not_told_to_begin(
    client: Client, bonne: Any
) -> None:
    bonne.closed_on = "2020-01-01"
    bonne.save()
    assert "Comment commencer" not in get_page(client).text


def test_its_portrait_prints_who_cooperates_around(
    client: Client, bonne: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(at(NEAR, name="Voisine"), "ML", "eau")
    seen: list[Any] = []
    monkeypatch.setattr(
        printed, "render_pdf", lambda _name, data: seen.append(data) or b"%PDF"
    )

    assert client.get("/collectivites/bonne/portrait.pdf").status_code == 200

    blocks = seen[0].editions[0]
    assert [(one.title, [bar.label for bar in one.rows]) for one in blocks] == [
        ("Son territoire", ["Annemasse Agglo"]),
        ("Qui coopère à moins de 30 km", ["Voisine"]),
        ("Dans quels pays", ["Pays ML"]),
        ("Sur quoi", ["Eau"]),
    ]


@pytest.mark.parametrize("neighbours", [1, 4])
def test_it_takes_the_same_queries_whoever_is_around(
    client: Client, bonne: Any, neighbours: int, django_assert_num_queries: Any
) -> None:
    for number in range(neighbours):
        acting(at(NEAR), f"{'ABCD'[number]}A", f"theme-{number}")
        acting(factories.CollectivityFactory(epci=bonne.epci))
        factories.AgreementFactory(collectivity=bonne.epci)

    with django_assert_num_queries(44):
        client.get("/collectivites/bonne/")
