"""Pages of staff, in the administration and outside it: one bar, one look, no finding.

The bar leads from any page to any other in two clicks, without scripts too.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from accounts.models import Proposal
from cooperation.models import Action
from tests import factories
from tests.consistency.staff_world import build_staff_world, send_files
from tests.emptying import empty_database
from tests.people import log_in_with_second_factor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Django's rows within a form have a column of what they were, without a heading: a good
# practice of axe, no rule of WCAG.
WITH_TARGET_SIZE = {
    "rules": {
        "target-size": {"enabled": True},
        "empty-table-header": {"enabled": False},
    }
}
PAGES = [
    *("/gestion/", "/gestion/cooperation/action/", "/gestion/cooperation/action/add/"),
    *("/gestion/cooperation/action/{action}/change/", "/gestion/modifications/"),
    *("/gestion/cooperation/action/{action}/history/", "/gestion/traitements/"),
    *("/gestion/cooperation/importbatch/", "/gestion/cooperation/importbatch/deposer/"),
    *("/gestion/cooperation/collectivity/fermees/", "/gestion/relecture/"),
    *("/gestion/relecture/{proposal}/", "/gestion/campagnes/", "/gestion/invitations/"),
    *("/gestion/demandes/", "/gestion/enquetes/", "/gestion/enquetes/remplie/"),
    *("/gestion/enquetes/remplie/resultats/", "/gestion/etats-des-lieux/"),
    "/gestion/etats-des-lieux/canari-etat/",
]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """Serve a site with work on every page; give its address, session and keys."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
        build_staff_world()
        client = Client()
        log_in_with_second_factor(client, factories.UserFactory(superuser=True))
        send_files(client)
        keys = {
            "action": Action.objects.get(slug="action-publique").pk,
            "proposal": Proposal.objects.waiting().latest("pk").pk,
        }
        server = LiveServer("localhost")
        yield server.url, client.cookies[settings.SESSION_COOKIE_NAME].value, keys
        server.stop()
        empty_database()


def open_page(browser: Browser, site: Any, address: str, **how: Any) -> Page:
    """Open an address as the owner of the site."""
    url, session, keys = site
    context = browser.new_context(base_url=url, locale="fr-FR", **how)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": session, "url": "https://localhost/", "secure": True}]
    )
    page = context.new_page()
    page.goto(address.format(**keys))
    expect(page.locator("header.staff-bar")).to_be_visible()
    return page


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("width", "scheme", "other"), [(360, "light", "dark"), (1440, "dark", "light")]
)
def test_axe_finds_nothing_on_a_page_of_staff(
    browser: Browser, site: Any, address: str, width: int, scheme: Any, other: Any
) -> None:
    page = open_page(
        browser,
        site,
        address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    # The row that saves stays at the foot of a window: here that of the whole page, so
    # that it lies over no field, as when one scrolls.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})
    report = Axe().run(page, options=WITH_TARGET_SIZE).response
    page.emulate_media(color_scheme=other)
    colours = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    page.context.close()

    assert report["passes"]
    assert [
        (rule["id"], node["target"])
        for rule in [*report["violations"], *colours["violations"]]
        for node in rule["nodes"]
    ] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_staff_fits_a_narrow_window(
    browser: Browser, site: Any, address: str
) -> None:
    page = open_page(browser, site, address, viewport={"width": 320, "height": 640})
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.context.close()

    assert wider <= 0


@pytest.mark.parametrize("start", ["/gestion/relecture/", "/gestion/traitements/"])
def test_two_clicks_lead_from_any_page_to_any_other_without_scripts(
    browser: Browser, site: Any, start: str
) -> None:
    how = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
    page = open_page(browser, site, start, **how)
    for name, path in (
        ("Taux de change", "exchangerate"),
        ("Campagnes de", "campagnes"),
    ):
        page.locator(".staff-bar__all > summary").click()
        page.locator(".staff-bar__groups").get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(path))
        page.goto(start)
    page.context.close()


def test_the_bar_unfolds_by_keyboard_and_folds_with_escape(
    browser: Browser, site: Any
) -> None:
    page = open_page(browser, site, "/gestion/cooperation/action/")
    fold = page.locator(".staff-bar__all > summary")
    fold.focus()
    page.keyboard.press("Enter")
    link = page.locator(".staff-bar__groups").get_by_role("link", name="Fusions")
    expect(link).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(link).to_be_hidden()
    expect(fold).to_be_focused()
    page.context.close()
