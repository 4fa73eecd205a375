"""Spreadsheets of any origin, read safely and in constant memory.

``open_spreadsheet`` opens a file within ``Limits`` and yields its worksheets row by
row. A hostile, damaged or too large file raises ``UnreadableFile``, with a reason in
French. ``read_table`` loads a whole first worksheet, for files of a known layout.
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
