"""What a first visit transfers stays within the budgets (docs/bench.md)."""

import brotli
import pytest
from playwright.sync_api import Browser, Response
from pytest_django.live_server_helper import LiveServer

from tests.factories import ActionFactory, LocationFactory
from tests.security.world import build_public_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILO = 1024
WITHOUT_MAP, WITH_MAP, LIST_HTML = 200 * KILO, 350 * KILO, 30 * KILO
COMPRESSED = {
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "image/svg+xml",
}
PAGES = {
    "/": WITH_MAP,
    "/actions/": WITHOUT_MAP,
    "/actions/action-publique/": WITHOUT_MAP,
    "/accords/": WITHOUT_MAP,
    "/collectivites/commune-publique/": WITHOUT_MAP,
    "/pays/ne/": WITHOUT_MAP,
    "/chiffres/": WITHOUT_MAP,
    "/glossaire/": WITHOUT_MAP,
    "/carte/": WITH_MAP,
    "/actions/?vue=deux": WITH_MAP,
    "/integrer/carte/": WITH_MAP,
}


@pytest.fixture
def world(live_server: LiveServer) -> None:
    """A published directory with more than one page of results."""
    public = build_public_world()
    for number in range(25):
        action = ActionFactory(title=f"Forage {number}", lead=public.lead)
        LocationFactory(action=action)


def weight(response: Response) -> int:
    """Return what an answer weighs on its way.

    The live server of the tests sends static files as they are; in production they
    were compressed beforehand (config/storage.py), as here.
    """
    sizes = response.request.sizes()
    kind = response.headers.get("content-type", "").partition(";")[0]
    is_plain = "content-encoding" not in response.headers
    if is_plain and kind in COMPRESSED:
        return len(brotli.compress(response.body())) + sizes["responseHeadersSize"]
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


@pytest.mark.parametrize(("path", "budget"), PAGES.items(), ids=PAGES.keys())
def test_a_first_visit_is_light(
    browser: Browser, live_server: LiveServer, world: None, path: str, budget: int
) -> None:
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    received: list[Response] = []
    page.on("response", lambda response: received.append(response))
    page.goto(path, wait_until="networkidle")
    weights = {one.url.removeprefix(live_server.url): weight(one) for one in received}
    context.close()
    assert 0 < weights[path] < LIST_HTML
    assert sum(weights.values()) < budget, weights
