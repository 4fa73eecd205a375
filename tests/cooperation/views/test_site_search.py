"""The search over everything, and what its box offers."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation.enums import CollectivityKind, Publication
from cooperation.models import Agreement
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    DepartmentFactory,
    FundingCallFactory,
    FundingWindowFactory,
    GlossaryTermFactory,
    InvolvementFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
    ResourceFactory,
    SynonymFactory,
    ThemeFactory,
)
from tests.security.world import publish_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    """One row of each group that "Téra" or "eau" may find."""
    niger = CountryFactory(iso2="NE", iso3="NER", name_fr="Niger", name_en="Niger")
    tera = PlaceFactory(name="Téra", country=niger)
    water = ThemeFactory(code="eau", name_fr="Eau et assainissement")
    SynonymFactory(text="eau", param="theme", value="eau")
    bonneville = CollectivityFactory(name="Bonneville")
    action = ActionFactory(title="Eau à Téra", lead=bonneville, themes=[water])
    LocationFactory(action=action, place=tera, country=niger)
    InvolvementFactory(action=action, partner=PartnerFactory(name="Commune de Téra"))
    AgreementFactory(collectivity=bonneville, title="Bonneville – Téra", place=tera)
    GlossaryTermFactory(name_fr="Eau potable", code="eau-potable")
    ResourceFactory(name="Programme Solidarité Eau", acronym="pS-Eau")
    return action


def get(client: Client, text: str, **more: str) -> str:
    response = client.get("/recherche/", {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode()


def list_groups(client: Client, text: str) -> list[str]:
    found = re.findall(r'-titre">(.*?)</h2>', get(client, text), re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", heading).split()) for heading in found]


@pytest.mark.slow
def test_every_kind_of_answer_has_its_group(client: Client, world: Any) -> None:
    assert list_groups(client, "eau") == [
        "Actions 1",
        "Thématiques 1",
        "Glossaire 1",
        "Ressources 1",
    ]
    assert list_groups(client, "Téra") == [
        "Actions 1",
        "Accords 1",
        "Lieux 1",
        "Partenaires 1",
    ]
    assert list_groups(client, "Bonneville") == [
        "Collectivités 1",
        "Actions 1",
        "Accords 1",
    ]
    assert list_groups(client, "Niger") == ["Pays 1", "Actions 1", "Accords 1"]


def test_each_group_leads_to_its_list_with_the_same_words(
    client: Client, world: Any
) -> None:
    page = get(client, "Téra")

    assert 'href="/actions/?q=T%C3%A9ra"' in page
    assert 'href="/accords/?q=T%C3%A9ra"' in page
    assert 'href="/partenaires/?q=T%C3%A9ra"' in page


def test_a_published_report_is_found_by_a_word_of_its_title(client: Client) -> None:
    publish_report()

    assert list_groups(client, "public etat") == ["États des lieux 1"]
    assert list_groups(client, "canari etat") == []


def test_what_is_found_is_marked_and_nothing_else_is_markup(client: Client) -> None:
    AgreementFactory(
        title="Mont-d'Or – Baham <b>",
        collectivity__name="Mont-d'Or",
        counterpart__name="Baham <b>",
    )

    page = get(client, "Baham")

    assert "Mont-d&#x27;Or – <mark>Baham</mark> &lt;b&gt;" in page
    assert "&lt;mark" not in page
    assert "<b>" not in page.split('id="accords"')[1].split("</section>")[0]


def test_nothing_unpublished_is_found(client: Client) -> None:
    action = ActionFactory(title="Eau", publication=Publication.DRAFT)
    place = PlaceFactory(name="Téra")
    LocationFactory(action=action, place=place, country=place.country)
    InvolvementFactory(action=action, partner=PartnerFactory(name="Régie de Téra"))
    ResourceFactory(name="Guide de l’eau", publication=Publication.DRAFT)

    for text in ("eau", "Téra", "régie", "guide"):
        assert list_groups(client, text) == []


def test_a_mistake_is_answered_as_the_directory_writes_it(
    client: Client, world: Any
) -> None:
    page = get(client, "Bonnevile Niger")

    assert "Résultats pour « bonneville Niger »." in page
    assert 'href="?q=%22Bonnevile%22%20%22Niger%22"' in page
    assert list_groups(client, "Bonnevile Niger") == [
        "Pays 1",
        "Collectivités 1",
        "Actions 1",
        "Accords 1",
    ]


def test_a_country_with_a_mistake_is_offered(client: Client) -> None:
    CountryFactory(iso2="GB", iso3="GBR", name_fr="Royaume-Uni")

    assert list_groups(client, "royaume unie") == ["Pays 1"]


def test_what_words_were_read_as_is_shown_and_taken_back(
    client: Client, world: Any
) -> None:
    page = get(client, "eau Niger Bonneville")

    assert re.findall(r'class="tag tag--filter" href="([^"]+)"', page) == [
        "?q=Niger%20Bonneville",
        "?q=eau%20Bonneville",
        "?q=eau%20Niger",
    ]
    assert 'href="?q=%22eau%22%20%22Niger%22%20Bonneville"' in page


@pytest.mark.slow
def test_what_is_named_stays_where_no_entry_has_all(client: Client, world: Any) -> None:
    CountryFactory(iso2="TG", iso3="TGO", name_fr="Togo", name_en="Togo")

    page = get(client, "Bonneville Togo")

    assert "voici ce qui répond sans « Togo »" in page
    assert "voici ce qui" not in get(client, "Bonneville Togo", liste="oui")
    assert list_groups(client, "Bonneville Togo") == [
        "Pays 1",
        "Collectivités 1",
        "Actions 1",
        "Accords 1",
    ]


def test_a_name_alone_is_not_answered_by_a_part_of_it(client: Client) -> None:
    CollectivityFactory(name="Saint-Julien-Mont-Denis")
    ActionFactory(title="Saint-Julien-en-Genevois")

    assert list_groups(client, "Saint-Julien-Mont-Denis") == ["Collectivités 1"]
    assert "Aucune action ni aucun accord" in get(client, "Saint-Julien-Mont-Denis")


@pytest.mark.parametrize("text", ["mairie de Bonneville", "ville de Bonneville"])
def test_an_authority_is_found_as_people_call_it(
    client: Client, world: Any, text: str
) -> None:
    assert list_groups(client, text)[0] == "Collectivités 1"


def test_the_number_of_a_department_leads_to_its_authority(client: Client) -> None:
    savoie = DepartmentFactory(code="73", name="Savoie")
    CollectivityFactory(
        name="Département de la Savoie",
        kind=CollectivityKind.DEPARTEMENT,
        department=savoie,
    )

    assert list_groups(client, "73") == ["Collectivités 1"]


def test_funding_announcements_and_pages_are_found(client: Client) -> None:
    FundingWindowFactory(name_fr="Loi Oudin-Santini", name_en="Oudin-Santini law")
    FundingCallFactory(title="Appel à projets eau", deadline=date(2099, 1, 1))
    FundingCallFactory(title="Appel clos", deadline=date(2020, 1, 1))

    assert list_groups(client, "oudin") == ["Financements 1"]
    assert list_groups(client, "appel projets") == [
        "Appels à projets, agenda, offres 1",
        "Pages du site 1",
    ]
    assert list_groups(client, "budget") == ["Pages du site 2"]
    assert list_groups(client, "mot de passe") == ["Pages du site 1"]
    assert 'href="/etats-des-lieux/"' in get(client, "rapports")


def test_nothing_found_leads_on(client: Client) -> None:
    page = get(client, "xyzzy")

    assert "Rien ne répond à ces mots" in page
    assert 'href="/actions/">Toutes les actions' in page


@pytest.mark.parametrize("text", ["", " ", "a", "?!", "é"])
def test_less_than_two_letters_asks_for_more(client: Client, text: str) -> None:
    assert "Écrivez au moins deux lettres" in get(client, text)


@pytest.mark.parametrize("text", ["'; --", '"', '""', "-", "<b>", "é" * 300])
@pytest.mark.slow
def test_no_text_breaks_the_page(client: Client, text: str, world: Any) -> None:
    get(client, text)
    get(client, text, liste="oui")


def test_the_box_gets_entities_with_how_many_entries(
    client: Client, world: Any
) -> None:
    options = get(client, "Bonnev", liste="oui")

    assert "<html" not in options
    assert re.findall(r'role="option".*?href="([^"]+)"', options, re.DOTALL) == [
        world.lead.get_absolute_url(),
        world.get_absolute_url(),
        Agreement.objects.get().get_absolute_url(),
        "/recherche/?q=Bonnev",
    ]
    assert "1 action, 1 accord" in " ".join(options.split())


def test_the_number_of_queries_does_not_grow(client: Client, world: Any) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(client, "Bonneville")
        return len(queries)

    before = count()
    for number in range(4):
        CollectivityFactory(name=f"Bonneville {number}")
        AgreementFactory(collectivity=world.lead, title=f"Bonneville – {number}")

    assert count() == before
