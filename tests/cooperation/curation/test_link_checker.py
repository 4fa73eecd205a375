"""Outgoing links are tried politely; the dead ones are listed with since when."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cooperation.curation import link_checker
from cooperation.models import LinkCheck
from tests import factories

pytestmark = pytest.mark.django_db


class Site(http.server.BaseHTTPRequestHandler):
    """Answers what its path says, and remembers what was asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        status = int(self.path.strip("/") or 200) if self.path[1:].isdigit() else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://10.0.0.1/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        if self.path == "/robots.txt":
            self.wfile.write(b"")

    def log_message(self, *_arguments: Any) -> None:
        """Return nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on loopback, which counts as public here; nobody waits."""
    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    home = f"http://127.0.0.1:{server.server_port}"
    require = link_checker.require_public

    def require_public(url: str) -> None:
        if not url.startswith(home):
            require(url)

    monkeypatch.setattr(link_checker, "require_public", require_public)
    monkeypatch.setattr(link_checker, "SECONDS_BETWEEN", 0.0)
    yield home
    server.shutdown()
    server.server_close()
    thread.join()


def found() -> dict[str, tuple[Any, bool]]:
    """Return what is noted of each link: status, and whether it is dead."""
    return {
        row.url.rpartition("/")[2]: (row.status, row.failing_since is not None)
        for row in LinkCheck.objects.all()
    }


@pytest.mark.slow
def test_gone_pages_are_dead_and_moods_are_not(site: str) -> None:
    for path in ("200", "404", "410", "403", "503"):
        factories.PartnerFactory(website=f"{site}/{path}")
    factories.ActionFactory(source_url=f"{site}/200")
    assert len(list(link_checker.check_links())) == 5
    assert found() == {
        "200": (200, False),
        "404": (404, True),
        "410": (410, True),
        "403": (403, False),
        "503": (503, False),
    }
    assert Site.asked.count("/robots.txt") == 1


@pytest.mark.slow
def test_since_when_is_kept_until_it_answers_again(site: str) -> None:
    partner = factories.PartnerFactory(website=f"{site}/404")
    (first,) = link_checker.check_links()
    (second,) = link_checker.check_links()
    assert second.failing_since == first.failing_since
    link_checker.record_result(partner.website, link_checker.LinkCheckResult(200))
    assert not LinkCheck.objects.failing().exists()


@pytest.mark.slow
def test_a_link_that_no_sheet_holds_is_forgotten(site: str) -> None:
    partner = factories.PartnerFactory(website=f"{site}/404")
    list(link_checker.check_links())
    partner.delete()
    assert list(link_checker.check_links()) == []
    assert not LinkCheck.objects.exists()


@pytest.mark.slow
def test_the_least_recently_tried_come_first(site: str) -> None:
    for path in ("200", "404"):
        factories.PartnerFactory(website=f"{site}/{path}")
    (first,) = link_checker.check_links(1)
    (second,) = link_checker.check_links(1)
    assert {first.url, second.url} == {f"{site}/200", f"{site}/404"}


@pytest.mark.slow
def test_what_a_host_forbids_is_not_tried(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.PartnerFactory(website=f"{site}/200")
    monkeypatch.setattr(
        link_checker, "read_robots", lambda _home: "User-agent: *\nDisallow: /"
    )
    (row,) = link_checker.check_links()
    assert (row.problem, row.failing_since) == ("le site ne veut pas de robots", None)
    assert Site.asked == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://10.0.0.1/", "http://[::1]/", "ftp://x.fr/"]
)
def test_the_own_network_is_not_tried(url: str) -> None:
    result = link_checker.check_link(url)
    assert result.problem == "adresse interne, non essayée"
    assert not result.is_dead


@pytest.mark.slow
def test_nor_is_it_after_a_redirection(site: str) -> None:
    assert (
        link_checker.check_link(f"{site}/302").problem == "adresse interne, non essayée"
    )


@pytest.mark.slow
def test_a_host_that_is_not_there_is_dead(site: str) -> None:
    closed = site.rpartition(":")[0] + ":1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link_checker, "require_public", lambda _url: None)
        assert link_checker.check_link(f"{closed}/").is_dead


def test_hosts_take_turns() -> None:
    urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/1"]
    turns = ["http://a/1", "http://b/1", "http://a/2", "http://a/3"]
    assert list(link_checker.round_robin(urls)) == turns


@pytest.mark.slow
def test_the_command_says_which_and_the_admin_where(
    site: str, staff_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    partner = factories.PartnerFactory(name="SEVES", website=f"{site}/404")
    call_command("check_links")
    assert "1 links tried, 1 dead." in capsys.readouterr().out
    assert "Liens morts" in staff_client.get("/gestion/").text
    table = "/gestion/cooperation/linkcheck/"
    assert "HTTP 404" in staff_client.get(f"{table}?etat=mort").text
    row = LinkCheck.objects.get()
    page = staff_client.get(f"{table}{row.pk}/change/").text
    assert f"/gestion/cooperation/partner/{partner.pk}/change/" in page
