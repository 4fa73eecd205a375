"""The public journal says when an entry changed and where, never who nor what."""

import pytest
from django.test import Client

from cooperation.models import Action, Agreement
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def action() -> Action:
    """A published action that somebody changed."""
    action = factories.ActionFactory(title="Eau à Téra", summary="Mot d’avant")
    action.summary = "Mot d’après"
    action._history_user = factories.UserFactory(email="camille@annecy.example")
    action._change_reason = "raison interne"
    action.save()
    action.themes.add(factories.ThemeFactory())
    factories.FundingFactory(action=action)
    return action


def test_it_gives_dates_and_parts(client: Client, action: Action) -> None:
    text = page_of(client, f"/actions/{action.slug}/journal/").text
    assert "fiche créée" in text
    assert "Résumé" in text
    assert "Thématiques" in text
    assert "ajouté" in text


def test_it_names_nobody_and_quotes_nothing(client: Client, action: Action) -> None:
    text = page_of(client, f"/actions/{action.slug}/journal/").text
    for secret in ("camille", "raison interne", "Mot d’avant", "Mot d’après"):
        assert secret not in text


def test_the_entry_leads_to_it(client: Client, action: Action) -> None:
    links = page_of(client, action.get_absolute_url()).links
    assert f"/actions/{action.slug}/journal/" in links


def test_that_of_an_agreement_has_its_events(client: Client) -> None:
    event = factories.AgreementEventFactory()
    agreement: Agreement = event.agreement
    text = page_of(client, f"/accords/{agreement.slug}/journal/").text
    assert "Événements des accords" in text


def test_a_former_address_leads_to_the_present_one(
    client: Client, action: Action
) -> None:
    old = action.slug
    action.slug = "autre"
    action.save()
    answer = client.get(f"/actions/{old}/journal/")
    assert answer.status_code == 301
    assert answer["Location"] == "/actions/autre/journal/"


def test_that_of_a_draft_does_not_exist(client: Client) -> None:
    draft = factories.ActionFactory(publication="brouillon")
    assert client.get(f"/actions/{draft.slug}/journal/").status_code == 404
