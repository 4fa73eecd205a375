"""A portrait is one accessible A4 page, whatever the directory holds."""

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.models import Action
from cooperation.pdf import portraits
from cooperation.pdf.typesetting import render_pdf
from cooperation.presenters.types import (
    Bar,
    BarList,
    Fact,
    KeyFigure,
    Portrait,
    TimelineEvent,
)
from cooperation.web.context import Context
from tests import factories
from tests.pdfs import n_pages, tags_of, text_of
from tests.security.world import build_public_world

pytestmark = pytest.mark.slow


@pytest.fixture
def world(db: None) -> Action:
    """A published action with everything that may hang on it."""
    return build_public_world()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/collectivites/commune-publique/", "/pays/ne/"])
def test_a_portrait_says_what_the_page_says_on_one_tagged_page(
    client: Client, world: Action, prefix: str, path: str
) -> None:
    answer = client.get(f"{prefix}{path}portrait.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Robots-Tag"] == "noindex"
    assert b"pdfuaid:part" in answer.content
    assert n_pages(answer.content) == 1
    text = text_of(answer.content)
    assert f"https://passerelles.example{prefix}{path}" in text
    assert {"Téra"} <= set(text.replace("–", " ").split()) or "Thonon" in text
    tags = tags_of(answer.content)
    assert {"H1", "Figure"} <= tags
    assert f"{path}portrait.pdf" in client.get(f"{prefix}{path}").text


def test_a_portrait_of_nothing_says_so(client: Client, db: None) -> None:
    factories.CollectivityFactory(slug="calme")
    answer = client.get("/collectivites/calme/portrait.pdf")
    assert "ni accord ni action" in text_of(answer.content)


def test_a_former_address_leads_to_the_present_portrait(
    client: Client, world: Action
) -> None:
    answer = client.get("/pays/NE/portrait.pdf")
    assert answer.status_code == 301
    assert answer["Location"] == "/pays/ne/portrait.pdf"


def build_page(name: str) -> Context:
    """Return what the page of an authority would show, at any length."""
    return {
        "page_title": name,
        "page_description": name,
        "figures": [KeyFigure(10**9, name[:60])] * 4,
        "facts": [Fact(name[:40], name)] * 12,
        "map": None,
    }


def build_portrait(rows: int, name: str) -> Portrait:
    """Return lists and events in any number and at any length."""
    bars = [Bar(f"{name} {n}", rows - n, "1 234 567 890,00 €") for n in range(rows)]
    event = TimelineEvent("30 septembre 2026", name, "2026", text=name)
    return Portrait("Portrait", [BarList("Liste", "accords", bars)] * 4, [event] * rows)


@settings(max_examples=8, deadline=None)
@given(rows=st.integers(0, 400), length=st.integers(1, 300), word=st.integers(1, 60))
def test_a_portrait_is_one_page_whatever_the_amount(
    rows: int, length: int, word: int
) -> None:
    name = (("Ŵ" * word + " ") * length)[:300].strip()
    entry = factories.CollectivityFactory.build(slug="riche", name=name)
    data = portraits.build_printed_portrait(
        entry, build_page(name), build_portrait(rows, name)
    )
    assert n_pages(render_pdf("portrait", data)) == 1


def test_the_two_ends_of_a_story_are_kept() -> None:
    assert portraits.take_both_ends([1, 2, 3, 4, 5, 6, 7], 4) == [1, 2, 6, 7]
    assert portraits.take_both_ends([1, 2], 4) == [1, 2]
