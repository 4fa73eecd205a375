"""What is read in a DOCX: its outline, its pictures, its tables, its links."""

import io
import re
import zipfile

import docx
from docx.document import Document
from docx.oxml.ns import qn


def open_document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def headings_of(document: Document) -> list[tuple[int, str]]:
    """Return level and text of each heading, in order."""
    return [
        (int(style.removeprefix("Heading ")), paragraph.text)
        for paragraph in document.paragraphs
        if (style := paragraph.style.name).startswith("Heading ")
    ]


def texts_of(document: Document, style: str) -> list[str]:
    """Return the paragraphs of a style."""
    return [one.text for one in document.paragraphs if one.style.name == style]


def alternatives_of(document: Document) -> list[str]:
    """Return the text alternative of each picture; empty where it has none."""
    return [one.get("descr", "") for one in document.element.body.iter(qn("wp:docPr"))]


def tables_of(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
    ]


def links_of(document: Document) -> set[str]:
    """Return the addresses outside of the document that it leads to."""
    return {one.target_ref for one in document.part.rels.values() if one.is_external}


def parts_of(content: bytes) -> dict[str, str]:
    """Return the XML of each part by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def fields_of(xml: str) -> list[str]:
    """Return the codes of the fields of a part, such as ``PAGE``."""
    return [code.strip() for code in re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)]
