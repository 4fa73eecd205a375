"""Requirements 41 and 49: nothing inline in any page, no script that writes HTML."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.security.routes import public_addresses

pytestmark = pytest.mark.matrix

WRITES_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\("
)
# A script without ``src`` is only allowed to hold data.
INLINE = re.compile(
    r"<script(?![^>]*(\bsrc=|type=\"application/))|<style|\sstyle=|\son[a-z]+=\"|"
    r"javascript:",
    re.IGNORECASE,
)
TEXT_OF_FIELD = re.compile(r"(?<=>)[^<]*(?=</textarea>)")
OURS = sorted((settings.BASE_DIR / "static" / "js").rglob("*.js"))


@pytest.mark.parametrize("script", OURS, ids=lambda path: path.name)
def test_requirement_41_no_script_writes_html(script: Path) -> None:
    assert not WRITES_HTML.search(script.read_text(encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [*public_addresses(), "/n-existe-pas/", "/actions/?q=%00", "/actions/?q=eau"],
)
def test_requirement_49_nothing_is_inline(
    client: Client, world: object, address: str
) -> None:
    answer = client.get(address)
    body = answer.getvalue() if answer.streaming else answer.content
    if answer.headers["Content-Type"].startswith("text/html"):
        # What a text field holds, such as the code of a frame, is no markup.
        assert not INLINE.search(TEXT_OF_FIELD.sub(" ", body.decode()))
