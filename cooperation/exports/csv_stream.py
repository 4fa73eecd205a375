"""A dataset as CSV: semicolons, UTF-8 with BOM, so that French Excel opens it."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from cooperation.exports.datasets import Dataset, Record, in_batches
from cooperation.exports.values import defused, text

BOM = "\ufeff"


class Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """Give the line."""
        return line


def csv_stream(dataset: Dataset, records: Iterable[Record]) -> Iterator[bytes]:
    """Give the lines of the file: a header of column codes, then one per record.

    Decimals have a point and dates are of ISO 8601, whatever the reader's country.
    """
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    codes = [column.code for column in dataset.columns]
    yield (BOM + writer.writerow(codes)).encode()
    for batch in in_batches(records):
        lines = [
            writer.writerow([cell(record[code]) for code in codes]) for record in batch
        ]
        yield "".join(lines).encode()


def cell(value: Any) -> str:
    """Give a value as a harmless cell; a number is never a formula."""
    return text(value) if isinstance(value, int | float) else defused(text(value))
