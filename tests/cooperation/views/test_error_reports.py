"""A visitor says what is wrong, without cookie; staff find it; nothing is lost."""

import datetime
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cooperation.models import ErrorReport, ReportState
from cooperation.web import antispam
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Any:
    """A published action."""
    return factories.ActionFactory(title="Eau à Téra")


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each form had been read."""
    monkeypatch.setattr(antispam, "is_too_fast", lambda _text: False)


def address(entry: Any) -> str:
    """Return the form about an entry."""
    return f"/signaler/?fiche={entry.get_absolute_url()}"


def sent(**more: str) -> dict[str, str]:
    """Return a form as a browser sends it."""
    return {"text": "L’année est 1998.", "jeton": antispam.make_form_token(), **more}


@pytest.mark.slow
def test_each_entry_leads_to_the_form(client: Client, entry: Any) -> None:
    agreement = factories.AgreementFactory()
    others = (agreement, agreement.counterpart, agreement.country)
    for page in (entry, entry.lead, *others):
        links = page_of(client, page.get_absolute_url()).links
        (form,) = [link for link in links if link.startswith("/signaler/")]
        assert client.get(form).status_code == 200


def test_a_report_is_kept_without_a_cookie(
    client: Client, entry: Any, unhurried: None
) -> None:
    page = client.post(address(entry), sent(email="x@y.example"))
    assert "Merci" in page.content.decode()
    assert not client.cookies
    report = ErrorReport.objects.get()
    assert report.page == entry.get_absolute_url()
    assert (report.text, report.email) == ("L’année est 1998.", "x@y.example")
    assert report.state == ReportState.NEW


def test_staff_read_it(
    staff_client: Client, client: Client, entry: Any, unhurried: None
) -> None:
    Client().post(address(entry), sent())
    page = staff_client.get("/gestion/cooperation/errorreport/").content.decode()
    assert entry.get_absolute_url() in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "Ce champ est obligatoire"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"jeton": "faux"}, "envoyez de nouveau"),
        ({"jeton": ""}, "envoyez de nouveau"),
        ({"text": "x" * 5_000}, "4000"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, entry: Any, unhurried: None, change: dict[str, str], words: str
) -> None:
    page = client.post(address(entry), sent() | change)
    assert page.status_code == 400
    text = page.content.decode().replace("\u202f", "").replace("\xa0", "")
    assert words in text
    assert ("1998" in text) == ("text" not in change)
    assert not ErrorReport.objects.exists()


def test_a_robot_is_too_fast(client: Client, entry: Any) -> None:
    page = client.post(address(entry), sent())
    assert "très vite" in page.content.decode()
    assert not ErrorReport.objects.exists()


def test_another_site_cannot_send_it(
    client: Client, entry: Any, unhurried: None
) -> None:
    page = client.post(address(entry), sent(), headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 400
    assert not ErrorReport.objects.exists()


def test_nobody_writes_without_end(client: Client, entry: Any, unhurried: None) -> None:
    pages = [client.post(address(entry), sent()) for _each in range(7)]
    assert [page.status_code for page in pages] == [200] * 5 + [429] * 2
    assert "réessayez dans 60 minutes" in pages[-1].content.decode()
    assert ErrorReport.objects.count() == 5


@pytest.mark.parametrize(
    "path",
    ["", "/actions/", "/gestion/", "//ailleurs.example/", "x" * 900, "/pays/xx/"],
)
def test_only_a_public_entry_has_a_form(client: Client, path: str) -> None:
    hidden = factories.ActionFactory(draft=True)
    for fiche in (path, hidden.get_absolute_url()):
        assert client.get("/signaler/", {"fiche": fiche}).status_code == 404


def test_a_form_that_is_sent_twice_makes_one_report(
    client: Client, entry: Any, unhurried: None
) -> None:
    form = sent(email="x@y.example")
    first, second = (client.post(address(entry), form) for _each in range(2))
    assert "Merci" in first.content.decode()
    assert second.status_code == 200
    assert "était déjà reçu" in second.content.decode()
    assert ErrorReport.objects.count() == 1


def test_what_is_written_anew_on_a_page_that_served_is_not_lost(
    client: Client, entry: Any, unhurried: None
) -> None:
    form = sent()
    client.post(address(entry), form)
    again = client.post(address(entry), form | {"text": "Le pays est le Bénin."})
    assert again.status_code == 400
    assert "Cette page a déjà servi" in again.content.decode()
    assert "Le pays est le Bénin." in again.content.decode()
    assert antispam.get_form_key(form["jeton"]) != antispam.get_form_key(
        again.context["token"]
    )
    client.post(address(entry), form | {"jeton": again.context["token"]})
    assert ErrorReport.objects.count() == 2


def test_addresses_are_forgotten_after_a_year(entry: Any) -> None:
    for days in (10, 400):
        report = ErrorReport.objects.create(page="/a/", text="b", email="x@y.example")
        when = timezone.now() - datetime.timedelta(days=days)
        ErrorReport.objects.filter(pk=report.pk).update(created_at=when)

    call_command("purge_personal_data", stdout=io.StringIO())

    assert [row.email for row in ErrorReport.objects.order_by("created_at")] == [
        "",
        "x@y.example",
    ]
