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


def pages_of(client: Client) -> dict[str, Any]:
    """Return every public page in both languages, read as HTML, by address."""
    build_public_world()
    found = {}
    for address in public_addresses():
        if address.startswith(NOT_PAGES):
            continue
        for path in (address, f"/en{address}"):
            answer = client.get(path)
            if answer.streaming:
                answer.getvalue()  # a file is closed once it is read
                continue
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and kind.startswith("text/html"):
                text = answer.content.decode()
                found[path] = JustHTML(text, collect_errors=True, sanitize=False)
    assert len(found) > 30
    return found


def errors(page: Any) -> list[str]:
    """Return what the parser had to mend."""
    return [str(error) for error in page.errors]


def identifiers(page: Any) -> set[str]:
    """Return the identifiers of a page."""
    return {node.attrs["id"] for node in page.query("[id]")}


def repeated(page: Any) -> list[str]:
    """Return the identifiers given more than once."""
    ids = Counter(node.attrs["id"] for node in page.query("[id]"))
    return [name for name, number in ids.items() if number > 1]


def lost_references(page: Any) -> list[str]:
    """Return the references that lead to no element."""
    ids = identifiers(page)
    return [
        name
        for attribute in REFERENCES
        for node in page.query(f"[{attribute}]")
        for name in node.attrs[attribute].split()
        if name not in ids
    ]


def lost_links(page: Any) -> list[str]:
    """Return the links within the page that lead nowhere."""
    ids = identifiers(page)
    links = [node.attrs["href"] for node in page.query("a[href]")]
    return [link for link in links if link.startswith("#") and link[1:] not in ids]


def jumps(page: Any) -> list[int]:
    """Return the levels of headings where there is not one title, or a level
    skipped.
    """
    levels = [int(node.name[1]) for node in page.query(HEADINGS)]
    is_wrong = levels[:1] != [1] or levels.count(1) != 1
    is_steep = any(after > before + 1 for before, after in pairwise(levels))
    return levels if is_wrong or is_steep else []


def inline(page: Any) -> list[str]:
    """Return the styles and scripts within the markup."""
    names = (name for node in page.query("*") for name in node.attrs)
    return [name for name in names if name == "style" or name.startswith("on")]


def bare_images(page: Any) -> list[str]:
    """Return the images without a text or a size."""
    needed = {"alt", "width", "height"}
    images = page.query("img")
    return [n.attrs.get("src", "") for n in images if not needed <= set(n.attrs)]


CHECKS = [
    *(errors, repeated, lost_references, lost_links, jumps, inline, bare_images),
]


@pytest.mark.slow
def test_every_page_is_sound(client: Client) -> None:
    wrong = {
        (path, check.__name__): found
        for path, page in pages_of(client).items()
        for check in CHECKS
        if (found := check(page))
    }
    assert wrong == {}
