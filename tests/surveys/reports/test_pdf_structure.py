"""What a screen reader finds in a printed report: order, alternatives, heads, titles.

Typst refuses what PDF/UA-1 forbids; this reads what it wrote.
"""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from surveys.models import Report
from tests.pdfs import Element, elements_of
from tests.surveys.reports.build import PRINTED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORMS = (".pdf", "/resume.pdf", "/affiche.pdf")


@pytest.fixture(params=list(PRINTED))
def printed(request: pytest.FixtureRequest, client: Client) -> list[bytes]:
    """The PDF, the page for élus and the poster of a report."""
    slug = PRINTED[request.param]().slug
    return [client.get(f"/etats-des-lieux/{slug}{end}").content for end in FORMS]


def of_kind(elements: list[Element], *kinds: str) -> list[Element]:
    return [one for one in elements if one.kind in kinds]


def test_headings_follow_one_another_from_one_title(printed: list[bytes]) -> None:
    for content in printed:
        headings = [
            int(one.kind[1])
            for one in elements_of(content)
            if one.kind in {"H1", "H2", "H3", "H4"}
        ]
        assert headings[0] == 1
        assert headings.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(headings))


def test_sections_are_read_in_their_order(printed: list[bytes]) -> None:
    report = Report.objects.get()
    titles = [one.title_fr for one in report.sections.filter(is_hidden=False)]
    outline: list[Any] = PdfReader(io.BytesIO(printed[0])).outline
    named = [str(one.title) for one in iter_flat(outline)]
    assert [one for one in named if one in titles] == titles


def iter_flat(outline: list[Any]) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from iter_flat(one)
        else:
            yield one


def test_what_is_drawn_is_told_and_what_only_adorns_is_left_out(
    printed: list[bytes],
) -> None:
    for content in printed:
        figures = of_kind(elements_of(content), "Figure")
        assert figures
        told = [one.alternative for one in figures]
        assert all(len(text) > 5 for text in told), told
    drawn = [one for one in told if one.startswith("Carte des liens")]
    assert len(drawn) == 1


def test_tables_have_heads(printed: list[bytes]) -> None:
    elements = elements_of(printed[0])
    tables = len(of_kind(elements, "Table"))
    assert len(of_kind(elements, "TH")) >= 2 * tables


def test_links_say_where_they_lead(printed: list[bytes]) -> None:
    for content in printed:
        notes = [
            note.get_object()
            for page in PdfReader(io.BytesIO(content)).pages
            for note in page.get("/Annots", [])
        ]
        assert notes
        assert all(note.get("/Contents") for note in notes)


def test_the_document_is_tagged_titled_and_in_french(printed: list[bytes]) -> None:
    for content in printed:
        root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert str(root["/Lang"]).startswith("fr")
        title = PdfReader(io.BytesIO(content)).metadata.title
        assert title == Report.objects.get().title_fr
