"""Requirements 3, 60 and 62: what the log says of people, and what it leaves out."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, override_settings

from accounts.models import Membership, User
from accounts.people.erasure import find_address
from accounts.people.personal_data import erase_everything_of
from config.logging import JsonFormatter
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "les quatre saisons du lac"

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log() -> Iterator[Lines]:
    """What a real site writes to its log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.fixture
def events(log: Lines) -> Lines:
    """The lines of the security log, without what differs from run to run."""
    varying = ("time", "level", "logger", "request")

    def read() -> list[dict[str, Any]]:
        return [
            {name: value for name, value in line.items() if name not in varying}
            for line in log()
            if line["logger"] == "passerelles.security"
        ]

    return read


@pytest.fixture
def agent() -> Membership:
    membership: Membership = factories.MembershipFactory()
    return membership


@pytest.fixture
def agent_client(client: Client, agent: Membership) -> Client:
    client.force_login(agent.user)
    return client


def test_requirement_62_logins_that_fail_and_succeed_say_who_and_where(
    client: Client, events: Lines
) -> None:
    person = factories.UserFactory(email="sacha@annecy.example")
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    for password in ("faux", PASSWORD):
        client.post("/compte/login/", {"login": person.email, "password": password})
    failed, succeeded = [one for one in events() if "login" in one["message"]]
    assert failed == {
        "message": "login failed",
        "ip": "127.0.0.1",
        "address": failed["address"],
    }
    assert len(failed["address"]) == 16
    assert succeeded == {"message": "login", "ip": "127.0.0.1", "user": person.pk}
    assert "sacha" not in json.dumps(events())


def test_requirement_3_the_entry_of_another_authority_is_a_logged_404(
    agent_client: Client, agent: Membership, events: Lines
) -> None:
    theirs = factories.ActionFactory()
    path = f"/espace/actions/{theirs.reference}/"
    assert agent_client.get(path).status_code == 404
    assert events()[-1] == {
        "message": "refused",
        "ip": "127.0.0.1",
        "user": agent.user_id,
        "status": 404,
        "method": "GET",
        "path": path,
    }


def test_requirement_62_a_form_of_another_site_is_a_logged_403(events: Lines) -> None:
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.7")
    assert client.post("/compte/login/", {}).status_code == 403
    assert events() == [
        {
            "message": "refused",
            "ip": "203.0.113.7",
            "user": None,
            "status": 403,
            "method": "POST",
            "path": "/compte/login/",
        }
    ]


def test_a_page_that_is_not_there_is_no_refusal(client: Client, events: Lines) -> None:
    assert client.get("/n-existe-pas/").status_code == 404
    assert client.get("/").status_code == 200
    assert events() == []


def test_an_address_of_nothing_is_no_refusal(
    agent_client: Client, events: Lines
) -> None:
    before = len(events())
    assert agent_client.get("/n-existe-pas/").status_code == 404
    assert events()[before:] == []


def test_requirement_62_what_people_take_away_is_logged(
    agent_client: Client, agent: Membership, events: Lines
) -> None:
    agent_client.get("/compte/donnees/?format=json")
    assert events()[-1]["message"] == "export"
    assert events()[-1]["path"] == "/compte/donnees/"
    assert events()[-1]["user"] == agent.user_id


def test_requirement_62_what_staff_bring_in_is_logged(
    staff_client: Client, events: Lines, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    path = "/gestion/cooperation/importbatch/deposer/"
    before = len(events())
    file = SimpleUploadedFile("actions.csv", b"Titre;Statut\nEau;en cours\n")
    assert staff_client.post(path, {"file": file}).status_code == 302
    staff_client.get("/gestion/cooperation/importbatch/")
    (line,) = events()[before:]
    assert (line["message"], line["path"], line["status"]) == ("import", path, 302)


def test_requirement_62_changes_of_rights_are_logged(
    staff_client: Client, agent: Membership, events: Lines
) -> None:
    user = agent.user
    before = len(events())
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.create(name="Essai"))
    agent.end()
    user.last_name = "Petitjean"
    user.save()
    flags, roles, membership = [
        {name: value for name, value in one.items() if name != "ip"}
        for one in events()[before:]
    ]
    assert flags == {
        "message": "rights",
        "by": None,
        "user": user.pk,
        "is_staff": True,
    }
    assert roles == {
        "message": "rights",
        "by": None,
        "user": user.pk,
        "change": "add",
        "group": [Group.objects.get(name="Essai").pk],
    }
    assert membership["membership"] == agent.pk
    assert (membership["change"], membership["until"]) == ("~", str(agent.until))


def test_requirement_59_an_erasure_is_logged_without_the_address(
    events: Lines,
) -> None:
    factories.AccessRequestFactory(email="lou@annecy.example")
    erase_everything_of("lou@annecy.example")
    assert find_address("lou@annecy.example") == []
    (line,) = [one for one in events() if one["message"] == "erasure"]
    assert line["places"] == 1
    assert "lou" not in json.dumps(line)


# Lines ------------------------------------------------------------------------------


def test_requirement_60_a_line_has_the_number_of_its_request(
    client: Client, log: Lines
) -> None:
    answer = client.get("/n-existe-pas/")
    number = answer.headers["X-Request-ID"]
    assert len(number) == 32
    assert [line["request"] for line in log()] == [number]
    assert client.get("/").headers["X-Request-ID"] != number


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [
        (1, "abc-123-def", True),
        (0, "abc-123-def", False),
        (1, "two\nlines", False),
        (1, "x" * 65, False),
    ],
)
def test_a_number_is_taken_from_a_trusted_proxy_only(
    client: Client, proxies: int, given: str, is_kept: bool
) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        answer = client.get("/", headers={"x-request-id": given})
    assert (answer.headers["X-Request-ID"] == given) == is_kept


def test_a_database_that_is_away_is_one_line_per_request(
    log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise OperationalError("connection refused\n\tIs the server running?")

    monkeypatch.setattr("cooperation.views.base.conditional_view", fail)
    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)
    answer = Client(raise_request_exception=False).get("/actions/")
    assert answer.status_code == 503
    (line,) = log()
    assert line["error"] == (
        "OperationalError: connection refused Is the server running?"
    )
    assert "trace" not in line


def test_another_error_keeps_its_trace_on_one_line(log: Lines) -> None:
    try:
        raise ZeroDivisionError("nothing")
    except ZeroDivisionError:
        logging.getLogger("essai").exception("It failed at /enquete/SECRET/relire/")
    (line,) = log()
    assert line["message"] == "It failed at /enquete/…/relire/"
    assert line["trace"].endswith("ZeroDivisionError: nothing")


def test_an_account_that_is_made_staff_is_logged_once(events: Lines) -> None:
    User.objects.create_user("neuf@annecy.example", is_staff=True)
    (line,) = [one for one in events() if one["message"] == "rights"]
    assert (line["is_staff"], line["is_superuser"]) == (True, False)
    assert line["user"] == User.objects.get().pk
