"""What is read in a PDF: its text, its pages, its tags."""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """Return the text of every page, words apart by one space."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def n_pages(content: bytes) -> int:
    """Return the number of pages."""
    return len(PdfReader(io.BytesIO(content)).pages)


def tags_of(content: bytes) -> set[str]:
    """Return the kinds of elements in the structure of a tagged PDF, such as ``H1``."""
    return {one.kind for one in elements_of(content)}


def links_of(content: bytes) -> set[str]:
    """Return the addresses that the links of a PDF lead to."""
    pages = PdfReader(io.BytesIO(content)).pages
    notes: list[Any] = [
        note.get_object() for page in pages for note in page.get("/Annots", [])
    ]
    actions = [note["/A"] for note in notes if "/A" in note]
    return {str(action["/URI"]) for action in actions if "/URI" in action}


class Element(NamedTuple):
    """An element in the structure of a tagged PDF, with its alternative text."""

    kind: str
    alternative: str


def elements_of(content: bytes) -> list[Element]:
    """Return the elements of a tagged PDF in reading order."""
    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    return [
        Element(str(one["/S"]).removeprefix("/"), str(one.get("/Alt", "")))
        for one in elements_under(root["/StructTreeRoot"])
    ]


def elements_under(element: Any) -> Iterator[Any]:
    """Yield each element under one; marked content has no kind."""
    below = element.get("/K", []) if hasattr(element, "get") else []
    for child in below if isinstance(below, list) else [below]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get") and "/S" in child:
            yield child
            yield from elements_under(child)
