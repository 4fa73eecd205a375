"""Every page a visitor meets first opens without complaint, also with the keyboard."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("path", ["/", "/carte/", "/actions/", "/en/"])
@pytest.mark.parametrize("width", [320, 1440])
def test_a_page_fits_its_window(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(path)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_tab_offers_to_skip_to_the_content(page: Page) -> None:
    page.goto("/")

    page.keyboard.press("Tab")

    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#contenu")
    expect(skip).to_be_in_viewport()


def test_the_map_draws_what_the_site_alone_gives(page: Page) -> None:
    page.goto("/carte/")

    expect(page.locator("#map[data-ready=true]")).to_be_visible()
