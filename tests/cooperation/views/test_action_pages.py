"""The page of an action: all that is known of it, and nothing that is not public."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    CollectivityKind,
    InvolvementRole,
    Publication,
    Verifier,
)
from tests import factories
from tests.cooperation.views.pages import Page, page_of

pytestmark = pytest.mark.django_db


def make_action() -> None:
    """Make an action with something of everything."""
    action = factories.ActionFactory(
        slug="eau-tera",
        title="De l’eau pour Téra",
        summary="Trois quartiers de Téra ont de l’eau.",
        description="Trois forages.\n\nPuis <b>une</b> régie.",
        results="12 000 personnes desservies.",
        lead=factories.CollectivityFactory(name="Annemasse", slug="annemasse"),
        co_leads=[factories.CollectivityFactory(name="Ambilly", slug="ambilly")],
        agreement=factories.AgreementFactory(
            title="Convention de 2008",
            slug="convention-2008",
            kind=AgreementKind.COOPERATION,
        ),
        themes=[factories.ThemeFactory(name_fr="Eau et assainissement")],
        goals=[factories.GoalFactory(name_fr="Eau propre")],
        status=ActionStatus.ACTIVE,
        start_year=2019,
        end_year=2027,
        budget_eur=481_180,
        own_share_eur=120_000,
        contact_function="Direction de l’eau",
        contact_email="eau@exemple.fr",
        verified_on=date.today(),
        verified_by=Verifier.AUTHORITY,
        source_name="Ville d’Annemasse",
        source_url="https://exemple.fr/source",
        source_note="Citation gardée pour contrôle",
        uncertainty="Le budget a été revu.",
    )
    place = factories.PlaceFactory(name="Téra")
    factories.LocationFactory(action=action, place=place)
    for role, name in [
        (InvolvementRole.OPERATOR, "Eau Vive"),
        (InvolvementRole.COFUNDER, "Agence de l’eau"),
    ]:
        factories.InvolvementFactory(action=action, partner__name=name, role=role)
    factories.FundingFactory(action=action, amount=30_000, year=2019)
    factories.FundingFactory(action=action, amount=None, year=2020)
    factories.DocumentFactory(action=action, title="Bilan de 2023")
    factories.PhotoFactory(action=action, alt="Un puits, de jour", credit="La régie")
    factories.TestimonyFactory(
        action=action, text="Nous avons appris.", function="Élue à l’eau"
    )


@pytest.fixture(scope="module")
def page(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Page:
    """The page of that action, made once for all that is said of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_action()
        page = page_of(Client(), "/actions/eau-tera/")
        transaction.set_rollback(True)
    return page


@pytest.mark.parametrize(
    "words",
    [
        "De l’eau pour Téra",
        "Trois quartiers de Téra ont de l’eau.",
        "En cours",
        "2019–2027",
        "Coopération décentralisée",
        "Téra, Niger",
        "Eau et assainissement",
        "6 Eau propre",
        "Opérateur Eau Vive",
        "Cofinanceur Agence de l’eau",
        "Budget 481 180 €",
        "dont 120 000 € de la collectivité chef de file",
        "oudin_santini 2019 Accordé 30 000 €",
        "oudin_santini 2020 Accordé montant inconnu",
        "12 000 personnes desservies.",
        "Bilan de 2023 (PDF, 8 octets)",
        "Crédit : La régie",
        "Nous avons appris. Élue à l’eau, Une agglomération",
        "À qui s’adresser Direction de l’eau",
        "Source Ville d’Annemasse",
        "Donnée incertaine Le budget a été revu.",
        "par la commune",
    ],
)
def test_the_page_tells(page: Page, words: str) -> None:
    assert words in page.text


def test_a_description_is_text_in_paragraphs(page: Page) -> None:
    assert (
        "<p>Trois forages.</p>\n<p>Puis &lt;b&gt;une&lt;/b&gt; régie.</p>" in page.html
    )


@pytest.mark.parametrize(
    "address",
    [
        "/collectivites/annemasse/",
        "/collectivites/ambilly/",
        "/accords/convention-2008/",
        "/pays/ne/",
        "/actions/?theme=eau_assainissement",
        "/actions/?odd=6",
        "/actions/?guichet=oudin_santini",
        "/actions.csv?collectivite=annemasse",
        "/actions.xlsx?collectivite=annemasse",
        "/actions.geojson?collectivite=annemasse",
        "https://exemple.fr/source",
    ],
)
def test_the_page_leads_to(page: Page, address: str) -> None:
    assert address in page.links


def test_a_photo_is_described(page: Page) -> None:
    (photo,) = page.images

    assert photo["alt"] == "Un puits, de jour"
    assert (photo["width"], photo["height"]) == ("40", "30")


def test_search_engines_are_told_what_and_where(page: Page) -> None:
    assert page.description == "Trois quartiers de Téra ont de l’eau."
    assert page.canonical == "https://passerelles.example/actions/eau-tera/"


@pytest.mark.parametrize(
    "words", ["eau@exemple.fr", "Citation gardée pour contrôle", "brouillon"]
)
def test_the_page_keeps_to_itself(page: Page, words: str) -> None:
    assert words not in page.html


def test_a_bare_action_has_a_page(client: Client) -> None:
    factories.ActionFactory(slug="nue", title="Une action nue")

    page = page_of(client, "/actions/nue/")

    assert "Jamais vérifiée par la collectivité" in page.text
    assert "Source non précisée" in page.text
    assert page.description.startswith("Une action de coopération menée par Commune")


def test_a_stale_verification_is_said(client: Client) -> None:
    factories.ActionFactory(
        slug="vieille", verified_on=date(2020, 3, 1), verified_by=Verifier.STAFF
    )

    assert "Non vérifiée depuis mars 2020" in page_of(client, "/actions/vieille/").text


def test_an_agreement_that_is_not_public_is_not_told(client: Client) -> None:
    agreement = factories.AgreementFactory(title="Accord secret", draft=True)
    factories.ActionFactory(slug="sous-brouillon", agreement=agreement)

    assert "secret" not in page_of(client, "/actions/sous-brouillon/").html


@pytest.mark.parametrize("consents", [True, False])
def test_a_name_is_told_with_consent_only(client: Client, consents: bool) -> None:
    factories.TestimonyFactory(
        action=factories.ActionFactory(slug="dite"),
        person_name="Camille Exemple",
        has_name_consent=consents,
    )

    assert ("Camille" in page_of(client, "/actions/dite/").html) == consents


@pytest.mark.parametrize("state", [Publication.DRAFT, Publication.ARCHIVED])
def test_a_testimony_that_is_not_published_is_not_told(
    client: Client, state: Publication
) -> None:
    action = factories.ActionFactory(slug="dite")
    factories.TestimonyFactory(action=action, text="Tu.", publication=state)

    assert "Témoignages" not in page_of(client, "/actions/dite/").text


def test_other_actions_of_the_agreement_are_listed(client: Client) -> None:
    agreement = factories.AgreementFactory()
    factories.ActionFactory(slug="une", agreement=agreement)
    factories.ActionFactory(title="Une autre", agreement=agreement)
    factories.ActionFactory(title="Un secret", agreement=agreement, draft=True)

    page = page_of(client, "/actions/une/")

    assert "Sous le même accord Une autre" in page.text
    assert "secret" not in page.html


def test_actions_alike_come_with_their_reasons(client: Client) -> None:
    factories.LocationFactory(action=factories.ActionFactory(slug="une"))
    factories.LocationFactory(action=factories.ActionFactory(title="Une proche"))
    factories.LocationFactory(action=factories.ActionFactory(title="X", draft=True))

    page = page_of(client, "/actions/une/")

    assert "Actions proches Même pays : Niger" in page.text
    assert "Une proche" in page.text


def test_an_epci_that_verified_is_named_by_what_it_is(client: Client) -> None:
    lead = factories.CollectivityFactory(
        kind=CollectivityKind.EPCI, epci_type="CA", slug="agglo"
    )
    factories.ActionFactory(
        slug="verifiee",
        lead=lead,
        verified_on=date.today(),
        verified_by=Verifier.AUTHORITY,
    )

    text = page_of(client, "/actions/verifiee/").text
    assert "par la communauté d’agglomération" in text


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_takes_the_same_queries_whatever_hangs_on_the_action(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    agreement = factories.AgreementFactory()
    action = factories.ActionFactory(slug="riche", agreement=agreement)
    for number in range(item_count):
        code = f"{'ABC'[number]}A"
        window = factories.FundingWindowFactory(code=f"guichet-{number}")
        theme = factories.ThemeFactory(code=f"theme-{number}")
        action.themes.add(theme)
        action.goals.add(factories.GoalFactory(number=number + 1))
        action.co_leads.add(factories.CollectivityFactory())
        place = factories.PlaceFactory(country__iso2=code)
        factories.LocationFactory(action=action, country=place.country, place=place)
        partner = factories.InvolvementFactory(action=action).partner
        factories.FundingFactory(action=action, window=window, funder=partner)
        factories.PhotoFactory(action=action)
        factories.DocumentFactory(action=action)
        factories.TestimonyFactory(action=action)
        factories.ActionFactory(agreement=agreement)
        other = factories.ActionFactory(themes=[theme])
        factories.InvolvementFactory(action=other, partner=partner)
        factories.LocationFactory(action=other, country__iso2=code)

    with django_assert_num_queries(29):
        client.get("/actions/riche/")
