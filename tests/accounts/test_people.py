"""People are invited, hand over and leave; what is kept of them is told and erased."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import (
    AccessRequest,
    Membership,
    Proposal,
    ProposalState,
    User,
)
from accounts.people.personal_data import erase_personal_data, export_personal_data
from cooperation.web.privacy import PROCESSING_REGISTER
from tests import factories
from tests.cooperation.views.pages import page_of
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
SUCCESSOR = "suite@annecy.example"


def hand_over(agent: Client, membership: Membership, **sent: str) -> Any:
    """Send the form of a membership."""
    return agent.post(f"/espace/mandats/{membership.pk}/", sent, follow=True)


def test_leaving_asks_once(agent: Client, membership: Membership) -> None:
    answer = hand_over(agent, membership, leaves="on")
    membership.refresh_from_db()
    assert membership.until is None
    assert "s’arrêteront aussitôt" in answer.text
    assert 'name="certain" value="1"' in answer.text


def test_a_colleague_is_removed_by_consent_of_staff(
    agent: Client, membership: Membership
) -> None:
    staff = factories.UserFactory(superuser=True, second_factor=True)
    office = log_in_with_second_factor(Client(), staff)
    colleague = factories.MembershipFactory(collectivity=membership.collectivity)
    address = f"/espace/mandats/{membership.pk}/collegues/{colleague.pk}/retirer/"
    answer = agent.post(address, follow=True)
    assert "L’équipe est prévenue" in answer.text
    assert "Son retrait est demandé" in answer.text
    colleague.refresh_from_db()
    assert (colleague.until, colleague.removal_asked_by) == (None, membership.user)
    asked = office.get("/gestion/accounts/membership/?retrait=demande")
    assert colleague.user.email in asked.text
    assert membership.user.email not in asked.text


@pytest.mark.parametrize("whose", ["own", "elsewhere"])
def test_nobody_else_s_removal_is_asked_for(
    agent: Client, membership: Membership, whose: str
) -> None:
    other = membership if whose == "own" else factories.MembershipFactory()
    address = f"/espace/mandats/{membership.pk}/collegues/{other.pk}/retirer/"
    assert agent.post(address).status_code == 404
    other.refresh_from_db()
    assert other.removal_asked_by is None


# Handing over -----------------------------------------------------------------------


def test_a_successor_takes_over_and_rights_end_at_once(
    agent: Client, membership: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    action = factories.ActionFactory(lead=membership.collectivity)
    draft = factories.ProposalFactory(action=action, author=membership.user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = hand_over(
            agent,
            membership,
            successor=SUCCESSOR,
            function="DGA",
            leaves="on",
            certain="1",
        )
    assert "suite@annecy.example peut maintenant" in answer.text
    assert {message.to[0] for message in mail.outbox} == {
        SUCCESSOR,
        membership.user.email,
    }
    assert agent.get(f"/espace/actions/{action.reference}/").status_code == 404
    heir = User.objects.get(email=SUCCESSOR)
    held = Membership.objects.for_user(heir).current().get()
    assert (held.collectivity, held.function) == (membership.collectivity, "DGA")
    draft.refresh_from_db()
    assert draft.author == heir


def test_one_may_invite_a_colleague_and_stay(
    agent: Client, membership: Membership
) -> None:
    hand_over(agent, membership, successor=SUCCESSOR)
    assert Membership.objects.current().count() == 2


@pytest.mark.slow
def test_leaving_alone_drops_the_drafts_and_keeps_what_was_sent(
    agent: Client, membership: Membership
) -> None:
    for state in (ProposalState.DRAFT, ProposalState.SENT):
        factories.ProposalFactory(
            action=factories.ActionFactory(lead=membership.collectivity),
            author=membership.user,
            state=state,
        )
    hand_over(agent, membership, leaves="on", certain="1")
    assert [row.state for row in Proposal.objects.all()] == [ProposalState.SENT]
    assert not Membership.objects.current().exists()


def test_one_of_the_two_is_asked_for(agent: Client, membership: Membership) -> None:
    answer = hand_over(agent, membership)
    assert answer.status_code == 400
    assert "Nommez une personne" in answer.text


def test_the_dossier_goes_with_it(agent: Client, membership: Membership) -> None:
    links = page_of(agent, f"/espace/mandats/{membership.pk}/").links
    assert "/collectivites/annecy.pdf" in links


# Inviting ---------------------------------------------------------------------------


# Personal data ----------------------------------------------------------------------


def test_every_table_of_people_is_in_the_register() -> None:
    told = {table for line in PROCESSING_REGISTER for table in line.tables}
    ours = {
        f"accounts.{model.__name__}"
        for model in apps.get_app_config("accounts").get_models()
        if not model.__name__.startswith("Historical")
    }
    theirs = {
        f"{app}.{model.__name__}"
        for app in ("account", "mfa", "usersessions")
        for model in apps.get_app_config(app).get_models()
    }
    assert ours | theirs <= told


def test_the_register_is_public(client: Client) -> None:
    text = page_of(client, "/confidentialite/").text
    for line in PROCESSING_REGISTER:
        assert str(line.whom) in text


def test_a_person_takes_away_all_that_names_them(
    agent: Client, membership: Membership
) -> None:
    action = factories.ActionFactory(lead=membership.collectivity)
    factories.ProposalFactory(action=action, author=membership.user)
    factories.AccessRequestFactory(email=membership.user.email)
    data = json.loads(agent.get("/compte/donnees/?format=json").content)
    assert data["compte"]["email"] == membership.user.email
    assert [row["collectivity__name"] for row in data["mandats"]] == ["Annecy"]
    assert len(data["propositions"]) == len(data["demandes"]) == 1
    assert "password" not in str(data)


def test_erasing_leaves_the_directory_and_no_name(
    membership: Membership, client: Client
) -> None:
    user = membership.user
    client.force_login(user)
    action = factories.ActionFactory(lead=membership.collectivity)
    client.post("/espace/confirmer/", {"fiche": action.reference})
    proposal = factories.ProposalFactory(
        action=action, author=user, state=ProposalState.ACCEPTED
    )
    factories.AccessRequestFactory(email=user.email)
    factories.ErrorReportFactory(email=user.email)
    assert action.history.filter(history_user=user).exists()
    erase_personal_data(user)
    action.refresh_from_db()
    proposal.refresh_from_db()
    assert action.verified_on == timezone.localdate()
    assert proposal.author is None
    assert not action.history.filter(history_user__isnull=False).exists()
    assert not AccessRequest.objects.exists()
    assert not Membership.objects.exists()
    assert not User.objects.filter(email=user.email).exists()


def test_the_account_page_erases_only_what_is_named(
    agent: Client, membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate",
        lambda _request: True,
    )
    agent.post("/compte/donnees/", {"adresse": "autre@exemple.fr"})
    assert User.objects.filter(pk=membership.user.pk).exists()
    answer = agent.post(
        "/compte/donnees/", {"adresse": membership.user.email}, follow=True
    )
    assert "Votre compte est effacé" in answer.text
    assert not User.objects.filter(pk=membership.user.pk).exists()


def test_erasing_asks_to_log_in_again(agent: Client, membership: Membership) -> None:
    answer = agent.post("/compte/donnees/", {"adresse": membership.user.email})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert User.objects.filter(pk=membership.user.pk).exists()


@pytest.mark.slow
def test_the_command_gives_and_erases(
    membership: Membership, capsys: pytest.CaptureFixture[str]
) -> None:
    email = membership.user.email
    call_command("personal_data", email)
    assert json.loads(capsys.readouterr().out)["compte"]["email"] == email
    call_command("personal_data", email, "--erase", "--no-input")
    assert not User.objects.filter(email=email).exists()
    with pytest.raises(CommandError, match="nulle part"):
        call_command("personal_data", email)


def test_what_is_given_needs_few_queries(
    membership: Membership, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(45):
        export_personal_data(membership.user)
