"""No rule of axe is broken on any public page (WCAG 2.2 A and AA, RGAA 4.1)."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cooperation.models import Action
from tests.security.routes import public_addresses
from tests.security.world import build_public_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# States that plain addresses do not show: filters, nothing found, errors, forms.
STATES = [
    "/en/",
    "/actions/?q=eau&pays=ne",
    "/actions/?pays=xx&q=introuvable",
    "/chiffres/collectivites-pays/",
    "/compte/login/",
    "/compte/demande/?q=thonon",
    "/compte/demande/?absente=1",
    "/n-existe-pas/",
]


@pytest.fixture
def world(transactional_db: None) -> Action:
    """A small published directory."""
    return build_public_world()


def pages(live_server: LiveServer) -> list[str]:
    """Return the addresses of public routes that are pages, and their states."""
    files = (
        ".json",
        ".csv",
        ".xlsx",
        ".geojson",
        ".svg",
        ".ics",
        ".rss",
        ".atom",
        ".pdf",
        ".png",
    )
    # The first is a part of a page, which the map shows in its panel.
    others = (
        *("/carte/fiches/", "/photos/", "/documents/"),
        *("/sitemap", "/healthz", "/readyz", "/favicon"),
    )
    kept = [
        address
        for address in public_addresses()
        if not address.startswith(others)
        and not urlsplit(address).path.endswith((*files, ".txt"))
    ]
    return [live_server.url + address for address in [*kept, *STATES]]


@pytest.mark.parametrize(
    ("width", "scheme", "other"), [(360, "light", "dark"), (1440, "dark", "light")]
)
def test_axe_finds_nothing(
    browser: Browser,
    live_server: LiveServer,
    world: Action,
    width: int,
    scheme: Any,
    other: Any,
) -> None:
    """Try all rules in one scheme, and those of colours, which change, in the other."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",  # no colour is on its way to another
        bypass_csp=True,
    )
    page, found = context.new_page(), {}
    for address in pages(live_server):
        page.goto(address)
        report = Axe().run(page).response
        assert report["passes"], address
        page.emulate_media(color_scheme=other)
        colours = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
        page.emulate_media(color_scheme=scheme)
        broken = [
            (rule["id"], node["target"])
            for rule in [*report["violations"], *colours["violations"]]
            for node in rule["nodes"]
        ]
        if broken:
            found[address] = broken
    context.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_is_wider_than_its_window_nor_moves_while_it_loads(
    browser: Browser, live_server: LiveServer, world: Action, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(entry => { window.shifts += entry.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page, found = context.new_page(), {}
    for address in pages(live_server):
        page.goto(address, wait_until="load")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        shifts = round(page.evaluate("window.shifts"), 3)
        if wider > 0 or shifts > 0.02:
            found[address] = (wider, shifts)
    context.close()
    assert found == {}


def test_pages_work_without_scripts(
    browser: Browser, live_server: LiveServer, world: Action
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("eau")
    page.get_by_role("button", name="Chercher").click()
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.locator("#facet-pays summary").click()
    page.locator("#facet-pays input").first.check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    assert "pays=ne" in page.url
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.goto("/chiffres/")
    page.locator("#table-theme td a").first.click()
    assert page.locator("#results").get_attribute("data-total") == "1"
    page.goto("/carte/")
    assert "Thonon-les-Bains" in page.locator("#map-table").inner_text()
    context.close()
