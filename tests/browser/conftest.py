"""A browser as a visitor has it: Chromium on a live server, and nothing tolerated.

Playwright is driven directly: its pytest plugin keeps an event loop running to the
end of the session, and Django refuses database calls in a thread with such a loop.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browsers import chromium

SLOW_MACHINE_MS = 20_000


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
    context = browser.new_context(base_url=live_server.url, locale="fr-FR")
    context.set_default_timeout(SLOW_MACHINE_MS)
    page = context.new_page()
    complaints = listen(page, urlsplit(live_server.url).netloc)
    yield page
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
