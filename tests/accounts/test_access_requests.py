"""An access request is acknowledged, read on its own page, and answered."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AccessRequest, Membership, RequestState, User
from accounts.people.authorities import guess_kind, search_authorities
from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity
from tests import factories
from tests.cooperation.views.pages import page_of
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

SENT = {
    "full_name": "Camille Rey",
    "function": "Chargée de mission",
    "email": "camille.rey@annecy.example",
    "message": "Bonjour",
}
SYNDICATE = "Syndicat mixte des eaux des Rocailles"


@pytest.fixture
def annecy() -> Collectivity:
    return factories.CollectivityFactory(name="Annecy", slug="annecy")


@pytest.fixture
def decider() -> Client:
    """A member of staff who may decide on access requests."""
    person = factories.UserFactory(staff=True, email="equipe@exemple.fr")
    rights = ("accounts.change_proposal", "accounts.change_accessrequest")
    give_rights(person, *rights)
    return log_in_with_second_factor(Client(), person)


def ask(client: Client, callbacks: Any, query: str, **more: str) -> AccessRequest:
    with callbacks(execute=True):
        client.post(f"/compte/demande/?{query}", SENT | more)
    return AccessRequest.objects.get()


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def test_it_is_acknowledged_and_staff_are_told_at_once(
    client: Client, annecy: Collectivity, decider: Client, callbacks: Any
) -> None:
    asked = ask(client, callbacks, "collectivite=annecy")
    assert [message.to for message in mail.outbox] == [
        ["camille.rey@annecy.example"],
        ["equipe@exemple.fr"],
    ]
    assert "est reçue" in mail.outbox[0].subject
    assert f"/gestion/demandes/{asked.pk}/" in str(mail.outbox[1].body)
    assert (
        f"/gestion/demandes/{asked.pk}/" in page_of(decider, "/gestion/demandes/").links
    )
    assert "/gestion/demandes/" in page_of(decider, "/gestion/relecture/").links


def test_nobody_is_drowned_in_acknowledgements(client: Client, callbacks: Any) -> None:
    for number in range(6):
        name = {"other_collectivity": f"Syndicat {number}"}
        with callbacks(execute=True):
            client.post("/compte/demande/?absente=1", SENT | name)
    assert AccessRequest.objects.count() == 6
    assert len(mail.outbox) == 3


def test_it_is_accepted_with_a_word_and_the_name_is_kept(
    client: Client, annecy: Collectivity, decider: Client, callbacks: Any
) -> None:
    asked = ask(client, callbacks, "collectivite=annecy")
    mail.outbox.clear()
    sent = {"geste": "accepter", "reponse": "Bienvenue !"}
    with callbacks(execute=True):
        decider.post(f"/gestion/demandes/{asked.pk}/", sent)
    person = User.objects.get(email=SENT["email"])
    assert (person.first_name, person.last_name) == ("Camille", "Rey")
    membership = Membership.objects.get(user=person)
    assert (membership.collectivity, membership.function) == (
        annecy,
        "Chargée de mission",
    )
    assert "Bienvenue !" in str(mail.outbox[0].body)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (RequestState.ACCEPTED, "Bienvenue !")


def test_it_is_refused_with_a_word(
    client: Client, annecy: Collectivity, decider: Client, callbacks: Any
) -> None:
    asked = ask(client, callbacks, "collectivite=annecy")
    mail.outbox.clear()
    sent = {"geste": "refuser", "reponse": "Écrivez-nous de votre mairie."}
    with callbacks(execute=True):
        decider.post(f"/gestion/demandes/{asked.pk}/", sent)
    assert not Membership.objects.exists()
    assert "Écrivez-nous de votre mairie." in str(mail.outbox[0].body)


def test_two_people_decide_once(
    client: Client, annecy: Collectivity, decider: Client, callbacks: Any
) -> None:
    asked = ask(client, callbacks, "collectivite=annecy")
    address = f"/gestion/demandes/{asked.pk}/"
    decider.post(address, {"geste": "accepter"})
    answer = decider.post(address, {"geste": "refuser"}, follow=True)
    assert "déjà décidée" in answer.text
    asked.refresh_from_db()
    assert asked.state == RequestState.ACCEPTED


class TestAnAuthorityThatIsNotInTheList:
    """It is created by one click, or found after all."""

    @pytest.fixture
    def asked(self, client: Client, callbacks: Any) -> AccessRequest:
        return ask(client, callbacks, "absente=1", other_collectivity=SYNDICATE)

    def test_it_is_created_from_the_request_and_access_given(
        self, asked: AccessRequest, decider: Client
    ) -> None:
        address = f"/gestion/demandes/{asked.pk}/"
        form = decider.get(address).context["form"]
        offered = {name: form[name].value() for name in ("nom", "nature")}
        assert offered == {"nom": SYNDICATE, "nature": "syndicat:"}

        decider.post(address, offered | {"geste": "creer"})

        made = Collectivity.objects.get()
        assert (made.name, made.kind) == (SYNDICATE, CollectivityKind.SYNDICAT)
        assert Membership.objects.get().collectivity == made

    def test_nothing_is_created_that_would_not_be_valid(
        self, asked: AccessRequest, decider: Client
    ) -> None:
        sent = {"geste": "creer", "nom": "", "nature": "syndicat:"}
        answer = decider.post(f"/gestion/demandes/{asked.pk}/", sent)
        assert answer.status_code == 400
        assert not Collectivity.objects.exists()

    def test_it_is_one_of_the_list_after_all(
        self, asked: AccessRequest, decider: Client
    ) -> None:
        known = factories.CollectivityFactory(
            name="SM des Rocailles", slug="rocailles", kind=CollectivityKind.SYNDICAT
        )
        address = f"/gestion/demandes/{asked.pk}/"
        links = page_of(decider, f"{address}?q=rocailles").links
        assert "?collectivite=rocailles" in links
        decider.post(f"{address}?collectivite=rocailles", {"geste": "accepter"})
        assert Membership.objects.get().collectivity == known
        asked.refresh_from_db()
        assert asked.collectivity == known

    def test_it_is_not_accepted_without_an_authority(
        self, asked: AccessRequest, decider: Client
    ) -> None:
        address = f"/gestion/demandes/{asked.pk}/"
        answer = decider.post(address, {"geste": "accepter"})
        assert "Choisissez d’abord" in answer.text
        assert not Membership.objects.exists()


def test_an_agent_and_staff_without_the_right_do_not_read_requests(
    agent: Client, staff: Client
) -> None:
    for client in (agent, staff):
        assert client.get("/gestion/demandes/").status_code == 403


@pytest.mark.parametrize(
    ("name", "kind", "texts"),
    [
        ("CC du Pays d’Évian", CollectivityKind.EPCI, ["CCPE", "ccdpde", "PE"]),
        ("Communauté de communes du Genevois", CollectivityKind.EPCI, ["CCG"]),
        (SYNDICATE, CollectivityKind.SYNDICAT, ["SMER", "S M E R"]),
    ],
)
def test_acronyms_are_found(name: str, kind: str, texts: list[str]) -> None:
    epci_type = "CC" if kind == CollectivityKind.EPCI else ""
    one = factories.CollectivityFactory(name=name, kind=kind, epci_type=epci_type)
    factories.CollectivityFactory(name="Smerlinge")
    for text in texts:
        assert one in search_authorities(text)
    assert one not in search_authorities("zz")


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("Syndicat des eaux", ("syndicat", "")),
        ("SIVOM du Haut-Giffre", ("syndicat", "")),
        ("Communauté d’agglomération du lac", ("epci", "CA")),
        ("CC des Portes", ("epci", "CC")),
        ("Métropole du Grand Lac", ("epci", "METRO")),
        ("Saint-Paul", ("commune", "")),
        ("", ("commune", "")),
    ],
)
def test_a_name_tells_the_kind(name: str, guess: tuple[str, str]) -> None:
    assert guess_kind(name) == guess
