"""Going through a page by keyboard."""

from playwright.sync_api import Locator, Page


def tab_to(page: Page, target: Locator) -> None:
    """Go on by the Tab key until an element has the focus."""
    for _time in range(150):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab never gets there")
