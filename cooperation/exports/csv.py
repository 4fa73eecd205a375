"""A dataset as CSV: semicolons, UTF-8 with BOM, so that French Excel opens it."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from cooperation.columns.datasets import Dataset, Record, iter_batches
from cooperation.columns.values import (
    FORMULA_PREFIXES,
    escape_formula,
    format_cell_value,
)

BOM = "\ufeff"
FORMULA_PREFIX_SET = frozenset(FORMULA_PREFIXES)


class Echo:
    """A file-like object whose ``write`` returns what it is given."""

    def write(self, line: str) -> str:
        return line


def stream_csv(dataset: Dataset, records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the lines of the file: a header of column codes, then one per record.

    Decimals have a point and dates are ISO 8601, whatever the reader's country.
    """
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield (BOM + writer.writerow(column.code for column in dataset.columns)).encode()
    for batch in iter_batches(records):
        lines = [writer.writerow(format_csv_row(record)) for record in batch]
        yield "".join(lines).encode()


def format_csv_row(record: Record) -> list[str]:
    """Return the values of a row as cells that are no formulas.

    Plain text takes the fast path: an export has a million cells.
    """
    return [
        value
        if type(value) is str and value[:1] not in FORMULA_PREFIX_SET
        else format_csv_cell(value)
        for value in record
    ]


def format_csv_cell(value: Any) -> str:
    """Return a value as a cell that is no formula; a number never is one."""
    return (
        format_cell_value(value)
        if isinstance(value, int | float)
        else escape_formula(format_cell_value(value))
    )
