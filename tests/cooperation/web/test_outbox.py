"""Requirement 27: a mail goes with what it tells of, once, whatever the mail server."""

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.mail.kinds import INACTIVE_ACCOUNT
from accounts.people.access_requests import accept_request
from accounts.proposals.workflow import accept_proposal, submit_proposal
from config.doctor import find_mail_problems
from cooperation.models import MailState, OutgoingMail
from cooperation.web import outbox
from cooperation.web.mail_texts import queue_text
from cooperation.web.outbox import deliver_mail, send_waiting_mails
from tests import factories
from tests.config.mail_server import MailServer
from tests.cooperation.web.mail_servers import (
    RefusingServer,
    listen_silently,
    refuse_connections,
)
from tests.outbox import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_worker")]
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NOBODY = "Le serveur de courriel refuse ou coupe la connexion."


def write(to: str = "lou@annecy.example") -> OutgoingMail:
    queue_text(INACTIVE_ACCOUNT, to, {"lien": "https://exemple.fr/"})
    return OutgoingMail.objects.get(recipient=to)


def use_server(settings: Any, port: int) -> None:
    settings.OUTBOX_DELIVERY_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 0.3


@pytest.fixture
def nobody_listens(settings: Any) -> Iterator[None]:
    with refuse_connections() as port:
        use_server(settings, port)
        yield


def let_pass(pause: timedelta) -> None:
    """Make every mail so much older."""
    for one in OutgoingMail.objects.all():
        one.created_at -= pause
        one.next_attempt_at -= pause
        one.save()


# Writing ----------------------------------------------------------------------------


def test_what_is_rolled_back_leaves_no_mail_and_no_job() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_worker_sends_what_is_committed_and_its_text_goes() -> None:
    written = write()
    assert "Passerelles" in written.body
    assert mail.outbox == []

    run_jobs()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["lou@annecy.example"], written.subject)
    assert sent.body == written.body
    kept = OutgoingMail.objects.get()
    assert (kept.state, kept.body, kept.attempts) == (MailState.SENT, "", 1)
    assert kept.sent_at


def test_a_code_to_log_in_passes_the_mails_of_a_campaign() -> None:
    for number in range(3):
        row = OutgoingMail.objects.create(recipient=f"{number}@a.example", body="x")
        outbox.enqueue_delivery(row, outbox.IN_BULK)
    write("presse@annecy.example")
    run_jobs()
    assert mail.outbox[0].to == ["presse@annecy.example"]
    assert len(mail.outbox) == 4


def test_each_recipient_gets_a_mail_of_their_own() -> None:
    mail.EmailMessage("a", "b", to=["x@a.example", "y@a.example"]).send()
    assert send_waiting_mails() == 2
    assert sorted(one.to[0] for one in mail.outbox) == ["x@a.example", "y@a.example"]


@pytest.mark.parametrize("more", [{"cc": ["x@a.example"]}, {"bcc": ["x@a.example"]}])
def test_what_the_outbox_cannot_keep_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="plain mails"):
        mail.EmailMessage("a", "b", to=["y@a.example"], **more).send()
    with pytest.raises(ValueError, match="newline"):
        mail.EmailMessage("a\nBcc: x@a.example", "b", to=["y@a.example"]).send()
    assert not OutgoingMail.objects.exists()


# Sending ----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_mail_that_arrives_is_the_one_that_was_written(settings: Any) -> None:
    written = write()
    with MailServer() as server:
        use_server(settings, server.port)
        send_waiting_mails()
        send_waiting_mails()
        deliver_mail.call(written.pk)
    (arrived,) = server.received
    assert "To: lou@annecy.example" in arrived
    assert f"Message-ID: <{written.pk}." in arrived


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        write(f"{number}@annecy.example")

    def work() -> None:
        send_waiting_mails()
        connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        f"{number}@annecy.example" for number in range(20)
    )


def test_what_a_killed_worker_began_is_begun_again_later() -> None:
    write()
    assert OutgoingMail.objects.all().claim_next()
    assert send_waiting_mails() == 0
    let_pass(timedelta(minutes=6))
    assert send_waiting_mails() == 1
    assert OutgoingMail.objects.get().state == MailState.SENT


def test_pauses_grow_and_after_three_days_it_is_given_up(nobody_listens: None) -> None:
    write()
    pauses = []
    while OutgoingMail.objects.waiting().exists():
        tried = timezone.now()
        assert send_waiting_mails() == 1
        found = OutgoingMail.objects.get()
        pauses.append(round((found.next_attempt_at - tried).total_seconds() / 60))
        let_pass(timedelta(minutes=pauses[-1] + 1))
    assert pauses[:8] == [1, 5, 15, 60, 180, 360, 720, 720]
    assert len(pauses) < 15
    assert (found.state, found.problem) == (MailState.FAILED, NOBODY)
    assert found.body
    assert send_waiting_mails() == 0


def test_a_server_that_is_away_is_not_asked_for_each_mail(
    nobody_listens: None,
) -> None:
    for number in range(5):
        write(f"{number}@annecy.example")
    assert send_waiting_mails() == 1
    assert send_waiting_mails() == 0
    assert OutgoingMail.objects.waiting().count() == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "refusal", "state", "problem"),
    [
        (
            "RCPT",
            "550 no such user",
            MailState.FAILED,
            "Le serveur refuse ce destinataire : 550 no such user",
        ),
        (
            "RCPT",
            "450 try later",
            MailState.WAITING,
            "Le serveur refuse ce destinataire : 450 try later",
        ),
        (
            "MAIL",
            "553 not yours",
            MailState.WAITING,
            "Le serveur refuse l’expéditeur, DEFAULT_FROM_EMAIL : 553 not yours",
        ),
        (
            "DATA",
            "554 looks like spam",
            MailState.WAITING,
            "Le serveur refuse le courriel : 554 looks like spam",
        ),
    ],
)
def test_what_a_server_refuses_is_told_in_words(
    settings: Any, verb: str, refusal: str, state: str, problem: str
) -> None:
    write()
    with RefusingServer(verb, refusal) as server:
        use_server(settings, server.port)
        send_waiting_mails()
    found = OutgoingMail.objects.get()
    assert (found.state, found.problem) == (state, problem)


def test_a_server_that_hangs_and_a_name_of_no_server_are_told(settings: Any) -> None:
    write()
    with listen_silently() as port:
        use_server(settings, port)
        send_waiting_mails()
    found = OutgoingMail.objects.get()
    assert found.problem == "Le serveur de courriel ne répond pas à temps."
    let_pass(timedelta(minutes=2))
    settings.EMAIL_HOST = "no-such-host.invalid"
    send_waiting_mails()
    found.refresh_from_db()
    assert found.problem == "Aucun serveur n’a le nom de EMAIL_HOST."


# No answer depends on the mail server -----------------------------------------------


@pytest.fixture(params=[refuse_connections, listen_silently])
def poor_server(request: Any, settings: Any) -> Iterator[None]:
    """A mail server that refuses, then one that hangs."""
    server: AbstractContextManager[int] = request.param()
    with server as port:
        use_server(settings, port)
        settings.EMAIL_TIMEOUT = 30
        yield


@pytest.mark.usefixtures("poor_server")
class TestPoorServer:
    def test_a_login_by_code_answers_alike_with_and_without_an_account(
        self, client: Client
    ) -> None:
        known = factories.MembershipFactory().user.email
        unknown = "personne@ailleurs.example"
        started = time.perf_counter()
        answers = [
            Client().post("/compte/login/code/", {"email": email})
            for email in (known, unknown)
        ]
        assert time.perf_counter() - started < 5
        assert {answer.status_code for answer in answers} == {302}
        assert len({answer.headers["Location"] for answer in answers}) == 1
        # Nor does the time tell them apart: both write a mail and its job.
        written = OutgoingMail.objects.values_list("recipient", flat=True)
        assert set(written) == {known, unknown}
        assert DBTaskResult.objects.count() == 2

    def test_staff_accept_a_request(self) -> None:
        asked = factories.AccessRequestFactory(
            collectivity=factories.CollectivityFactory()
        )
        accept_request(asked, factories.UserFactory(staff=True))
        assert OutgoingMail.objects.get().recipient == asked.email

    def test_staff_accept_a_proposal(self) -> None:
        action = factories.ActionFactory()
        draft = factories.ProposalFactory(action=action, collectivity=action.lead)
        membership = factories.MembershipFactory(
            user=draft.author, collectivity=action.lead
        )
        submit_proposal(draft, membership)
        staff = factories.UserFactory(staff=True)
        accept_proposal(draft, [], decided_by=staff)
        assert OutgoingMail.objects.get().recipient == draft.author.email


# Staff ------------------------------------------------------------------------------

LIST = "/gestion/cooperation/outgoingmail/"


def apply_action(client: Client, action: str, *mails: OutgoingMail) -> str:
    keys = [one.pk for one in mails]
    answer = client.post(
        LIST, {"action": action, "_selected_action": keys}, follow=True
    )
    return str(answer.text)


@pytest.mark.slow
def test_staff_see_what_failed_send_it_again_or_abandon_it(
    staff_client: Client,
) -> None:
    failed, given_up, sent = (write(f"{name}@a.example") for name in "abc")
    OutgoingMail.objects.update(state=MailState.FAILED, problem="550 inconnu")
    OutgoingMail.objects.filter(pk=sent.pk).update(state=MailState.SENT, body="")

    home = staff_client.get("/gestion/").text
    assert '<strong class="todo__number">2</strong> Courriels non partis' in home
    page = staff_client.get(f"{LIST}?state__exact=echec").text
    assert "550 inconnu" in page
    assert failed.body not in staff_client.get(f"{LIST}{failed.pk}/change/").text

    told = apply_action(staff_client, "send_again", failed, sent)
    assert "1 courriel repart dans la minute." in told
    told = apply_action(staff_client, "abandon", given_up, sent)
    assert "1 courriel abandonné, son texte est effacé." in told

    run_jobs()
    assert [one.to for one in mail.outbox] == [["a@a.example"]]
    given_up.refresh_from_db()
    assert (given_up.state, given_up.body) == (MailState.ABANDONED, "")


def test_the_doctor_tells_what_waits_and_what_failed(settings: Any) -> None:
    settings.EMAIL_DISABLED = False
    write()
    assert list(find_mail_problems()) == []
    let_pass(timedelta(minutes=61))
    write("autre@a.example")
    OutgoingMail.objects.filter(recipient="autre@a.example").update(
        state=MailState.FAILED
    )
    late, failed = find_mail_problems()
    assert late.startswith("1 courriel attend depuis plus d’une heure")
    assert failed.startswith("1 courriel n’est pas parti")


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_many(
    staff_client: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        write(f"{number}@a.example")
    with django_assert_max_num_queries(10):
        staff_client.get(LIST)
