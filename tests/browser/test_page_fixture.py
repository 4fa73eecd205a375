"""The ``page`` of browser tests notices what must not happen."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import listen

pytestmark = pytest.mark.browser


def test_a_request_to_another_origin_is_noticed(
    page: Page, live_server: LiveServer
) -> None:
    stranger = page.context.new_page()
    complaints = listen(stranger, "passerelles.example")

    stranger.goto("/healthz")

    assert f"request to {live_server.url}/healthz" in complaints


def test_an_error_on_the_console_is_noticed(page: Page) -> None:
    other = page.context.new_page()
    complaints = listen(other, "passerelles.example")

    other.evaluate("console.error('broken')")

    assert complaints == ["console: broken"]
