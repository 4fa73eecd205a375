"""The page of the map: its filters, its table, the card of what is chosen."""

import re

import pytest
from django.test import Client

from tests.browser.maps import build_links
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _links() -> None:
    build_links()


def test_the_map_has_the_filters_of_the_list(client: Client) -> None:
    page = page_of(client, "/carte/?pays=ne")

    assert 'id="f-pays-ne" name="pays" value="ne" checked' in page.html
    assert (
        "1 accord · 1 action Filtres choisis Retirer le filtre Pays Niger" in page.text
    )
    assert 'data-query="pays=ne"' in page.html


def test_htmx_gets_what_changes_only(client: Client) -> None:
    answer = client.get("/carte/?pays=ne", headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    for element in ("results", "facets", "choisis", "filtres-n", "recherche"):
        assert f'id="{element}"' in answer.text


def test_a_cell_of_the_table_says_what_it_holds_on_a_phone(client: Client) -> None:
    page = page_of(client, "/carte/?pays=ne")

    assert "Annecy Téra Niger Jumelage 1 action" in page.text
    labels = re.findall(r'<td data-label="(.*?)"', page.html)
    assert labels == ["Lieu", "Pays", "Accord", "Fiches"] * 2


@pytest.mark.parametrize(
    ("choice", "name", "numbers", "links"),
    [
        (
            "ici:annecy",
            "Annecy",
            "1 accord · 1 action · 1 pays",
            {
                "Fiche : Annecy": "/collectivites/annecy/",
                "Voir dans la liste : 1 accord": "/accords/?collectivite=annecy",
                "Voir dans la liste : 1 action": "/actions/?collectivite=annecy",
            },
        ),
        (
            "pays:NE",
            "Niger",
            "1 accord · 1 action · 1 collectivité",
            {
                "Fiche : Niger": "/pays/ne/",
                "Voir dans la liste : 1 accord": "/accords/?pays=ne",
                "Voir dans la liste : 1 action": "/actions/?pays=ne",
            },
        ),
        (
            "lieu:14.01,0.75",
            "Téra, Niger",
            "1 accord · 1 action · 1 collectivité",
            {
                "Tout le pays : Niger": "/carte/?#choix=pays:NE",
                "Voir dans la liste : 1 accord": (
                    "/accords/?bbox=0.746,14.006,0.754,14.014"
                ),
                "Voir dans la liste : 1 action": (
                    "/actions/?bbox=0.746,14.006,0.754,14.014"
                ),
            },
        ),
        (
            "zone:-6,8,4,16",
            "Fiches de ce point",
            "1 accord · 2 actions · 2 collectivités",
            {
                "Voir dans la liste : 1 accord": "/accords/?bbox=-6,8,4,16",
                "Voir dans la liste : 2 actions": "/actions/?bbox=-6,8,4,16",
            },
        ),
    ],
)
def test_the_card_of_a_choice_names_it_and_leads_on(
    client: Client, choice: str, name: str, numbers: str, links: dict[str, str]
) -> None:
    page = page_of(client, f"/carte/fiches/?choix={choice}")

    assert f"{name} {numbers} {' '.join(links)}" in page.text
    assert set(links.values()) <= set(page.links)


@pytest.mark.parametrize("choice", ["ici:nulle-part", "pays:XX", "autre", "lieu:a,b"])
def test_an_unknown_choice_is_said_and_shows_nothing(
    client: Client, choice: str
) -> None:
    page = page_of(client, f"/carte/fiches/?choix={choice}")

    assert 'data-total="0"' in page.html
    assert f"« {choice} » n’est plus un point de la carte" in page.text
