"""Feeds, calendars, sitemap and structured data say what the pages say."""

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cooperation.templatetags.structured import ld_json
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def action() -> Any:
    """A published action in Niger, beside a draft."""
    action = factories.ActionFactory(title="Eau & assainissement")
    factories.LocationFactory(action=action)
    factories.ActionFactory(draft=True, title="Secrète")
    return action


@pytest.mark.parametrize(
    ("format_", "entries"), [("rss", "channel/item"), ("atom", f"{ATOM}entry")]
)
def test_a_selection_of_actions_is_followed(
    client: Client, action: Any, format_: str, entries: str
) -> None:
    answer = client.get(f"/actions.{format_}?pays=ne")
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.findall(entries)
    assert format_ in answer["Content-Type"]
    assert "Eau & assainissement" in "".join(entry.itertext())
    assert "http" in ElementTree.tostring(entry).decode()
    assert "Secrète" not in answer.content.decode()


def test_the_latest_change_comes_first(client: Client) -> None:
    for title in ("Avant", "Après"):
        factories.ActionFactory(title=title)
    root = ElementTree.fromstring(client.get("/actions.rss").content)
    titles = [item.findtext("title") for item in root.findall("channel/item")]
    assert titles == ["Après", "Avant"]


@pytest.mark.parametrize("format_", ["rss", "atom"])
def test_agreements_are_followed_too(client: Client, format_: str) -> None:
    factories.AgreementFactory(title="Annecy – Vicence")
    assert "Annecy – Vicence" in client.get(f"/accords.{format_}").content.decode()


@pytest.mark.parametrize(
    "address", ["/actions.rss", "/actions.atom", "/accords.rss", "/accords.ics"]
)
def test_a_bad_value_is_refused(client: Client, address: str) -> None:
    assert client.get(f"{address}?pays=xx").status_code == 400


def test_atom_says_who_does_what_in_a_summary(client: Client, settings: Any) -> None:
    """RFC 4287: a feed has an author, an entry an identifier, a time and a text."""
    action = factories.ActionFactory(
        title="Eau", summary="Un puits & <b>deux</b> forages.", lead__name="Annemasse"
    )
    root = ElementTree.fromstring(client.get("/actions.atom?pays=").content)
    (entry,) = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Passerelles"
    assert root.findtext(f"{ATOM}author/{ATOM}uri") == settings.SITE_URL
    assert {child.tag.removeprefix(ATOM): child.text for child in entry} == {
        "title": "Eau",
        "link": None,
        "id": f"{settings.SITE_URL}{action.get_absolute_url()}",
        "published": action.updated_at.isoformat(),
        "updated": action.updated_at.isoformat(),
        "author": None,
        "summary": "Un puits &amp; &lt;b&gt;deux&lt;/b&gt; forages.",
    }
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Annemasse"


def test_authorities_and_countries_have_their_feeds(client: Client) -> None:
    factories.LocationFactory(action__lead__slug="annemasse-74")
    factories.CountryFactory(iso2="JP", iso3="JPN")
    for page, query in (
        ("/collectivites/annemasse-74/", "collectivite=annemasse-74"),
        ("/pays/ne/", "pays=ne"),
        ("/pays/jp/", "pays=jp"),
    ):
        html = page_of(client, page).html
        head, body = html.split("</head>")
        for address in ("/actions.atom", "/accords.atom", "/accords.ics"):
            assert f'href="{address}?{query}"' in head
            assert f'href="{address}?{query}"' in body
            assert client.get(f"{address}?{query}").status_code == 200


class TestCalendar:
    """Anniversaries to come, and events whose day is known."""

    def read(self, client: Client) -> Any:
        answer = client.get("/accords.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        return Calendar.from_ical(answer.content)

    def titles(self, client: Client) -> dict[str, Any]:
        """Return the titles of a calendar with their days."""
        events = self.read(client).walk("VEVENT")
        return {str(event["summary"]): event["dtstart"].dt for event in events}

    def test_an_anniversary_of_a_year_is_no_day(self, client: Client) -> None:
        this_year = timezone.localdate().year
        agreement = factories.AgreementFactory(title="Annecy – Vicence")
        factories.AgreementEventFactory(agreement=agreement, year=this_year - 29)
        found = self.titles(client)
        assert found == {}
        (task,) = self.read(client).walk("VTODO")
        assert task["summary"] == "Anniversaire (30 ans) : Annecy – Vicence"
        assert task["due"].dt == date(this_year + 1, 12, 31)
        assert "dtstart" not in task
        assert task["description"] == (
            f"Signé en {this_year - 29} : le jour n’est pas connu."
        )

    def test_a_known_day_is_kept(self, client: Client) -> None:
        agreement = factories.AgreementFactory(title="Annecy – Vicence")
        year = timezone.localdate().year - 10
        factories.AgreementEventFactory(
            agreement=agreement, year=year, date=date(year, 5, 9)
        )
        found = self.titles(client)
        assert found["Signé : Annecy – Vicence"] == date(year, 5, 9)
        anniversary = "Anniversaire (10 ans) : Annecy – Vicence"
        assert found[anniversary] == date(year + 10, 5, 9)
        assert self.read(client).walk("VTODO") == []

    def test_a_leap_day_is_kept_on_the_28th(self, client: Client) -> None:
        agreement = factories.AgreementFactory(title="A")
        factories.AgreementEventFactory(
            agreement=agreement, year=2012, date=date(2012, 2, 29)
        )
        assert date(2027, 2, 28) in self.titles(client).values()

    def test_a_day_takes_nobody_s_time(self, client: Client) -> None:
        event = factories.AgreementEventFactory(
            agreement__title="A", year=2021, date=date(2021, 5, 9), note="À la mairie"
        )
        (signature,) = [
            day
            for day in self.read(client).walk("VEVENT")
            if day["summary"] == "Signé : A"
        ]
        assert signature["transp"] == "TRANSPARENT"
        assert signature["dtend"].dt == date(2021, 5, 10)
        assert signature["description"] == event.note
        assert signature["categories"].to_ical() == b"Accord"

    def test_a_calendar_is_well_formed_even_when_empty(self, client: Client) -> None:
        """RFC 5545, 3.1 and 3.6: CRLF, 75 octets, a product, at least a component."""
        empty = client.get("/accords.ics").content
        factories.AgreementEventFactory(
            agreement__title="Jumelage " + "é" * 90, year=2020, date=date(2020, 3, 1)
        )
        for content in (empty, client.get("/accords.ics").content):
            lines = content.split(b"\r\n")
            assert b"\n" not in b"".join(lines)
            assert max(map(len, lines)) <= 75
            calendar = Calendar.from_ical(content)
            assert calendar["version"] == "2.0"
            assert calendar["prodid"]
            assert calendar.subcomponents
        assert Calendar.from_ical(empty).walk("VEVENT") == []

    def test_a_draft_is_not_announced(self, client: Client) -> None:
        year = timezone.localdate().year - 10
        agreement = factories.AgreementFactory(draft=True)
        factories.AgreementEventFactory(agreement=agreement, year=year)
        assert self.titles(client) == {}


class TestSitemap:
    """Search engines are told what is public, by the site's own address."""

    def addresses(self, client: Client, part: str) -> list[str]:
        """Return the addresses of a part."""
        root = ElementTree.fromstring(client.get(f"/sitemap-{part}.xml").content)
        return [loc.text or "" for loc in root.iter(f"{MAP}loc")]

    def test_it_is_named_by_robots_txt(self, client: Client, settings: Any) -> None:
        robots = client.get("/robots.txt").content.decode()
        assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in robots
        root = ElementTree.fromstring(client.get("/sitemap.xml").content)
        assert len(list(root.iter(f"{MAP}loc"))) == 9

    def test_it_names_what_is_published_in_each_language(
        self, client: Client, action: Any, settings: Any
    ) -> None:
        path = action.get_absolute_url()
        assert self.addresses(client, "actions") == [
            f"{settings.SITE_URL}{path}",
            f"{settings.SITE_URL}/en{path}",
        ]

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "part", ["pages", "accords", "collectivites", "partenaires", "pays"]
    )
    def test_every_address_answers(self, client: Client, part: str) -> None:
        factories.LocationFactory(action__agreement=factories.AgreementFactory())
        paths = [url.split("/", 3)[3] for url in self.addresses(client, part)]
        assert paths
        assert {client.get(f"/{path}").status_code for path in paths} == {200}

    def test_an_unknown_part_is_not_found(self, client: Client) -> None:
        assert client.get("/sitemap-inconnu.xml").status_code == 404


def data_of(html: str) -> list[Any]:
    """Return the structured data of a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return [json.loads(block) for block in blocks]


@pytest.mark.slow
def test_pages_tell_machines_what_they_are(client: Client, action: Any) -> None:
    agreement = factories.AgreementFactory()
    kinds = {
        "/": {"WebSite"},
        "/actions/": {"Dataset"},
        action.get_absolute_url(): {"BreadcrumbList", "Project"},
        agreement.get_absolute_url(): {"BreadcrumbList", "CreativeWork"},
        action.lead.get_absolute_url(): {"BreadcrumbList", "GovernmentOrganization"},
    }
    for address, expected in kinds.items():
        found = data_of(page_of(client, address).html)
        assert {block["@type"] for block in found} == expected


def test_a_hostile_title_does_not_end_the_block() -> None:
    text = ld_json({"name": "</script><script>alert(1)</script>"})
    assert text.count("<script") == 1
    assert json.loads(text[text.index("{") : text.rindex("}") + 1])["name"] == (
        "</script><script>alert(1)</script>"
    )


def test_a_sheet_is_shared_with_its_title_and_its_twin(
    client: Client, action: Any
) -> None:
    html = page_of(client, action.get_absolute_url()).html
    assert '<meta property="og:title" content="Eau &amp; assainissement">' in html
    assert f"{action.get_absolute_url()[:-1]}.png" in html
    assert 'hreflang="en"' in html
