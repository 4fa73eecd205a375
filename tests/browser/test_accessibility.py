"""No rule of axe is broken on any public page (WCAG 2.2 A and AA, RGAA 4.1).

One case a page, width and scheme: the workers of the suite share them.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.emptying import empty_database
from tests.security.routes import public_addresses
from tests.security.world import build_public_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# A rule of WCAG 2.2 that axe leaves off unless asked.
WITH_TARGET_SIZE = {"rules": {"target-size": {"enabled": True}}}
# Parts of pages (the map shows the first in its panel), and what is no page.
NO_PAGE = (
    *("/carte/fiches/", "/photos/", "/documents/", "/portraits/"),
    "/recits/images/",
    *("/sitemap", "/healthz", "/readyz", "/favicon"),
)
FILE = re.compile(
    r"\.(json|css|csv|xlsx|docx|geojson|svg|ics|rss|atom|pdf|png|jpg|txt)$|/logo/$"
)
# States that plain addresses do not show: filters, nothing found, errors, forms.
STATES = [
    "/en/",
    "/actions/?q=eau&pays=ne",
    "/actions/?pays=xx&q=introuvable",
    "/recherche/?q=eau+niger",
    "/accords/?vue=carte",
    "/chiffres/collectivites-pays/",
    "/compte/login/",
    "/compte/demande/?q=thonon",
    "/compte/demande/?absente=1",
    "/n-existe-pas/",
]
COUNT_SHIFTS = """
    window.shifts = 0;
    new PerformanceObserver((list) =>
        list.getEntries().forEach((entry) => { window.shifts += entry.value })
    ).observe({ type: "layout-shift", buffered: true });
"""
ON_EVERY_PAGE = pytest.mark.parametrize(
    "address",
    [
        *(
            address
            for address in public_addresses()
            if not address.startswith(NO_PAGE)
            and not FILE.search(urlsplit(address).path)
        ),
        *STATES,
    ],
)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Serve a small published directory to all cases of a worker; give its address.

    The fixture ``live_server`` would empty the tables after each of them. No session
    outlives its request: the database is dropped while Chromium keeps its sockets.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        build_public_world()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        empty_database()


@ON_EVERY_PAGE
@pytest.mark.parametrize(
    ("width", "scheme", "other"), [(360, "light", "dark"), (1440, "dark", "light")]
)
def test_axe_finds_nothing(
    browser: Browser, site: str, address: str, width: int, scheme: Any, other: Any
) -> None:
    """Try all rules in one scheme, and those of colours, which change, in the other."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",  # no colour is on its way to another
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(site + address)
    report = Axe().run(page, options=WITH_TARGET_SIZE).response
    page.emulate_media(color_scheme=other)
    colours = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    context.close()

    assert report["passes"]
    assert [
        (rule["id"], node["target"])
        for rule in [*report["violations"], *colours["violations"]]
        for node in rule["nodes"]
    ] == []


@ON_EVERY_PAGE
@pytest.mark.parametrize("width", [320, 1440])
def test_a_page_fits_its_window_and_does_not_move_while_it_loads(
    browser: Browser, site: str, address: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(COUNT_SHIFTS)
    page = context.new_page()
    page.goto(site + address, wait_until="load")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    shifts = page.evaluate("window.shifts")
    context.close()

    assert wider <= 0
    assert round(shifts, 3) <= 0.02


@pytest.mark.django_db(transaction=True)
def test_pages_work_without_scripts(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    build_public_world()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("eau")
    page.get_by_role("search").first.get_by_role("button").click()
    page.get_by_role("link", name="Tout voir (1) Actions").click()
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.locator("#facet-pays input").first.check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    assert "pays=ne" in page.url
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.goto("/chiffres/")
    page.locator("#table-theme .note a").last.click()
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.goto("/carte/")
    assert "Thonon-les-Bains" in page.locator("#map-table").inner_text()
    context.close()
