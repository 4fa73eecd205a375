"""People ask for access; staff accept or refuse; whoever is welcome logs in by code."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AccessRequest, Membership, RequestState, User
from accounts.people import access_requests
from tests import factories
from tests.cooperation.views.pages import page_of
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db(transaction=False)

SENT = {
    "full_name": "Camille Rey",
    "function": "Chargée de mission",
    "email": "Camille.Rey@annecy.example",
    "message": "",
}


@pytest.fixture
def annecy() -> Any:
    """The commune of Annecy."""
    return factories.CollectivityFactory(
        name="Annecy", slug="annecy", website="https://www.annecy.example/"
    )


@pytest.fixture
def asked(client: Client, annecy: Any) -> AccessRequest:
    """A request for Annecy."""
    client.post("/compte/demande/?collectivite=annecy", SENT)
    mail.outbox.clear()
    return AccessRequest.objects.get()


@pytest.mark.slow
@pytest.mark.parametrize("text", ["anne", "ANNECY"])
def test_an_authority_is_found_by_its_name(
    client: Client, annecy: Any, text: str
) -> None:
    page = page_of(client, f"/compte/demande/?q={text}")
    assert "/compte/demande/?collectivite=annecy" in page.links


@pytest.mark.slow
def test_the_form_comes_filled_in_for_the_authority_of_the_address(
    client: Client, annecy: Any
) -> None:
    page = page_of(client, "/compte/demande/?collectivite=annecy")
    assert "Annecy" in page.text
    assert client.get("/compte/demande/?collectivite=annecy").context["form"]


@pytest.mark.slow
def test_the_form_knows_who_is_logged_in(agent: Client, membership: Membership) -> None:
    person = membership.user
    person.first_name, person.last_name = "Camille", "Rey"
    person.save()
    form = agent.get("/compte/demande/?collectivite=annecy").context["form"]
    assert form["email"].value() == person.email
    assert form["full_name"].value() == "Camille Rey"


def test_an_authority_that_ended_leads_to_its_successor(
    client: Client, annecy: Any
) -> None:
    factories.CollectivityFactory(
        name="Seynod", slug="seynod", closed_on="2017-01-01", successor=annecy
    )
    answer = client.get("/compte/demande/?collectivite=seynod")
    assert answer.context["chosen"] == annecy


def test_an_unknown_authority_in_the_address_is_told(client: Client) -> None:
    text = page_of(client, "/compte/demande/?collectivite=personne").text
    assert "ne désigne aucune collectivité" in text


def test_a_request_is_kept_for_staff(asked: AccessRequest, annecy: Any) -> None:
    assert asked.collectivity == annecy
    assert asked.email == "camille.rey@annecy.example"
    assert asked.state == RequestState.PENDING
    assert access_requests.match_domain(asked) == access_requests.DomainMatch.SAME


def test_an_authority_out_of_the_list_is_an_answer(client: Client) -> None:
    sent = SENT | {"other_collectivity": "Syndicat des Trois Vallées"}
    answer = client.post("/compte/demande/?absente=1", sent)
    assert answer.status_code == 302
    assert AccessRequest.objects.get().authority_name == "Syndicat des Trois Vallées"


def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, annecy: Any
) -> None:
    sent = SENT | {"email": "pas une adresse"}
    page = client.post("/compte/demande/?collectivite=annecy", sent).content.decode()
    assert "À corriger" in page
    assert "Camille Rey" in page
    assert "pas une adresse" in page
    assert not AccessRequest.objects.exists()


def test_asking_twice_is_answered_alike_and_kept_once(
    client: Client, asked: AccessRequest
) -> None:
    answer = client.post("/compte/demande/?collectivite=annecy", SENT)
    assert answer.headers["Location"] == "/compte/demande/recue/"
    assert AccessRequest.objects.count() == 1


def decide(staff: Client, asked: AccessRequest, action: str) -> Any:
    """Press a button of the list of requests."""
    address = reverse("moderation:access_request", args=[asked.pk])
    return staff.post(address, {"geste": action}, follow=True)


def test_one_click_accepts_and_tells_the_person(
    staff_client: Client,
    asked: AccessRequest,
    annecy: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        decide(staff_client, asked, "accepter")

    person = User.objects.get(email="camille.rey@annecy.example")
    assert Membership.objects.get(user=person).collectivity == annecy
    assert not person.is_staff
    (message,) = mail.outbox
    assert message.to == ["camille.rey@annecy.example"]
    assert message.subject == "Votre accès à Passerelles pour Annecy"
    assert "/compte/login/" in message.body
    asked.refresh_from_db()
    assert asked.state == RequestState.ACCEPTED


def test_one_click_refuses_and_tells_the_person(
    staff_client: Client,
    asked: AccessRequest,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        decide(staff_client, asked, "refuser")
    assert not Membership.objects.exists()
    assert "n’a pas pu donner suite" in mail.outbox[0].body


def test_an_authority_must_be_chosen_before_accepting(
    staff_client: Client, client: Client
) -> None:
    asked = AccessRequest.objects.create(
        **SENT | {"other_collectivity": "Syndicat des Trois Vallées"}
    )
    page = decide(staff_client, asked, "accepter").content.decode()
    assert "Choisissez d’abord la collectivité" in page
    assert not Membership.objects.exists()


class TestLogin:
    """A code by mail opens the space; nobody learns who has an account."""

    def ask_for_a_code(self, client: Client, email: str) -> Any:
        """Ask for a code as the page does."""
        return client.post("/compte/login/code/", {"email": email})

    def test_a_code_opens_the_space(self, client: Client) -> None:
        commune = factories.CollectivityFactory()
        membership = access_requests.grant_access("agent@annecy.example", commune)
        self.ask_for_a_code(client, membership.user.email)
        message = mail.outbox[-1]
        (code,) = re.findall(r"^ {4}(\S+)$", message.body, re.MULTILINE)
        # Staff read the subjects of the outbox.
        assert message.subject == "Passerelles – Votre code de connexion"

        answer = client.post("/compte/login/code/confirm/", {"code": code}, follow=True)

        assert answer.redirect_chain[-1][0] == "/espace/"

    def test_an_unknown_address_is_answered_alike(self, client: Client) -> None:
        known = factories.MembershipFactory().user.email
        answers = [
            self.ask_for_a_code(Client(), email)
            for email in (known, "personne@ailleurs.example")
        ]
        assert len({answer.status_code for answer in answers}) == 1
        assert len({answer.headers["Location"] for answer in answers}) == 1
        assert [message.to for message in mail.outbox] == [
            [known],
            ["personne@ailleurs.example"],
        ]

    def test_the_page_of_the_code_reads_alike_and_leads_out(
        self, client: Client
    ) -> None:
        known = factories.MembershipFactory().user.email
        pages = []
        for email in (known, "personne@ailleurs.example"):
            browser = Client()
            self.ask_for_a_code(browser, email)
            page = page_of(browser, "/compte/login/code/confirm/")
            pages.append(page.text.replace(email, "…"))
            assert {"/compte/login/", "/compte/demande/"} <= set(page.links)
        assert pages[0] == pages[1]
        assert "un quart d’heure" in pages[0]
        assert "Renvoyer un code" in pages[0]

    def test_an_address_without_an_account_is_told_how_to_ask_twice_a_day(
        self, client: Client
    ) -> None:
        for _time in range(3):
            self.ask_for_a_code(Client(), "Personne@ailleurs.example")
        assert len(mail.outbox) == 2
        assert mail.outbox[0].subject == "Passerelles – Aucun compte à cette adresse"
        assert "/compte/demande/" in str(mail.outbox[0].body)

    def test_a_code_is_sent_again_and_only_the_new_one_opens(
        self, client: Client
    ) -> None:
        self.ask_for_a_code(client, factories.MembershipFactory().user.email)
        client.post("/compte/login/code/confirm/", {"action": "resend"})
        codes = [
            re.findall(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)[0]
            for message in mail.outbox
        ]
        old, new = (
            client.post("/compte/login/code/confirm/", {"code": code}).status_code
            for code in codes
        )
        assert (old, new) == (200, 302)

    def test_a_wrong_code_thrice_leads_to_a_new_one(self, client: Client) -> None:
        self.ask_for_a_code(client, factories.MembershipFactory().user.email)
        for _time in range(3):
            answer = client.post(
                "/compte/login/code/confirm/", {"code": "XXXXXX"}, follow=True
            )
        assert answer.redirect_chain[-1][0] == "/compte/login/code/"
        assert "demandez-en un nouveau" in answer.text

    def test_nobody_opens_an_account_by_themselves(self, client: Client) -> None:
        client.post("/compte/signup/", {"email": "x@y.example", "password1": "z" * 20})
        assert not User.objects.exists()

    def test_guessing_is_slowed_down(self, client: Client) -> None:
        user = factories.UserFactory()
        sent = {"login": user.email, "password": "faux"}
        pages = [client.post("/compte/login/", sent) for _try in range(7)]
        assert "Trop de tentatives" in pages[-1].content.decode()

    def test_staff_without_a_second_factor_are_led_to_it(self, client: Client) -> None:
        client.force_login(factories.UserFactory(superuser=True))
        answer = client.get("/gestion/", follow=True)
        assert answer.redirect_chain[-1][0] == "/compte/2fa/"
        assert "demande un second facteur" in answer.content.decode()

    def test_staff_with_one_enter(self, client: Client) -> None:
        person = factories.UserFactory(superuser=True, second_factor=True)
        client.force_login(person)
        assert client.get("/gestion/").status_code == 200

    def test_an_agent_does_not_enter_the_admin(self, client: Client) -> None:
        client.force_login(factories.MembershipFactory().user)
        assert client.get("/gestion/", follow=True).status_code == 403


def test_staff_who_may_only_look_decide_on_nothing(
    client: Client, asked: AccessRequest
) -> None:
    membership = factories.MembershipFactory()
    person = factories.UserFactory(staff=True)
    looking = ("view_accessrequest", "view_membership")
    person.user_permissions.set(Permission.objects.filter(codename__in=looking))
    log_in_with_second_factor(client, person)
    for table, row, deeds in (
        ("accessrequest", asked, ("accept", "refuse", "delete_selected")),
        ("membership", membership, ("end_now", "invite_again")),
    ):
        address = f"/gestion/accounts/{table}/"
        assert client.get(address).status_code == 200
        for deed in deeds:
            client.post(address, {"action": deed, "_selected_action": [row.pk]})
    asked.refresh_from_db()
    membership.refresh_from_db()
    assert asked.state == RequestState.PENDING
    assert membership.until is None
    assert mail.outbox == []
