"""Requirement 44: long enough, 16 for staff; what is guessed first is refused."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from accounts.models import Membership, User
from tests.factories import CollectivityFactory, UserFactory

pytestmark = pytest.mark.django_db
GUESSED = "Ce mot de passe se devine"


def refusal(password: str, user: Any = None) -> str:
    """Return why a password is refused, "" if it is not."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.fixture
def agent() -> Any:
    person = UserFactory(
        email="sacha.petitjean@haute-rive.example",
        first_name="Sacha",
        last_name="Petitjean",
    )
    town = CollectivityFactory(name="Villeneuve-sur-Lot")
    Membership.objects.create(user=person, collectivity=town)
    return person


def test_agents_need_twelve_characters_and_staff_sixteen(agent: Any) -> None:
    twelve, sixteen = "xk vélo prun", "xk vélo prune 7w"
    staff = UserFactory(is_staff=True)

    assert refusal(twelve, agent) == ""
    assert "il faut 12 caractères au moins" in refusal(twelve[:11], agent)
    assert "il faut 16 caractères au moins" in refusal(sixteen[:15], staff)
    assert refusal(sixteen, staff) == ""


def test_an_account_that_is_being_made_counts_as_staff() -> None:
    assert "16 caractères" in refusal("xk vélo prun", User(email="a@b.example"))
    assert "16 caractères" in refusal("xk vélo prun")


@pytest.mark.parametrize("length", [64, 128, 200, 1_000])
def test_long_passwords_are_allowed(agent: Any, length: int) -> None:
    sentence = "un grillon traverse prudemment la départementale, été comme hiver ; "
    words = "".join(f"{sentence}{number}" for number in range(20))
    assert refusal(words[:length], agent) == ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        *((word, "mot courant") for word in ("Motdepasse!!", "Bonjour-Soleil")),
        *((word, "mot courant") for word in ("M0td3p@sse 42", "Jumelage-Mairie!")),
        *((word, "suite de touches") for word in ("azertyuiop12", "Qwertyuiop!?")),
        *((word, "suite de touches") for word in ("123456789012", "poiuytreza98")),
        *((word, "suite de touches") for word in ("wxcvbnqsdfgh", "abcdefghijkl")),
        *((word, "répétition") for word in ("aaaaaaaaaaaa", "xk7xk7xk7xk7xk7")),
        *((word, "répétition") for word in ("!!!!!!!!!!!!!", "zkqvzkqvzkqvzkqv")),
        *((word, "année") for word in ("1987-2026-1944", "2024/2025/2026!")),
        *((word, "mot du site") for word in ("Passerelles-42", "PASSERELLES....")),
        *((word, "mot du site") for word in ("Sacha-Petitjean", "haute-rive-1234")),
        *((word, "mot du site") for word in ("Villeneuve-47!", "villeneuve lot 7")),
    ],
)
def test_what_is_guessed_first_is_refused_in_words(
    agent: Any, password: str, reason: str
) -> None:
    said = refusal(password, agent)
    assert GUESSED in said
    assert reason in said
    assert "Ajoutez des mots sans lien avec vous ni avec le site." in said
    assert password not in said


@pytest.mark.parametrize(
    "password",
    [
        "les quatre saisons du lac",
        "Un soleil tiède sur la Tournette",
        "brouette-42-tapir-mauve",
        "G7$kq!vR2w@zL9",
        "Passerelles, tapir et brouette mauve",
    ],
)
def test_a_common_word_does_not_spoil_a_long_sentence(
    agent: Any, password: str
) -> None:
    assert refusal(password, agent) == ""


@override_settings(SITE_URL="https://annuaire.haute-savoie.example")
def test_the_address_of_the_site_is_guessed(agent: Any) -> None:
    assert "mot du site" in refusal("savoie-haute-1", agent)


def test_a_very_long_password_is_judged_at_once(agent: Any) -> None:
    started = time.perf_counter()
    assert GUESSED in refusal("ab" * 50_000, agent)
    refusal("abcabd" * 20_000, agent)
    assert time.perf_counter() - started < 2


def test_the_rules_are_told_before() -> None:
    told = " ".join(password_validators_help_texts())
    assert "12 caractères au moins, 16 pour l’équipe" in told
    assert "ni suites de touches" in told


def test_staff_cannot_open_an_account_with_a_guessed_password(
    staff_client: Client,
) -> None:
    weak = {"password1": "azertyuiop123456", "password2": "azertyuiop123456"}
    page = staff_client.post(
        "/gestion/accounts/user/add/",
        {"email": "neuf@annecy.example", "usable_password": "true", **weak},
    )
    assert page.status_code == 200
    assert "suite de touches" in page.text
    assert not User.objects.filter(email="neuf@annecy.example").exists()


# An agent who becomes staff ----------------------------------------------------------


@pytest.fixture
def weak_agent(agent: Any) -> Any:
    """An agent with a password that is enough for agents only."""
    agent.set_password(TWELVE)
    agent.save()
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True)
    return agent


TWELVE, SIXTEEN = "xk vélo prun", "xk vélo prune 7w"


def log_in(client: Client, person: Any, password: str) -> Any:
    fields = {"login": person.email, "password": password}
    return client.post("/compte/login/", fields, follow=True)


@pytest.mark.slow
@override_settings(STAFF_SECOND_FACTOR=False)
def test_an_agent_made_staff_chooses_a_longer_password_first(
    client: Client, weak_agent: Any
) -> None:
    assert log_in(client, weak_agent, TWELVE).redirect_chain[-1][0] == "/espace/"
    weak_agent.is_staff = weak_agent.is_superuser = True
    weak_agent.save()

    # In the session that is open, and in the next one.
    for _login in range(2):
        page = client.get("/gestion/", follow=True)
        assert page.redirect_chain[-1][0] == "/compte/password/change/"
        assert "La gestion demande un mot de passe plus fort" in page.text
        assert client.get("/gestion/relecture/", follow=True).status_code == 403
        client.logout()
        log_in(client, weak_agent, TWELVE)

    again = {"password1": SIXTEEN, "password2": SIXTEEN, "oldpassword": TWELVE}
    short = again | {"password1": TWELVE + "x", "password2": TWELVE + "x"}
    assert "16 caractères" in client.post("/compte/password/change/", short).text
    client.post("/compte/password/change/", again)
    assert client.get("/gestion/").status_code == 200
    client.logout()
    log_in(client, weak_agent, SIXTEEN)
    assert client.get("/gestion/").status_code == 200
