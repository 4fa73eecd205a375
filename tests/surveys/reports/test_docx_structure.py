"""A DOCX holds what Word demands of its parts, and what a screen reader asks for."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from surveys.models import Report
from tests import documents
from tests.surveys.reports.build import PRINTED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Order of children that the schema of WordprocessingML (ISO/IEC 29500-1) demands, of
# those that may be written here. Word calls a file damaged that has another.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr spacing ind "
    "jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook "
    "tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "sectPr": "headerReference footerReference pgSz pgMar cols docGrid",
}
TEXTS = ("document.xml", "footer1.xml")


@pytest.fixture(params=list(PRINTED))
def content(request: pytest.FixtureRequest, client: Client) -> bytes:
    """The document of the edition of 2022, and of a report made from a survey."""
    report = PRINTED[request.param]()
    return client.get(f"/etats-des-lieux/{report.slug}.docx").content


@pytest.fixture
def document(content: bytes) -> Document:
    return documents.open_document(content)


def iter_roots(content: bytes) -> Iterator[Any]:
    parts = documents.parts_of(content)
    for name in TEXTS:
        yield etree.fromstring(parts[f"word/{name}"].encode())


def test_elements_are_in_the_order_of_the_schema(content: bytes) -> None:
    for root in iter_roots(content):
        for name, order in ORDERS.items():
            known = {qn(f"w:{tag}"): n for n, tag in enumerate(order.split())}
            for element in root.iter(qn(f"w:{name}")):
                tags = [child.tag for child in element if "bookmark" not in child.tag]
                assert set(tags) <= set(known), (name, tags)
                places = [known[tag] for tag in tags]
                assert places == sorted(places), (name, tags)


def test_numbers_of_drawings_and_bookmarks_are_unique(content: bytes) -> None:
    for root in iter_roots(content):
        for tag, key in (
            (qn("wp:docPr"), "id"),
            (qn("w:bookmarkStart"), qn("w:id")),
            (qn("w:bookmarkStart"), qn("w:name")),
        ):
            numbers = [element.get(key) for element in root.iter(tag)]
            assert len(numbers) == len(set(numbers))
        begun = [one.get(qn("w:id")) for one in root.iter(qn("w:bookmarkStart"))]
        ended = [one.get(qn("w:id")) for one in root.iter(qn("w:bookmarkEnd"))]
        assert begun == ended


def test_fields_are_begun_parted_and_ended(content: bytes) -> None:
    for root in iter_roots(content):
        marks = [one.get(qn("w:fldCharType")) for one in root.iter(qn("w:fldChar"))]
        assert marks == ["begin", "separate", "end"] * (len(marks) // 3)


def test_every_style_and_relation_that_is_named_exists(content: bytes) -> None:
    parts = documents.parts_of(content)
    styles = etree.fromstring(parts["word/styles.xml"].encode())
    known = {one.get(qn("w:styleId")) for one in styles.iter(qn("w:style"))}
    relations = parts["word/_rels/document.xml.rels"]
    for root in iter_roots(content):
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
            assert {one.get(qn("w:val")) for one in root.iter(qn(tag))} <= known
    root = next(iter_roots(content))
    named = {one.get(qn("r:id")) for one in root.iter(qn("w:hyperlink"))} - {None}
    named |= {one.get(qn("r:embed")) for one in root.iter(qn("a:blip"))}
    assert named
    assert all(f'Id="{key}"' in relations for key in named)


def test_headings_follow_one_another_and_the_contents_name_each(
    document: Document,
) -> None:
    levels = [level for level, _text in documents.headings_of(document)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    firsts = [text for level, text in documents.headings_of(document) if level == 1]
    assert documents.texts_of(document, "toc 1") == firsts
    assert len(documents.texts_of(document, "Title")) == 1


def test_pictures_are_told_and_tables_have_heads_that_repeat(
    document: Document,
) -> None:
    alternatives = documents.alternatives_of(document)
    assert alternatives
    assert all(len(text) > 5 for text in alternatives)
    for table in document.tables:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert rows
        assert all(cell.text for cell in head.cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        grid = [column.width for column in table.columns]
        assert all([cell.width for cell in row.cells] == grid for row in table.rows)


def test_title_and_language_are_set(content: bytes, document: Document) -> None:
    report = Report.objects.get()
    assert document.core_properties.title == report.title_fr
    assert document.core_properties.language == "fr"
    styles = documents.parts_of(content)["word/styles.xml"]
    assert 'w:lang w:val="fr-FR"' in styles
