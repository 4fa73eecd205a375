"""A file opened as what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cooperation.importing.reading.shapes import Book, Limits, Sheet
from cooperation.importing.reading.whole import read_table


@contextmanager
def open_book(path: Path, limits: Limits) -> Iterator[Book]:
    """Open a file as a book.

    Raises ``UnreadableFile``, here or while sheets are read, for a file that is
    missing, hostile, damaged or beyond the limits.
    """
    table = read_table(path)
    rows = ((number, list(row.values())) for number, row in table.rows)
    sheet = Sheet(path.stem, table.header, 1, rows)
    kind = "xlsx" if path.suffix.lower() == ".xlsx" else "csv"
    yield Book(kind, table.notes, lambda: iter([sheet]))
