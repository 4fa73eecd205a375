"""A draft is read by a link that ends: by whom, until when, and what it gives."""

import datetime
import logging
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from config.logging import RedactTokens
from cooperation.enums import Publication
from surveys.models import Report, ReviewLink
from surveys.reports import editing
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ReportImageFactory
from tests.surveys.reports.build import begun
from tests.surveys.reports.test_pages import action_in_niger

pytestmark = pytest.mark.django_db
LINKS = "/gestion/etats-des-lieux/essai/relecture/"
BOARD = "/gestion/etats-des-lieux/essai/"
FIELDS = {"reader": "Vice-présidente", "reply_to": "etat@csi.example"}


@pytest.fixture
def writer() -> Client:
    """Staff who may write reports."""
    person = factories.UserFactory(staff=True, email="anne@csi.example")
    person.user_permissions.add(Permission.objects.get(codename="change_report"))
    return log_in_with_second_factor(Client(), person)


@pytest.fixture
def report() -> Report:
    action_in_niger()
    return begun()


def open_link(report: Report) -> str:
    """Return the address of a new link."""
    _link, token = ReviewLink.objects.create_with_token(report, **FIELDS, by=None)
    return f"/etats-des-lieux/relecture/{token}/"


def test_staff_make_a_link_that_opens_the_draft(
    writer: Client, client: Client, report: Report
) -> None:
    assert 'value="anne@csi.example"' in writer.get(LINKS).text
    made = writer.post(LINKS, FIELDS).context["made"]
    path = made.removeprefix("https://passerelles.example")
    page = client.get(path)
    assert page.status_code == 200
    for words in (
        "Brouillon, en relecture",
        "La coopération d’ici",
        'href="mailto:etat@csi.example?subject=',
        "Ce lien s’arrête le",
    ):
        assert words in page.text
    board, later = writer.get(BOARD).text, writer.get(LINKS).text
    assert "En relecture" in board
    assert "En relecture" in writer.get("/gestion/etats-des-lieux/").text
    assert "lu la première fois le" in later
    assert path not in later


def test_only_a_digest_of_the_link_is_stored(report: Report) -> None:
    token = open_link(report).split("/")[3]
    stored = ReviewLink.objects.values().get()
    assert token not in str(stored)
    assert len(stored["fingerprint"]) == 64


def test_nothing_of_a_draft_is_kept_indexed_or_followed(
    client: Client, report: Report
) -> None:
    address = open_link(report)
    ReportImageFactory(report=report)
    report.sections.filter(kind="objectifs").update(prose_fr="{{image:mairie}}")
    for path in (
        address,
        f"{address}etat-des-lieux.pdf",
        f"{address}images/mairie.jpg",
    ):
        answer = client.get(path)
        content = answer.getvalue()
        assert content
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in answer
    assert client.cookies == {}
    page = client.get(address).text
    assert f'src="{address}images/mairie.jpg"' in page
    assert "/etats-des-lieux/essai" not in page


def test_a_link_ends_after_thirty_days_or_when_it_is_withdrawn(
    client: Client, writer: Client, report: Report
) -> None:
    first, second = open_link(report), open_link(report)
    oldest = ReviewLink.objects.order_by("pk")[0]
    assert oldest.expires_at - oldest.created_at > datetime.timedelta(days=29.9)
    ReviewLink.objects.filter(pk=oldest.pk).update(expires_at=timezone.now())
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    other = ReviewLink.objects.latest("pk")
    answer = writer.post(LINKS, {"geste": "retirer", "lien": other.pk}, follow=True)
    assert "il n’ouvre plus rien" in answer.text
    ended = client.get(second)
    assert ended.status_code == 410
    assert "La coopération d’ici" not in ended.text
    assert "Demandez-en un autre" in ended.text
    assert ended["Cache-Control"] == "no-store, private"


def test_once_published_the_link_leads_to_the_page(
    client: Client, writer: Client, report: Report
) -> None:
    address = open_link(report)
    editing.publish_report(report)
    assert client.get(address)["Location"] == "/etats-des-lieux/essai/"
    assert "est publié" in writer.get(LINKS).text
    refused = writer.post(LINKS, FIELDS)
    assert (refused.status_code, ReviewLink.objects.count()) == (400, 1)
    editing.set_publication(report, Publication.ARCHIVED)
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    "fields", [{"reader": ""}, {"reply_to": ""}, {"reply_to": "pas une adresse"}]
)
def test_a_link_needs_its_reader_and_an_address(
    writer: Client, report: Report, fields: dict[str, str]
) -> None:
    assert writer.post(LINKS, FIELDS | fields).status_code == 400
    assert not ReviewLink.objects.exists()


@pytest.mark.parametrize("data", [{"lien": "x"}, {"lien": "0"}, {}])
def test_withdrawing_nothing_changes_nothing(
    writer: Client, report: Report, data: dict[str, str]
) -> None:
    address = open_link(report)
    writer.post(LINKS, {"geste": "retirer", **data})
    assert Client().get(address).status_code == 200


def test_the_key_of_a_link_does_not_get_into_the_log() -> None:
    said = ("GET %s", ("/en/etats-des-lieux/relecture/abc-1_x/images/a.jpg",))
    record = logging.LogRecord("a", 20, "", 1, *said, None)
    RedactTokens().filter(record)
    expected = "GET /en/etats-des-lieux/relecture/…/images/a.jpg"
    assert record.getMessage() == expected


def test_the_draft_costs_the_same_whatever_it_shows(
    client: Client, report: Report, django_assert_num_queries: Any
) -> None:
    address = open_link(report)
    for _time in range(2):
        with django_assert_num_queries(6):
            client.get(address)
        action_in_niger()
        editing.create_snapshot(report, by=None)
