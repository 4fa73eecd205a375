"""Spreadsheets of any origin, read safely and in constant memory.

``open_spreadsheet`` opens a file within ``Limits`` and yields its worksheets row by
row; ``open_in_bounded_process`` does the same by a process of its own. A hostile,
damaged or too large file raises ``UnreadableFile``, with a reason in French.
"""

from cooperation.spreadsheets.files.bounded import open_in_bounded_process
from cooperation.spreadsheets.files.open_file import (
    open_spreadsheet,
)
from cooperation.spreadsheets.files.types import (
    COMMAND_LIMITS,
    WEB_LIMITS,
    HeaderLines,
    Limits,
    NumberedRow,
    SpreadsheetFile,
    SpreadsheetTable,
    UnreadableFile,
)

__all__ = [
    "COMMAND_LIMITS",
    "WEB_LIMITS",
    "HeaderLines",
    "Limits",
    "NumberedRow",
    "SpreadsheetFile",
    "SpreadsheetTable",
    "UnreadableFile",
    "open_in_bounded_process",
    "open_spreadsheet",
]
