"""Spreadsheets of any origin, read safely and in constant memory.

``open_book`` opens a file within ``Limits``, gives its sheets row by row; whatever is
hostile, damaged or too large is refused by ``UnreadableFile``, with a French reason.
``read_table`` reads a whole first sheet, for the forms of files that are known.
"""

from cooperation.importing.reading.opening import open_book
from cooperation.importing.reading.shapes import (
    COMMAND,
    WEB,
    Book,
    Limits,
    Line,
    Sheet,
    UnreadableFile,
)
from cooperation.importing.reading.whole import Row, Table, read_table

__all__ = [
    "COMMAND",
    "WEB",
    "Book",
    "Limits",
    "Line",
    "Row",
    "Sheet",
    "Table",
    "UnreadableFile",
    "open_book",
    "read_table",
]
