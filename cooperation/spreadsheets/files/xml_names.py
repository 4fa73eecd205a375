"""Qualified XML names of both families of workbooks, as expat gives them."""

from collections.abc import Callable
from typing import TypeVar

Handler = TypeVar("Handler", bound=Callable[..., None])

SHEET_NAMESPACES = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
]
RELATION_ID = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
]
PACKAGE_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/"
RELATIONSHIP = f"{PACKAGE_NAMESPACE}relationships Relationship"
CONTENT_TYPES = [
    f"{PACKAGE_NAMESPACE}content-types Override",
    f"{PACKAGE_NAMESPACE}content-types Default",
]

OPENDOCUMENT_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE = (
    f"{OPENDOCUMENT_NAMESPACE}office:1.0 ",
    f"{OPENDOCUMENT_NAMESPACE}table:1.0 ",
)
TEXT, STYLE = (
    f"{OPENDOCUMENT_NAMESPACE}text:1.0 ",
    f"{OPENDOCUMENT_NAMESPACE}style:1.0 ",
)
MANIFEST = f"{OPENDOCUMENT_NAMESPACE}manifest:1.0 "


def qualify_handlers(**handlers: Handler) -> dict[str, Handler]:
    """Return handlers by qualified name, in both namespaces of SpreadsheetML."""
    return {
        f"{namespace} {name}": handler
        for namespace in SHEET_NAMESPACES
        for name, handler in handlers.items()
    }
