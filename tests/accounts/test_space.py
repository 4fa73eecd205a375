"""An agent sees what they look after, and says in one click that it is true."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import (
    ConfirmationLink,
    Membership,
    ProposalKind,
    ProposalState,
)
from cooperation.enums import Publication, Verifier
from cooperation.models import Action
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


def test_the_space_shows_what_the_authority_leads_or_joins(
    agent: Client, membership: Membership
) -> None:
    factories.ActionFactory(title="Menée par Annecy", lead=membership.collectivity)
    joined = factories.ActionFactory(title="Rejointe par Annecy")
    joined.co_leads.add(membership.collectivity)
    factories.ActionFactory(title="D’une autre")
    factories.ActionFactory(
        title="Archivée",
        lead=membership.collectivity,
        publication=Publication.ARCHIVED,
    )

    text = page_of(agent, "/espace/").text

    assert "Menée par Annecy" in text
    assert "Rejointe par Annecy" in text
    assert "D’une autre" not in text
    assert "Archivée" not in text


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 60])
def test_the_space_takes_the_same_queries_whatever_there_is(
    agent: Client,
    membership: Membership,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    for _each in range(number):
        action = factories.ActionFactory(lead=membership.collectivity)
        factories.LocationFactory(action=action)
        factories.AgreementFactory(collectivity=membership.collectivity)
    with django_assert_num_queries(19):
        assert agent.get("/espace/").status_code == 200


def test_the_space_says_what_is_missing_and_why(
    agent: Client, membership: Membership
) -> None:
    factories.ActionFactory(lead=membership.collectivity, summary="")

    text = page_of(agent, "/espace/").text

    assert "le résumé (c’est ce que montrent les listes)" in text
    assert "Fiche complète à" in text


def test_one_click_confirms_an_entry_and_keeps_who_and_when(
    agent: Client, membership: Membership
) -> None:
    action = factories.ActionFactory(lead=membership.collectivity)
    before = action.updated_at

    answer = agent.post("/espace/confirmer/", {"fiche": action.reference}, follow=True)

    action.refresh_from_db()
    assert "1 fiche confirmée" in answer.content.decode()
    assert action.verified_on == timezone.localdate()
    assert action.verified_by == Verifier.AUTHORITY
    assert action.updated_at == before
    line = action.history.first()
    assert line.history_user == membership.user
    assert line.history_change_reason == "confirmée par la collectivité"
    public = page_of(Client(), action.get_absolute_url()).text
    assert "par la commune" in public


def test_the_space_asks_to_confirm_agreements_the_oldest_first(
    agent: Client, membership: Membership
) -> None:
    signed = {"collectivity": membership.collectivity}
    fresh = {"verified_on": timezone.localdate(), "verified_by": Verifier.AUTHORITY}
    factories.AgreementFactory(title="Accord confirmé", **signed, **fresh)
    factories.AgreementFactory(title="Accord à confirmer", **signed)
    cosigned = factories.AgreementFactory(
        title="Accord cosigné", other_signatories=[membership.collectivity]
    )
    factories.AgreementFactory(title="Accord d’une autre")

    page = page_of(agent, "/espace/")

    titles = ("Accord à confirmer", "Accord cosigné", "Accord confirmé")
    places = [page.text.index(title) for title in titles]
    assert places == sorted(places)
    assert "Accord d’une autre" not in page.text
    assert f'value="{cosigned.reference}"' in page.html
    assert "tout confirmer" in page.text


def test_one_click_confirms_an_agreement_and_keeps_who_and_when(
    agent: Client, membership: Membership
) -> None:
    agreement = factories.AgreementFactory(collectivity=membership.collectivity)
    before = agreement.updated_at
    sent = {"fiche": agreement.reference}

    answer = agent.post("/espace/confirmer/", sent, follow=True)

    agreement.refresh_from_db()
    assert "1 fiche confirmée" in answer.content.decode()
    assert agreement.verified_on == timezone.localdate()
    assert agreement.verified_by == Verifier.AUTHORITY
    assert agreement.updated_at == before
    line = agreement.history.first()
    assert line.history_user == membership.user
    assert line.history_change_reason == "confirmée par la collectivité"
    public = page_of(Client(), agreement.get_absolute_url()).text
    assert "par la commune" in public


def test_another_authority_s_agreement_is_not_confirmed(agent: Client) -> None:
    other = factories.AgreementFactory()
    answer = agent.post("/espace/confirmer/", {"fiche": other.reference})
    other.refresh_from_db()
    assert answer.status_code == 404
    assert other.verified_on is None


def test_one_click_confirms_all_published_entries(
    agent: Client, membership: Membership
) -> None:
    for _each in range(3):
        factories.ActionFactory(lead=membership.collectivity)
    draft = factories.ActionFactory(lead=membership.collectivity, draft=True)
    signed = factories.AgreementFactory(collectivity=membership.collectivity)
    unsigned = factories.AgreementFactory(
        collectivity=membership.collectivity, draft=True
    )

    agent.post("/espace/confirmer/", {"toutes": "1"})

    assert Action.objects.filter(verified_on__isnull=False).count() == 3
    for entry in (draft, signed, unsigned):
        entry.refresh_from_db()
    assert signed.verified_on == timezone.localdate()
    assert draft.verified_on is unsigned.verified_on is None


class TestAProposalThatWaits:
    """What is about to change is not confirmed, by any way."""

    @pytest.fixture
    def entries(self, membership: Membership) -> list[Any]:
        """An action and an agreement that wait, and an action that does not."""
        authority = membership.collectivity
        waiting = {"state": ProposalState.SENT, "sent_at": timezone.now()}
        action = factories.ActionFactory(lead=authority, title="Puits")
        agreement = factories.AgreementFactory(collectivity=authority, title="Accord")
        factories.ProposalFactory(action=action, **waiting)
        factories.ProposalFactory(
            kind=ProposalKind.AGREEMENT,
            action=None,
            agreement=agreement,
            collectivity=authority,
            **waiting,
        )
        return [action, agreement, factories.ActionFactory(lead=authority)]

    def list_confirmed(self, entries: list[Any]) -> list[bool]:
        for entry in entries:
            entry.refresh_from_db()
        return [entry.verified_on is not None for entry in entries]

    def test_it_has_no_button(self, agent: Client, entries: list[Any]) -> None:
        page = agent.get("/espace/")
        buttons = [f'value="{entry.reference}"' in page.text for entry in entries]
        assert buttons == [False, False, True]
        assert page.text.count("Une proposition attend la relecture") == 2
        assert len(page.context["confirmable"]) == 1

    def test_it_is_left_out_of_all(self, agent: Client, entries: list[Any]) -> None:
        agent.post("/espace/confirmer/", {"toutes": "1"})
        assert self.list_confirmed(entries) == [False, False, True]

    def test_it_is_refused_with_its_reason(
        self, agent: Client, entries: list[Any]
    ) -> None:
        for entry in entries[:2]:
            sent = {"fiche": entry.reference}
            answer = agent.post("/espace/confirmer/", sent, follow=True)
            assert "rien n’est à confirmer" in answer.text
        assert self.list_confirmed(entries) == [False, False, False]

    def test_it_is_left_out_of_the_link_of_a_mail(
        self, client: Client, membership: Membership, entries: list[Any]
    ) -> None:
        token = ConfirmationLink.objects.issue_token(membership)
        client.post(f"/espace/lien/{token}/")
        assert self.list_confirmed(entries) == [False, False, True]


def test_confirming_all_shows_what_it_confirms(
    agent: Client, membership: Membership
) -> None:
    authority = membership.collectivity
    fresh = {"verified_on": timezone.localdate(), "verified_by": Verifier.AUTHORITY}
    factories.ActionFactory(lead=authority, title="B", **fresh)
    page = agent.get("/espace/")
    assert "Vos fiches sont à jour" in page.text
    assert '<details class="ask" open' not in page.text
    factories.ActionFactory(lead=authority, title="C")
    page = agent.get("/espace/")
    assert [row.title for row in page.context["confirmable"]] == ["C", "B"]
    assert "open>" in page.text.split('<details class="ask"')[1][:40]


@pytest.mark.parametrize("sent", [{"fiche": "X" * 4000}, {"fiche": ""}, {}])
def test_nonsense_confirms_nothing(agent: Client, sent: dict[str, str]) -> None:
    assert agent.post("/espace/confirmer/", sent).status_code == 404


def test_another_authority_s_entry_does_not_exist(agent: Client) -> None:
    other = factories.ActionFactory()
    answer = agent.post("/espace/confirmer/", {"fiche": other.reference})
    other.refresh_from_db()
    assert answer.status_code == 404
    assert other.verified_on is None


def test_rights_end_at_once(agent: Client, membership: Membership) -> None:
    action = factories.ActionFactory(lead=membership.collectivity, title="Menée")
    membership.end()
    assert "Menée" not in page_of(agent, "/espace/").text
    sent = {"fiche": action.reference}
    assert agent.post("/espace/confirmer/", sent).status_code == 404


def test_a_get_confirms_nothing(agent: Client) -> None:
    assert agent.get("/espace/confirmer/").status_code == 405


def test_whoever_has_no_membership_is_told_how_to_ask(client: Client) -> None:
    client.force_login(factories.UserFactory())
    page = page_of(client, "/espace/")
    assert "n’est rattaché à aucune collectivité" in page.text
    assert "/compte/demande/" in page.links


class TestLinkOfAMail:
    """The link shows, the button confirms, once."""

    def test_opening_it_changes_nothing(
        self, client: Client, membership: Membership
    ) -> None:
        action = factories.ActionFactory(
            lead=membership.collectivity, title="Fiche vue"
        )
        token = ConfirmationLink.objects.issue_token(membership)

        page = client.get(f"/espace/lien/{token}/")

        action.refresh_from_db()
        assert "Fiche vue" in page.content.decode()
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert action.verified_on is None
        assert ConfirmationLink.objects.get().opened_at is not None

    @pytest.mark.slow
    def test_its_button_confirms_without_logging_in(
        self, client: Client, membership: Membership
    ) -> None:
        action = factories.ActionFactory(lead=membership.collectivity)
        token = ConfirmationLink.objects.issue_token(membership)

        page = client.post(f"/espace/lien/{token}/")

        action.refresh_from_db()
        assert "1 fiche confirmée" in page.content.decode()
        assert action.verified_on == timezone.localdate()
        assert action.history.first().history_user == membership.user

    def test_it_serves_once(self, client: Client, membership: Membership) -> None:
        token = ConfirmationLink.objects.issue_token(membership)
        client.post(f"/espace/lien/{token}/")
        for method in (client.get, client.post):
            page = method(f"/espace/lien/{token}/")
            assert page.status_code == 410
            assert "Ce lien a déjà servi" in page.content.decode()

    def test_it_grows_old(self, client: Client, membership: Membership) -> None:
        token = ConfirmationLink.objects.issue_token(membership)
        past = timezone.now() - datetime.timedelta(days=1)
        ConfirmationLink.objects.update(expires_at=past)
        assert client.get(f"/espace/lien/{token}/").status_code == 410

    def test_it_dies_with_the_membership(
        self, client: Client, membership: Membership
    ) -> None:
        token = ConfirmationLink.objects.issue_token(membership)
        membership.end()
        assert client.get(f"/espace/lien/{token}/").status_code == 410

    def test_the_database_holds_no_key(self, membership: Membership) -> None:
        token = ConfirmationLink.objects.issue_token(membership)
        kept = ConfirmationLink.objects.values_list("fingerprint", flat=True)
        assert token not in kept.get()

    @pytest.mark.parametrize("token", ["x", "é" * 50, "a" * 3000])
    def test_a_wrong_key_opens_nothing(self, client: Client, token: str) -> None:
        assert client.get(f"/espace/lien/{token}/").status_code == 410
        assert not mail.outbox
