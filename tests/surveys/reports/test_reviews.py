"""A draft is read by a link that ends: by whom, until when, and what it gives."""

import datetime
import html
import logging
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from config.logging import RedactTokens
from cooperation.enums import Publication
from surveys.models import Report, ReviewLink, Snapshot
from surveys.reports import editing
from tests import factories
from tests.documents import links_of as links_of_document
from tests.documents import open_document
from tests.pdfs import links_of
from tests.people import log_in_with_second_factor
from tests.surveys.factories import ReportImageFactory, ReportPartnerFactory
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
    """A draft over actions in two countries."""
    action_in_niger()
    factories.LocationFactory(country=factories.CountryFactory(iso2="ML"), place=None)
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


@pytest.mark.slow
def test_nothing_of_a_draft_is_kept_indexed_or_followed(
    client: Client, report: Report
) -> None:
    address = open_link(report)
    ReportImageFactory(report=report)
    report.sections.filter(kind="objectifs").update(prose_fr="{{image:mairie}}")
    for end in ("", *list_files(report)):
        path = f"{address}{end}"
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


@pytest.mark.slow
def test_all_that_a_draft_leads_to_opens_by_its_link(
    client: Client, report: Report
) -> None:
    """No page, no file and no printed address leads to the 404 of a draft."""
    address = open_link(report)
    ReportImageFactory(report=report)
    ReportPartnerFactory(report=report)
    report.sections.filter(kind="objectifs").update(prose_fr="{{image:mairie}}")
    seen, waiting = set(), [address]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        found = list_addresses(answer)
        assert not {one for one in found if one.startswith("/etats-des-lieux/essai")}
        waiting += {one for one in found if one.startswith(address)} - seen
        waiting = [one for one in waiting if one not in seen]
    files = {path.removeprefix(address).partition("?")[0] for path in seen}
    assert files >= {*list_files(report), "chiffres/par_pays/", "chiffres/pays.csv"}


def list_files(report: Report) -> list[str]:
    """Return what is under the address of a link, of every kind."""
    logos = [f"partenaires/{one.pk}/logo/" for one in report.partners.all()]
    return [
        *("etat-des-lieux.pdf", "etat-des-lieux.csv", "etat-des-lieux.docx"),
        *("resume.pdf", "affiche.pdf", "carte.svg", "carte.png"),
        *("chiffres/pays/", "chiffres/par_pays.svg", "chiffres/par_pays.png"),
        *("chiffres/par_pays.csv", "images/mairie.jpg", *logos),
    ]


def list_addresses(answer: Any) -> set[str]:
    """Return the addresses of the site that a page, a PDF or a document holds."""
    content = answer.getvalue()
    site = "https://passerelles.example"
    if answer["Content-Type"] == "application/pdf":
        links = links_of(content)
    elif "wordprocessing" in answer["Content-Type"]:
        links = links_of_document(open_document(content))
    else:
        links = set(re.findall(r"""(?:href|src)="([^"]+)""", content.decode("latin-1")))
    page = answer.request["PATH_INFO"]
    own = {urljoin(page, html.unescape(link)).removeprefix(site) for link in links}
    return {link.partition("#")[0] for link in own if link.startswith("/")}


def test_answers_that_a_subtraction_would_show_are_held_back(
    client: Client, writer: Client, report: Report
) -> None:
    """What is refused to everybody at publication is refused behind a link."""
    address = open_link(report)
    told = {"enquete": {f"r{n}": "a" for n in range(12)}}
    fewer = {"enquete": {f"r{n}": "a" for n in range(10)}}
    snapshot = editing.save_snapshot(
        report, {**report.snapshot.data, "responses": told}, by=None
    )
    assert client.get(address).status_code == 200
    other = begun(slug="autre")
    shown = editing.save_snapshot(
        other, {**report.snapshot.data, "responses": fewer}, by=None
    )
    Snapshot.objects.filter(pk=shown.pk).update(was_published=True)
    assert Report.objects.get(pk=report.pk).snapshot == snapshot
    for end in ("", *list_files(report)):
        refused = client.get(f"{address}{end}")
        assert refused.status_code == 403
        assert "moins de cinq collectivités" in refused.text
        assert refused["Cache-Control"] == "no-store, private"
    answer = writer.post(LINKS, FIELDS)
    assert "leur soustraction montrerait" in answer.text
    assert (answer.status_code, ReviewLink.objects.count()) == (400, 1)


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
    for end, page in (
        ("", "essai/"),
        ("etat-des-lieux.pdf", "essai.pdf"),
        ("chiffres/pays/", "essai/chiffres/pays/"),
    ):
        assert client.get(f"{address}{end}")["Location"] == f"/etats-des-lieux/{page}"
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
        with django_assert_num_queries(9):
            client.get(address)
        action_in_niger()
        editing.create_snapshot(report, by=None)
