"""Every entry prints as an accessible PDF and has a picture for shared links."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from cooperation.models import Action
from cooperation.pdf.blocks import PrintedEntry, build_text_block
from cooperation.pdf.typesetting import render_pdf
from tests import factories
from tests.security.world import build_public_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENTRIES: dict[str, Callable[[Action], Any]] = {
    "action": lambda action: action,
    "agreement": lambda action: action.agreement,
    "collectivity": lambda action: action.lead,
    "partner": lambda action: action.agreement.counterpart,
    "country": lambda action: action.locations.get().country,
}


@pytest.fixture
def world() -> Action:
    """A published action with everything that may hang on it."""
    return build_public_world()


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[PrintedEntry]:
    """What Typst is given to print, which is then not printed."""
    given: list[PrintedEntry] = []

    def keep(_template: str, data: PrintedEntry) -> bytes:
        given.append(data)
        return b"%PDF"

    monkeypatch.setattr("cooperation.pdf.entries.render_pdf", keep)
    return given


def address(entry: Any, suffix: str) -> str:
    """Return the address of an entry in a format."""
    return f"{entry.get_absolute_url()[:-1]}.{suffix}"


@pytest.mark.parametrize("kind", ENTRIES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_entry_prints_as_an_accessible_pdf(
    client: Client, world: Action, kind: str, prefix: str
) -> None:
    answer = client.get(prefix + address(ENTRIES[kind](world), "pdf"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    # The mark of PDF/UA in the metadata, and the tree of tags.
    assert b"pdfuaid:part" in answer.content
    assert b"/StructTreeRoot" in answer.content
    assert (b"/Lang" in answer.content) is True


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_has_a_picture_for_shared_links(
    client: Client, world: Action, kind: str
) -> None:
    entry = ENTRIES[kind](world)
    answer = client.get(address(entry, "png"))
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    page = client.get(entry.get_absolute_url()).text
    assert f'{address(entry, "png")}"' in page
    assert address(entry, "pdf") in page


def test_the_print_says_what_the_page_says(
    client: Client, world: Action, printed: list[PrintedEntry]
) -> None:
    client.get(address(world, "pdf"))
    (data,) = printed
    said = str(data)
    for words in (world.title, world.summary, "Téra", "000\\xa0€"):
        assert words in said
    assert data.url.endswith(world.get_absolute_url())
    assert {"facts", "table", "map"} <= {block.kind for block in data.blocks}


@pytest.mark.parametrize(
    "text", ["#panic()", "*gras* $x$ @nom <lab>", "« ’ œ Ÿ ș ğ »", "]#[", "\\"]
)
def test_a_text_is_never_read_as_markup(text: str) -> None:
    block = build_text_block(text, text)
    assert block
    data = PrintedEntry(
        title=text,
        lead=text,
        over=text,
        description=text,
        lang="fr",
        url="https://exemple.fr/",
        motto=text,
        foot=text,
        online=text,
        blocks=[block],
    )
    assert render_pdf("entry", data).startswith(b"%PDF")


def test_the_same_entry_gives_the_same_bytes(client: Client, world: Action) -> None:
    first, second = (client.get(address(world, "pdf")).content for _time in range(2))
    assert first == second


def test_a_draft_has_neither_print_nor_picture(client: Client) -> None:
    draft = factories.ActionFactory(draft=True)
    for suffix in ("pdf", "png"):
        assert client.get(address(draft, suffix)).status_code == 404


def test_a_former_address_leads_to_the_present_print(
    client: Client, world: Action
) -> None:
    factories.FormerSlugFactory(slug="ancienne", object_id=world.pk)
    answer = client.get("/actions/ancienne.pdf")
    assert answer.status_code == 301
    assert answer["Location"] == address(world, "pdf")
