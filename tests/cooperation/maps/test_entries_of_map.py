"""The map counts agreements and actions together, each once."""

from typing import Any

import pytest
from django.test import Client

from cooperation.enums import AgreementKind
from cooperation.maps import drawn_links
from tests import factories
from tests.cooperation.maps.test_links import read
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

LINKS = "/carte/liens.json"


@pytest.fixture(autouse=True)
def _entries() -> None:
    """A twinning of two authorities at Téra, two actions, and a draft."""
    annecy = factories.CollectivityFactory(
        name="Annecy", slug="annecy", lat=45.9, lng=6.12
    )
    thonon = factories.CollectivityFactory(
        name="Thonon", slug="thonon", lat=46.37, lng=6.48
    )
    niger = factories.CountryFactory()
    tera = factories.PlaceFactory(name="Téra", country=niger, lat=14.01, lng=0.75)
    where = {"country": niger, "place": tera}
    twinning = factories.AgreementFactory(
        title="Jumelage de Téra",
        slug="tera",
        collectivity=annecy,
        other_signatories=[thonon],
        **where,
    )
    twinning.places.add(tera)
    factories.AgreementEventFactory(agreement=twinning, year=1990)
    factories.AgreementFactory(draft=True, collectivity=annecy, **where)
    for agreement in (twinning, None):
        action = factories.ActionFactory(
            lead=annecy, agreement=agreement, start_year=2001, end_year=2003
        )
        factories.LocationFactory(action=action, **where)


def get_links(client: Client, query: str = "") -> Any:
    return client.get(f"{LINKS}?{query}").json()


def test_a_link_counts_agreements_and_actions_each_once(client: Client) -> None:
    drawn = get_links(client)

    assert read(drawn) == {
        ("Annecy", "Téra", "NE", "jumelage"): 2,
        ("Thonon", "Téra", "NE", "jumelage"): 1,
        ("Annecy", "Téra", "NE", "sans_accord"): 1,
    }
    assert (drawn["total"], drawn["agreements"], drawn["actions"]) == (3, 1, 2)
    assert drawn["countries"] == {"NE": 3}
    assert sum(drawn["links"]["lead"]) == 3


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("fiches=accords", (1, 0)), ("fiches=actions", (0, 2)), ("statut=en_cours", None)],
)
def test_one_kind_can_be_chosen(client: Client, query: str, numbers: Any) -> None:
    drawn = get_links(client, query)

    listed = client.get(f"/actions/?{query}").context["selection"].qs.count()
    assert (drawn["agreements"], drawn["actions"]) == (numbers or (0, listed))


def test_an_unknown_kind_is_refused_or_said(client: Client) -> None:
    assert client.get(f"{LINKS}?fiches=tout").status_code == 400
    page = page_of(client, "/carte/?fiches=tout")
    assert "donnez actions ou accords" in page.text
    assert "1 accord · 2 actions" in page.text


def test_grouped_links_count_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn_links, "GROUP_ABOVE", 0)
    grouped = get_links(client, "zoom=12")

    assert grouped["grouped"]
    assert sorted(grouped["links"]["n"]) == [1, 1, 2]
    assert sum(grouped["links"]["lead"]) == sum(get_links(client)["links"]["lead"])
    assert grouped["countries"] == {"NE": 3}


def test_years_of_agreements_are_those_of_their_list(client: Client) -> None:
    drawn = get_links(client, "annees=1&fiches=accords")
    spans = drawn["spans"]
    assert set(zip(spans["from"], spans["to"], strict=True)) == {(1990, 9999)}
    for year in (1989, 1990, 2020):
        asked = f"fiches=accords&annee_min={year}&annee_max={year}"
        listed = client.get(f"/accords/?{asked}").context["selection"].qs.count()
        assert get_links(client, asked)["total"] == listed == int(year >= 1990)


def test_the_page_counts_both_and_leads_to_both_lists(client: Client) -> None:
    page = page_of(client, "/carte/?pays=ne")

    assert "1 accord · 2 actions" in page.text
    assert {"/accords/?pays=ne", "/actions/?pays=ne"} <= set(page.links)
    assert "Niger 3" in page.text
    assert "Thonon Téra Niger Jumelage 1 accord" in page.text
    assert "/accords/tera/" in page.links


def test_a_chosen_kind_is_a_filter_that_can_be_removed(client: Client) -> None:
    page = page_of(client, "/carte/?fiches=accords")

    assert 'id="f-fiches-accords"' in page.html
    assert "Retirer le filtre Fiches accords" in page.text
    assert 'data-query="fiches=accords"' in page.html
    assert "2 actions" not in page.text


def test_the_list_beside_its_map_draws_its_actions_alone(client: Client) -> None:
    page = page_of(client, "/actions/?vue=deux")

    assert 'data-query="vue=deux&amp;fiches=actions"' in page.html


def test_the_picture_names_both(client: Client) -> None:
    drawn = client.get("/carte.svg").text

    assert "1 accord · 2 actions" in drawn
    assert "Thonon" in drawn
    assert "Thonon" not in client.get("/carte.svg?fiches=actions").text


def test_the_card_of_a_place_has_entries_of_both_kinds(client: Client) -> None:
    page = page_of(client, "/carte/fiches/?choix=lieu:14.01,0.75")

    assert "Téra, Niger 1 accord · 2 actions · 2 collectivités" in page.text
    assert "/accords/tera/" in page.links
    assert 'data-total="3"' in page.html
    agreed = page_of(client, "/carte/fiches/?choix=lieu:14.01,0.75&fiches=accords")
    assert "Téra, Niger 1 accord · 2 collectivités" in agreed.text


def test_kinds_of_agreements_are_those_of_the_directory() -> None:
    assert drawn_links.LINK_KINDS[:-1] == AgreementKind.values
