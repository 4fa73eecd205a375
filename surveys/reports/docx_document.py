"""A document for a word processor, and what python-docx alone does not write.

Links, fields, bookmarks, texts of pictures and headers of tables that repeat.
"""

import io
import re
from collections.abc import Iterable, Sequence

import docx
from django.utils.encoding import iri_to_uri
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from surveys.reports.docx_styles import (
    CONTENTS_STYLE,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    apply_styles,
)
from surveys.reports.render import LinePiece

# What XML cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
TEXT_WIDTH = Emu(PAGE_WIDTH - 2 * MARGIN)
# A picture leaves place for its title and its source on the page.
LARGEST_HEIGHT = Emu(round(0.7 * PAGE_HEIGHT))
HEADER_SHADE = "DCECE6"


class WordDocument:
    """A document with its styles; ``headings`` number the bookmarks of headings."""

    def __init__(self, language: str) -> None:
        self.document = docx.Document()
        self.headings = 0
        remove_thumbnail(self.document)
        apply_styles(self.document, language)

    def write(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    # Paragraphs -----------------------------------------------------------------------

    def add_text(self, text: str, style: str = "Normal", url: str = "") -> Paragraph:
        return self.add_line([LinePiece(text, url)], style)

    def add_line(self, pieces: Iterable[LinePiece], style: str = "Normal") -> Paragraph:
        """Add a paragraph of texts, links and figures; URLs are full."""
        paragraph = self.document.add_paragraph(style=style)
        for piece in pieces:
            add_piece(paragraph, piece)
        return paragraph

    def add_heading(self, text: str, level: int) -> Paragraph:
        """Add a heading; those of the first level are bookmarks in their order."""
        paragraph = self.add_text(text, f"Heading {level}")
        if level == 1:
            self.headings += 1
            add_bookmark(paragraph, self.headings)
        return paragraph

    def add_contents(self, title: str, headings: Sequence[str]) -> None:
        """Add a table of contents: a field, filled with what is known now.

        Page numbers come when the word processor updates it (F9).
        """
        self.add_text(title, "TOC Heading")
        lines = [self.document.add_paragraph(style=CONTENTS_STYLE) for _h in headings]
        if not lines:
            return
        begin_field(lines[0], r'TOC \o "1-1" \h \z \u')
        for number, (line, heading) in enumerate(zip(lines, headings, strict=True), 1):
            move_into_link(
                add_run(line, heading), line, anchor=get_bookmark_name(number)
            )
        add_field_mark(lines[-1], "end")

    def add_footer(self, text: str, page: str) -> None:
        """Add text and page number at the foot of each page."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        add_run(paragraph, f"{text} · {page}\N{NO-BREAK SPACE}")
        add_field(paragraph, "PAGE")
        add_run(paragraph, "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}")
        add_field(paragraph, "NUMPAGES")

    # Pictures and tables --------------------------------------------------------------

    def add_picture(
        self, content: bytes, alternative: str, width: Length = TEXT_WIDTH
    ) -> None:
        """Add a picture of a width, or less where a page is not high enough."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(content))
        scale = min(width / picture.width, LARGEST_HEIGHT / picture.height)
        picture.width = Length(round(picture.width * scale))
        picture.height = Length(round(picture.height * scale))
        picture._inline.docPr.set("descr", clean_text(alternative))

    def add_table(
        self, head: Sequence[str], rows: Iterable[Sequence[str]], *, title: str
    ) -> None:
        """Add a table; its first column is text, the others numbers."""
        table = self.document.add_table(0, len(head), style="Table Grid")
        fill_row(table, head, is_head=True)
        for row in rows:
            fill_row(table, row)
        set_table_text(table, title)
        numbers = len(head) - 1
        widths = [Length(TEXT_WIDTH // 6)] * numbers
        set_column_widths(table, [Length(TEXT_WIDTH - sum(widths)), *widths])


def clean_text(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return FORBIDDEN.sub("", text)


def add_run(paragraph: Paragraph, text: str, style: str | None = None) -> Run:
    return paragraph.add_run(clean_text(text), style)


def remove_thumbnail(document: docx.document.Document) -> None:
    """Remove the preview of the empty document that python-docx starts from."""
    relations = document.part.package.rels
    for key, relation in list(relations.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del relations[key]


def build_element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with its attributes."""
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


# Links and fields ---------------------------------------------------------------------


def add_piece(paragraph: Paragraph, piece: LinePiece) -> None:
    """Add a part of a line: a text, a link, or a figure that leads to its rows."""
    if not piece.text:
        return
    url = piece.figure or piece.url
    run = add_run(paragraph, piece.text, "Hyperlink" if url else None)
    run.bold = piece.bold or bool(piece.figure) or None
    if url:
        move_into_link(run, paragraph, url=url)


def move_into_link(
    run: Run, paragraph: Paragraph, *, url: str = "", anchor: str = ""
) -> None:
    """Make a run a link to a full URL, or to a bookmark of the document."""
    link = (
        build_element("w:hyperlink", anchor=anchor)
        if anchor
        else OxmlElement("w:hyperlink")
    )
    if url:
        key = paragraph.part.relate_to(
            iri_to_uri(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        link.set(qn("r:id"), key)
    paragraph._p.append(link)
    link.append(run._r)


def get_bookmark_name(number: int) -> str:
    return f"_Toc{number:06}"


def add_bookmark(paragraph: Paragraph, number: int) -> None:
    """Put a paragraph between the two ends of a bookmark."""
    name = get_bookmark_name(number)
    begin = build_element("w:bookmarkStart", id=str(number), name=name)
    paragraph.runs[0]._r.addprevious(begin)
    paragraph._p.append(build_element("w:bookmarkEnd", id=str(number)))


def add_field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = build_element("w:fldChar", fldCharType=kind)
    paragraph.add_run()._r.append(mark)


def begin_field(paragraph: Paragraph, code: str) -> None:
    """Begin a field, whose result and end follow."""
    add_field_mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    add_field_mark(paragraph, "separate")


def add_field(paragraph: Paragraph, code: str) -> None:
    """Add a field with "1" as its result until it is updated."""
    begin_field(paragraph, code)
    add_run(paragraph, "1")
    add_field_mark(paragraph, "end")


# Tables -------------------------------------------------------------------------------


def fill_row(table: Table, texts: Sequence[str], *, is_head: bool = False) -> None:
    """Add a row that no page break cuts; a head is repeated on each page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        fill_cell(cell, text, is_head=is_head, is_number=number > 0)


def fill_cell(cell: _Cell, text: str, *, is_head: bool, is_number: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if text:
        add_run(paragraph, text).bold = is_head or None
    if is_head:
        shade = build_element("w:shd", val="clear", color="auto", fill=HEADER_SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def set_column_widths(table: Table, widths: Sequence[Length]) -> None:
    """Set the widths of columns and of their cells: word processors read either."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def set_table_text(table: Table, title: str) -> None:
    """Set the name of a table, and which row and column are its heads."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    properties.append(
        build_element("w:tblLook", val="00A0", firstRow="1", firstColumn="1")
    )
    properties.append(build_element("w:tblCaption", val=clean_text(title)))
