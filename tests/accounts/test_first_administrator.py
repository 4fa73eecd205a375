"""The first administrator comes by a link that a new site prints."""

from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.people import first_administrator
from accounts.people.first_administrator import SpentLinkError, create_administrator

pytestmark = pytest.mark.django_db

PASSWORD = "une-phrase-assez-longue-pour-tous"
FIELDS = {
    "email": "Premiere@Annuaire.invalid",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def run_command() -> str:
    said = StringIO()
    call_command("first_administrator", stdout=said)
    return said.getvalue()


def read_path() -> str:
    """Return the path of the link that the command prints."""
    intro, link = run_command().splitlines()
    assert intro == "Ouvrez ce lien, valable vingt-quatre heures et une seule fois :"
    assert link.startswith("https://passerelles.example/compte/premier-acces/")
    return urlsplit(link).path


def test_the_link_opens_the_account_of_an_administrator(client: Client) -> None:
    path = read_path()
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]

    answer = client.post(path, FIELDS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/gestion/")
    person = User.objects.get()
    assert person.email == "premiere@annuaire.invalid"
    assert (person.is_staff, person.is_superuser) == (True, True)
    assert person.check_password(PASSWORD)
    address = EmailAddress.objects.get()
    assert (address.user, address.verified, address.primary) == (person, True, True)


def test_the_second_factor_is_asked_at_the_first_login(client: Client) -> None:
    client.post(read_path(), FIELDS)
    account = {"login": FIELDS["email"], "password": PASSWORD}
    client.post("/compte/login/", account)
    answer = client.get("/gestion/", follow=True)
    assert answer.redirect_chain[-1][0] == "/compte/2fa/"


def test_the_link_serves_once(client: Client) -> None:
    path = read_path()
    client.post(path, FIELDS)
    for answer in (client.get(path), client.post(path, FIELDS)):
        assert answer.status_code == 410
        assert "Ce lien a déjà servi" in answer.text
    assert User.objects.count() == 1


def test_of_two_who_use_it_together_the_second_is_refused() -> None:
    create_administrator("premiere@annuaire.invalid", PASSWORD)
    with pytest.raises(SpentLinkError):
        create_administrator("seconde@annuaire.invalid", PASSWORD)
    assert User.objects.count() == 1


def test_the_link_is_valid_for_a_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, now = read_path(), timezone.now().timestamp()
    day = timedelta(hours=24).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: now + day - 60)
    assert client.get(path).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + day + 60)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("token", ["abc", "first-administrator:1:2", "a:b:c"])
def test_a_forged_link_leads_nowhere(client: Client, token: str) -> None:
    assert client.get(f"/compte/premier-acces/{token}/").status_code == 410


@pytest.mark.parametrize("active", [True, False])
def test_a_site_that_has_an_administrator_prints_no_link(active: bool) -> None:
    User.objects.create_superuser("qui@annuaire.invalid", is_active=active)
    assert run_command() == "Le site a un administrateur.\n"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"password1": "court", "password2": "court"}, "trop court"),
        ({"password2": "une-autre-phrase-assez-longue"}, "diffèrent"),
        ({"email": "nulle part"}, "adresse"),
        ({"email": "une-phrase-assez-longue-pour@tous.invalid"}, "trop semblable"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_serves(
    client: Client, changed: dict[str, str], reason: str
) -> None:
    path = read_path()
    answer = client.post(path, FIELDS | changed)
    assert answer.status_code == 200
    assert reason in answer.text
    assert not User.objects.exists()
    assert client.post(path, FIELDS).status_code == 302


def test_an_account_that_is_there_becomes_the_administrators() -> None:
    before = User.objects.create_user("premiere@annuaire.invalid")
    after = create_administrator("PREMIERE@annuaire.invalid", PASSWORD)
    assert after.pk == before.pk
    assert after.is_superuser
    assert EmailAddress.objects.get(user=after).verified


def test_the_key_of_the_link_is_in_no_log() -> None:
    link = first_administrator.build_link()
    from config.logging import TOKENS_IN_PATHS  # noqa: PLC0415

    assert TOKENS_IN_PATHS.sub(r"\1…", link) == (
        "https://passerelles.example/compte/premier-acces/…/"
    )
