"""A browser as a visitor has it: Chromium on a live server, and nothing tolerated.

Playwright is driven directly: its pytest plugin keeps an event loop running to the
end of the session, and Django refuses database calls in a thread with such a loop.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browsers import chromium

SLOW_MACHINE_MS = 20_000
WAIT_MS, MOST_WAITS = 50, 100


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window, for the tests of this folder only.

    Playwright's loop runs in the thread of the tests, where Django would refuse to
    ask the database; the tests do not share their connection with it.
    """
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of 1280 × 800; fails on console errors and on requests elsewhere.

    A violation of the Content-Security-Policy is a console error.
    """
    with visitor(browser, live_server) as page:
        yield page


@contextmanager
def visitor(browser: Browser, live_server: LiveServer, **how: Any) -> Iterator[Page]:
    """Return the page of a visitor of their own, which must complain of nothing.

    It is closed once the server has answered all: a request that still ran would
    hold the tables that the next test wants empty.
    """
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", **how)
    context.set_default_timeout(SLOW_MACHINE_MS)
    page = context.new_page()
    complaints = listen(page, urlsplit(live_server.url).netloc)
    under_way: set[Request] = set()
    given_up: list[Request] = []
    page.on("request", lambda request: under_way.add(request))
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: given_up.append(request))
    yield page
    for _time in range(MOST_WAITS):
        if under_way <= set(given_up):
            break
        page.wait_for_timeout(WAIT_MS)
    if given_up:
        page.wait_for_timeout(5 * WAIT_MS)
    context.close()
    assert complaints == []


def listen(page: Page, home: str) -> list[str]:
    """Collect what a page complains about and whom it calls beside ``home``."""
    complaints: list[str] = []

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != home:
            complaints.append(f"request to {request.url}")

    page.on("request", on_request)
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    return complaints
