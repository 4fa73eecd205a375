"""What each cell of a row said when it was exported, in the last cell of the row.

An import compares three ways: what the row says now, what it said then, and what its
line says. So a workbook that was downloaded before somebody's change does not undo it.
"""

import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Self
from zlib import crc32

from cooperation.columns.datasets import Record, unescape_formula
from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    WorksheetSpec,
    format_cell_text,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.files.cell_text import clean_cell_text

VERSION_CODE = "version"
BYTES_PER_CELL, BYTES_OF_COLUMNS = 3, 2
NUMBER_KINDS = (ColumnKind.DEGREES, ColumnKind.AMOUNT, ColumnKind.YEAR)


def normalize_cell_text(text: str) -> str:
    """Return a text without what spreadsheets change on their own."""
    return unicodedata.normalize("NFC", clean_cell_text(text))


def compute_digest(text: str, size: int) -> bytes:
    return crc32(text.encode(errors="replace")).to_bytes(4)[-size:]


def compute_cell_digest(column: ColumnSpec, text: str) -> bytes:
    """Return the digest of a cell, the same for a choice's code and its label."""
    words = normalize_cell_text(unescape_formula(str(column.format_value(text))))
    if column.kind in NUMBER_KINDS:
        words = normalize_number(words)
    return compute_digest(words, BYTES_PER_CELL)


def normalize_number(text: str) -> str:
    """Return a number without the last digits, which spreadsheets round."""
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


@cache
def list_versioned_columns(sheet: str) -> list[ColumnSpec]:
    columns = WORKSHEETS[sheet].exported_columns
    return [column for column in columns if column.code != VERSION_CODE]


@cache
def get_columns_digest(sheet: str) -> bytes:
    """Return a digest of the columns: a version of other columns is not understood."""
    codes = "|".join(column.code for column in list_versioned_columns(sheet))
    return compute_digest(codes, BYTES_OF_COLUMNS)


def build_row_version(spec: WorksheetSpec, values: Sequence[Any]) -> str:
    """Return the version of a row from its exported values, in their order."""
    columns = list_versioned_columns(spec.code)
    digests = [
        compute_cell_digest(column, format_cell_text(value))
        for column, value in zip(columns, values, strict=True)
    ]
    data = get_columns_digest(spec.code) + b"".join(digests)
    return urlsafe_b64encode(data).decode()


def add_row_versions(
    spec: WorksheetSpec, records: Iterable[Record]
) -> Iterator[Record]:
    """Yield the records of a worksheet, each with its version as last value."""
    for record in records:
        yield (*record[:-1], build_row_version(spec, record[:-1]))


class RowVersion:
    """The digests of a row's cells when it was exported, by column code."""

    def __init__(self, digests: dict[str, bytes]) -> None:
        self.digests = digests

    @classmethod
    def parse(cls, spec: WorksheetSpec, text: str, but: Iterable[str] = ()) -> Self:
        """Return the version that a cell holds, without some columns.

        A text that is not understood says nothing of any cell.
        """
        columns = list_versioned_columns(spec.code)
        size = BYTES_OF_COLUMNS + BYTES_PER_CELL * len(columns)
        try:
            data = urlsafe_b64decode(text)
        except ValueError:
            return cls({})
        if len(data) != size or data[:BYTES_OF_COLUMNS] != get_columns_digest(
            spec.code
        ):
            return cls({})
        starts = range(BYTES_OF_COLUMNS, size, BYTES_PER_CELL)
        left_out = set(but)
        return cls(
            {
                column.code: data[start : start + BYTES_PER_CELL]
                for column, start in zip(columns, starts, strict=True)
                if column.code not in left_out
            }
        )

    def knows(self, column: ColumnSpec) -> bool:
        return column.code in self.digests

    def said(self, column: ColumnSpec, text: str) -> bool:
        """Return whether a cell said a text when it was exported."""
        return self.digests.get(column.code) == compute_cell_digest(column, text)
