"""Campaigns write to people once, remind the silent, and tell staff what came of it."""

import datetime
import itertools
import re
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.campaigns.dashboard import build_campaign_dashboard
from accounts.campaigns.forms import CampaignForm
from accounts.campaigns.workflow import (
    close_campaign,
    create_campaign,
    select_authorities,
    send_due_mails,
    start_campaign,
)
from accounts.mail.staff_digest import send_digest
from accounts.models import (
    CampaignMail,
    Membership,
    Proposal,
    ProposalState,
    UpdateCampaign,
    User,
)
from accounts.people.inactive_accounts import (
    ask_dormant_members,
    close_inactive_accounts,
)
from cooperation.curation.todo import iter_todo
from cooperation.models import Action
from cooperation.web import outbox
from tests import factories

pytestmark = pytest.mark.django_db
TWO_YEARS = datetime.timedelta(days=730)


@pytest.fixture
def membership() -> Membership:
    """An agent of Annecy, which has one published action."""
    membership = factories.MembershipFactory(collectivity__name="Annecy")
    factories.ActionFactory(title="Eau à Téra", lead=membership.collectivity)
    return membership


@pytest.fixture
def campaign(membership: Membership) -> UpdateCampaign:
    """A campaign that asks Annecy, started."""
    campaign = factories.UpdateCampaignFactory.build()
    create_campaign(campaign, [membership.collectivity])
    start_campaign(campaign)
    return campaign


def days_later(days: int) -> None:
    """Let time pass since the mails that went."""
    earlier = timezone.now() - datetime.timedelta(days=days)
    CampaignMail.objects.update(claimed_at=earlier)


def link_in(message: Any) -> str:
    """Return the path of the link of a mail."""
    (path,) = re.findall(r"https?://[^/]+(/espace/lien/\S+)", message.body)
    return str(path)


def test_a_mail_says_what_it_asks_and_its_link_confirms_in_one_click(
    campaign: UpdateCampaign, membership: Membership, client: Client
) -> None:
    assert send_due_mails(campaign) == 1
    (message,) = mail.outbox
    assert message.to == [membership.user.email]
    assert message.subject == "Vos fiches, Annecy"
    assert "Annecy a 1 fiches" in message.body
    assert "Eau à Téra" in message.body
    page = client.get(link_in(message))
    assert "Eau à Téra" in page.text
    assert Action.objects.get().verified_on is None
    client.post(link_in(message))
    assert Action.objects.get().verified_on == timezone.localdate()


def test_sending_again_sends_nothing_twice(campaign: UpdateCampaign) -> None:
    for _time in range(3):
        send_due_mails(campaign)
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1


def test_a_sender_that_is_killed_begins_again_where_it_stopped(
    campaign: UpdateCampaign, membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.MembershipFactory(collectivity=membership.collectivity)
    queue, number = outbox.store_message, itertools.count()

    def be_killed_at_the_second(*arguments: Any) -> Any:
        if next(number):
            raise KeyboardInterrupt
        return queue(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "store_message", be_killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            send_due_mails(campaign)
    assert len(mail.outbox) == 1
    assert send_due_mails(campaign) == 1
    assert send_due_mails(campaign) == 0
    assert len({message.to[0] for message in mail.outbox}) == 2


def test_a_mail_that_waits_too_long_is_told(
    campaign: UpdateCampaign, no_worker: None
) -> None:
    assert send_due_mails(campaign) == 1
    assert not CampaignMail.objects.failed().exists()
    days_later(1)
    assert CampaignMail.objects.failed().count() == 1
    assert [line.n for line in iter_todo() if "campagne" in line.label] == [1]


def test_a_mail_that_is_refused_is_told_and_the_others_go(
    campaign: UpdateCampaign, membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.MembershipFactory(collectivity=membership.collectivity)
    send = locmem.EmailBackend.send_messages

    def refuse(server: Any, messages: list[EmailMessage]) -> int:
        (to,) = messages[0].to
        if to == membership.user.email:
            raise SMTPRecipientsRefused({to: (550, b"no such user")})
        return send(server, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuse)
    assert send_due_mails(campaign) == 2
    assert [message.to for message in mail.outbox] == [[other.user.email]]
    (row,) = build_campaign_dashboard(campaign).rows
    assert row.state == "courriel non parti"
    assert row.failures == ["Le serveur refuse ce destinataire : 550 no such user"]


def test_only_the_silent_are_reminded_and_not_for_ever(
    campaign: UpdateCampaign,
) -> None:
    send_due_mails(campaign)
    days_later(campaign.remind_after_days - 1)
    assert send_due_mails(campaign) == 0
    for number in range(1, campaign.most_reminders + 1):
        days_later(campaign.remind_after_days + 1)
        assert send_due_mails(campaign) == 1
        assert mail.outbox[-1].subject.startswith("Rappel : ")
        assert len(mail.outbox) == number + 1
    days_later(campaign.remind_after_days + 1)
    assert send_due_mails(campaign) == 0


@pytest.mark.parametrize("how", ["confirmed", "edited", "closed", "left", "inactive"])
def test_whoever_answered_or_left_is_not_reminded(
    campaign: UpdateCampaign, membership: Membership, client: Client, how: str
) -> None:
    send_due_mails(campaign)
    if how == "confirmed":
        client.post(link_in(mail.outbox[0]))
    elif how == "edited":
        factories.ProposalFactory(
            action=Action.objects.get(),
            author=membership.user,
            state=ProposalState.SENT,
            sent_at=timezone.now(),
        )
    elif how == "closed":
        close_campaign(campaign)
    elif how == "left":
        membership.end()
    else:
        User.objects.update(is_active=False)
    days_later(campaign.remind_after_days + 1)
    call_command("send_reminders", verbosity=0)
    assert len(mail.outbox) == 1


def test_a_campaign_that_was_not_started_sends_nothing(membership: Membership) -> None:
    create_campaign(factories.UpdateCampaignFactory.build(), [membership.collectivity])
    call_command("send_reminders", verbosity=0)
    assert mail.outbox == []


def test_authorities_are_chosen_by_what_waits(membership: Membership) -> None:
    fresh = factories.ActionFactory(
        verified_on=timezone.localdate(), verified_by="collectivite"
    )
    factories.ActionFactory(draft=True)
    assert list(select_authorities()) == sorted(
        [membership.collectivity, fresh.lead], key=lambda row: row.name_key or ""
    )
    assert list(select_authorities(only_stale=True)) == [membership.collectivity]
    department = membership.collectivity.department
    assert membership.collectivity in select_authorities(department=department)


def test_authorities_are_chosen_by_their_agreements_too(
    membership: Membership,
) -> None:
    waiting = factories.AgreementFactory()
    fresh = factories.AgreementFactory(
        verified_on=timezone.localdate(), verified_by="collectivite"
    )
    factories.AgreementFactory(draft=True)
    waits = {membership.collectivity, waiting.collectivity}
    assert set(select_authorities()) == waits | {fresh.collectivity}
    assert set(select_authorities(only_stale=True)) == waits


def test_a_confirmed_agreement_is_an_answer_and_is_named_in_the_mail(
    campaign: UpdateCampaign, membership: Membership, client: Client
) -> None:
    agreement = factories.AgreementFactory(
        title="Jumelage d’essai", collectivity=membership.collectivity
    )
    Action.objects.all().delete()
    send_due_mails(campaign)
    assert "Jumelage d’essai" in mail.outbox[0].body
    client.post(link_in(mail.outbox[0]))
    agreement.refresh_from_db()
    assert agreement.verified_on == timezone.localdate()
    (row,) = build_campaign_dashboard(campaign).rows
    assert (row.is_silent, row.state) == (False, "confirmée")


def test_staff_prepare_then_start(staff: Client, membership: Membership) -> None:
    sent = {
        "name": "Printemps",
        "subject": "À jour ?",
        "body": "{collectivite} : {lien}",
        "remind_after_days": "14",
        "most_reminders": "2",
    }
    answer = staff.post("/gestion/campagnes/", sent, follow=True)
    campaign = UpdateCampaign.objects.get()
    assert mail.outbox == []
    assert "pas encore écrit" in answer.text
    answer = staff.post(
        f"/gestion/campagnes/{campaign.pk}/", {"geste": "envoyer"}, follow=True
    )
    assert "1 courriel part dans la minute" in answer.text
    assert "sans réponse" in answer.text
    assert len(mail.outbox) == 1


def test_a_placeholder_that_nothing_replaces_is_refused(
    staff: Client, membership: Membership
) -> None:
    sent = {
        "name": "X",
        "subject": "Y",
        "body": "Bonjour {prenom}",
        "remind_after_days": "14",
        "most_reminders": "2",
    }
    answer = staff.post("/gestion/campagnes/", sent)
    assert answer.status_code == 400
    assert "Rien ne remplacera {prenom}" in answer.text
    assert "Bonjour {prenom}" in answer.text


def test_the_call_list_holds_the_silent_with_their_people(
    staff: Client, campaign: UpdateCampaign, membership: Membership
) -> None:
    membership.function = "=cmd|calc"
    membership.save()
    send_due_mails(campaign)
    answer = staff.get(f"/gestion/campagnes/{campaign.pk}/relancer.csv")
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "Annecy" in lines[1]
    assert membership.user.email in lines[1]
    assert ";=cmd" not in lines[1]


def test_the_board_costs_the_same_for_one_and_ten(
    campaign: UpdateCampaign, django_assert_num_queries: Any
) -> None:
    for _number in range(10):
        target = factories.CampaignTargetFactory(campaign=campaign)
        factories.MembershipFactory(collectivity=target.collectivity)
    with django_assert_num_queries(7):
        assert len(build_campaign_dashboard(campaign).rows) == 11


def test_the_digest_tells_what_waits_to_those_who_decide(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert send_digest() == 0
    factories.AccessRequestFactory()
    factories.ProposalFactory(state=ProposalState.SENT, sent_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert send_digest() == 1
    (message,) = mail.outbox
    assert message.to == ["equipe@exemple.fr"]
    assert "propositions à relire : 1" in message.body
    assert "demandes d’accès : 1" in message.body


def test_a_membership_that_sleeps_is_asked_once(
    membership: Membership, django_capture_on_commit_callbacks: Any
) -> None:
    long_ago = timezone.now() - datetime.timedelta(days=600)
    Membership.objects.update(used_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_dormant_members() == 1
        assert ask_dormant_members() == 0
    assert "Annecy : vous en occupez-vous toujours" in mail.outbox[0].subject
    client = Client()
    client.force_login(membership.user)
    assert "Oui, je m’en occupe" in client.get("/espace/").text
    membership.refresh_from_db()
    assert membership.used_at == long_ago
    client.post(f"/espace/mandats/{membership.pk}/", {"confirmer": "1"})
    membership.refresh_from_db()
    assert membership.used_at > long_ago


def test_an_account_that_nobody_uses_is_warned_twice_then_closed(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    old = timezone.now() - datetime.timedelta(days=800)
    user = factories.UserFactory(last_login=old)
    held = factories.MembershipFactory(user__last_login=old)
    staff = factories.UserFactory(staff=True, last_login=old)
    with django_capture_on_commit_callbacks(execute=True):
        assert close_inactive_accounts(TWO_YEARS) == 0
        assert close_inactive_accounts(TWO_YEARS) == 0
        for closed in (0, 1, 0):
            month_ago = timezone.now() - datetime.timedelta(days=31)
            User.objects.filter(warnings__gt=0).update(warned_at=month_ago)
            assert close_inactive_accounts(TWO_YEARS) == closed
    assert len(mail.outbox) == 2
    user.refresh_from_db()
    assert not user.is_active
    for other in (held.user, staff):
        other.refresh_from_db()
        assert other.is_active


def test_a_visit_forgets_the_warnings(client: Client) -> None:
    user = factories.UserFactory()
    User.objects.filter(pk=user.pk).update(warnings=1, warned_at=timezone.now())
    user.refresh_from_db()
    client.force_login(user)
    user.refresh_from_db()
    assert (user.warnings, user.warned_at) == (0, None)


def test_nothing_of_a_campaign_hangs_on_a_proposal_that_is_a_draft(
    campaign: UpdateCampaign, membership: Membership
) -> None:
    Proposal.objects.create(
        action=Action.objects.get(),
        collectivity=membership.collectivity,
        author=membership.user,
    )
    (row,) = build_campaign_dashboard(campaign).rows
    assert row.is_silent


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("CA du Grand Annecy", None),
        ("grand annecy", None),
        ("200066793", None),
        ("Annemasse", "Aucun EPCI n’a ce nom"),
        ("annecy", "Plusieurs EPCI ont ce nom"),
    ],
)
def test_an_epci_is_chosen_by_name_or_siren(typed: str, said: str | None) -> None:
    factories.CollectivityFactory(
        epci_kind=True, name="CA du Grand Annecy", siren="200066793"
    )
    factories.CollectivityFactory(
        epci_kind=True, name="CC des Sources du Lac d’Annecy", siren=None
    )
    form = CampaignForm({"epci": typed})
    form.is_valid()
    problems = form.errors.get("epci", [])
    assert (said is None) == (not problems)
    assert not said or said in problems[0]


def test_an_address_that_its_server_refuses_gets_no_reminder(
    campaign: UpdateCampaign, membership: Membership, staff_client: Client
) -> None:
    send_due_mails(campaign)
    days_later(30)
    page = f"/gestion/campagnes/{campaign.pk}/"
    staff_client.post(page, {"morte": membership.user.email})
    assert send_due_mails(campaign) == 0
    (row,) = build_campaign_dashboard(campaign).rows
    assert row.state == "adresse qui refuse les courriels"

    staff_client.post(page, {"vivante": membership.user.email})
    assert send_due_mails(campaign) == 1
