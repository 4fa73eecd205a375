"""The rows of a file, parsed once and kept beside it as lines of JSON.

The description of the file, its preview, the page of its columns and the command read
these rows; they are deleted with the file.
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files import (
    HeaderLines,
    Limits,
    NumberedRow,
    SpreadsheetTable,
    UnreadableFile,
    open_in_bounded_process,
)

PROGRESS_STEP = 1_000
MAX_LINE_LENGTH = 100
RowsCallback = Callable[[int], object]


class ParsedTable(NamedTuple):
    """A table whose rows are kept: its name, its header, the number of its rows.

    ``first_lines`` are those that may be the header: number and text.
    """

    name: str
    header: list[str]
    rows: int
    header_line: int
    first_lines: list[tuple[int, str]]


class ParsedFile(NamedTuple):
    kind: str
    notes: list[str]
    tables: list[ParsedTable]


def parse_file(
    path: Path,
    folder: Path,
    limits: Limits,
    header_lines: HeaderLines | None = None,
    on_progress: RowsCallback = lambda _rows: None,
) -> ParsedFile:
    """Read a file through, and keep the rows of its tables in a folder.

    ``header_lines`` are those that staff chose. Raises ``UnreadableFile``.
    """
    with open_in_bounded_process(path, limits, header_lines) as book:
        tables = [
            keep_rows(table, get_rows_path(folder, place), on_progress)
            for place, table in enumerate(book.sheets())
        ]
        return ParsedFile(book.kind, book.notes, tables)


def get_rows_path(folder: Path, place: int) -> Path:
    """Return where the rows of a table are, by its place in the file."""
    return folder / f"lignes-{place}.jsonl"


def keep_rows(
    table: SpreadsheetTable, path: Path, on_progress: RowsCallback
) -> ParsedTable:
    number = 0
    with path.open("w") as kept:
        path.chmod(0o600)
        for row in table.rows:
            kept.write(json.dumps(row) + "\n")
            number += 1
            if number % PROGRESS_STEP == 0:
                on_progress(PROGRESS_STEP)
    first_lines = [
        (line, " · ".join(filter(None, cells))[:MAX_LINE_LENGTH])
        for line, cells in table.first_lines
    ]
    return ParsedTable(table.name, table.header, number, table.header_line, first_lines)


def iter_kept_rows(folder: Path, place: int) -> Iterator[NumberedRow]:
    """Yield the rows of a table: line number and cells."""
    try:
        with get_rows_path(folder, place).open() as kept:
            for row in kept:
                line, cells = json.loads(row)
                yield line, cells
    except FileNotFoundError as error:
        message = _("Le fichier n’est plus là : déposez-le de nouveau.")
        raise UnreadableFile(message) from error


def read_first_rows(folder: Path, place: int, number: int) -> list[list[str]]:
    """Return the cells of the first rows; none if the file is gone."""
    try:
        return [cells for _line, cells in islice(iter_kept_rows(folder, place), number)]
    except UnreadableFile:
        return []
