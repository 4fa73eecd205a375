"""Spreadsheets of any origin, read safely and in constant memory.

``open_spreadsheet`` opens a file within ``Limits`` and yields its worksheets row by
row. A hostile, damaged or too large file raises ``UnreadableFile``, with a reason in
French. ``read_table`` loads a whole first worksheet, for files of a known layout.
"""

from cooperation.importing.reading.opening import open_spreadsheet
from cooperation.importing.reading.shapes import (
    COMMAND_LIMITS,
    WEB_LIMITS,
    SpreadsheetFile,
    Limits,
    NumberedRow,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.importing.reading.whole import RowDict, LoadedTable, read_table

__all__ = [
    "COMMAND_LIMITS",
    "WEB_LIMITS",
    "SpreadsheetFile",
    "Limits",
    "NumberedRow",
    "RowDict",
    "SpreadsheetTable",
    "LoadedTable",
    "UnreadableFile",
    "open_spreadsheet",
    "read_table",
]
