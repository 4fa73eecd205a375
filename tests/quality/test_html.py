"""Pages are well-formed HTML, and what refers to something finds it."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from justhtml import JustHTML

from tests.security.routes import public_addresses
from tests.security.world import build_public_world

pytestmark = pytest.mark.django_db

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
NOT_PAGES = ("/photos/", "/documents/", "/carte/fiches/")
HEADINGS = "h1, h2, h3, h4, h5, h6"


@pytest.fixture
def pages(client: Client) -> dict[str, Any]:
    """Every public page in both languages, read as HTML, by address."""
    build_public_world()
    found = {}
    for address in public_addresses():
        if address.startswith(NOT_PAGES):
            continue
        for path in (address, f"/en{address}"):
            answer = client.get(path)
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and kind.startswith("text/html"):
                text = answer.content.decode()
                found[path] = JustHTML(text, collect_errors=True, sanitize=False)
    assert len(found) > 30
    return found


def wrong(pages: dict[str, Any], what: Any) -> dict[str, Any]:
    """Give what is wrong with each page, where something is."""
    return {path: bad for path, page in pages.items() if (bad := what(page))}


def test_pages_parse_without_an_error(pages: dict[str, Any]) -> None:
    assert wrong(pages, lambda page: [str(error) for error in page.errors]) == {}


def test_identifiers_are_given_once(pages: dict[str, Any]) -> None:
    def repeated(page: Any) -> list[str]:
        ids = Counter(node.attrs["id"] for node in page.query("[id]"))
        return [name for name, number in ids.items() if number > 1]

    assert wrong(pages, repeated) == {}


def test_references_lead_somewhere(pages: dict[str, Any]) -> None:
    def lost(page: Any) -> list[str]:
        ids = {node.attrs["id"] for node in page.query("[id]")}
        return [
            name
            for attribute in REFERENCES
            for node in page.query(f"[{attribute}]")
            for name in node.attrs[attribute].split()
            if name not in ids
        ]

    assert wrong(pages, lost) == {}


def test_links_within_a_page_lead_somewhere(pages: dict[str, Any]) -> None:
    def lost(page: Any) -> list[str]:
        ids = {node.attrs["id"] for node in page.query("[id]")}
        links = [node.attrs["href"] for node in page.query("a[href]")]
        return [link for link in links if link.startswith("#") and link[1:] not in ids]

    assert wrong(pages, lost) == {}


def test_headings_begin_with_one_title_and_skip_no_level(pages: dict[str, Any]) -> None:
    def jumps(page: Any) -> list[int]:
        levels = [int(node.name[1]) for node in page.query(HEADINGS)]
        is_wrong = levels[:1] != [1] or levels.count(1) != 1
        is_steep = any(after > before + 1 for before, after in pairwise(levels))
        return levels if is_wrong or is_steep else []

    assert wrong(pages, jumps) == {}


def test_nothing_is_styled_or_scripted_within_the_markup(pages: dict[str, Any]) -> None:
    def inline(page: Any) -> list[str]:
        return [
            name
            for node in page.query("*")
            for name in node.attrs
            if name == "style" or name.startswith("on")
        ]

    assert wrong(pages, inline) == {}


def test_images_have_a_text_and_a_size(pages: dict[str, Any]) -> None:
    def bare(page: Any) -> list[str]:
        needed = {"alt", "width", "height"}
        images = page.query("img")
        return [n.attrs.get("src", "") for n in images if not needed <= set(n.attrs)]

    assert wrong(pages, bare) == {}
