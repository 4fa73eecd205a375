"""CSV: semicolons and UTF-8 with BOM, so that French Excel opens it."""

import csv
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

from cooperation.columns.datasets import (
    FORMULA_PREFIXES,
    ROWS_PER_PIECE,
    Dataset,
    escape_formula,
    format_cell_value,
)
from cooperation.db import iter_batches
from cooperation.exports.statements import (
    TextCells,
    ValueKind,
    build_statement,
    iter_key_batches,
    quote_text,
    select_cells,
)

BOM = "\ufeff"
FORMULA_PREFIX_SET = frozenset(FORMULA_PREFIXES)
NUMBERS = (int, float)

COPY_OPTIONS = "FORMAT csv, DELIMITER ';', NULL ''"

CellFormatter = Callable[[Any], str]


class Echo:
    """A file-like object whose ``write`` returns what it is given."""

    def write(self, line: str) -> str:
        return line


def stream_csv(
    *,
    header: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    delimiter: str = ";",
    with_bom: bool = True,
    format_cell: CellFormatter = format_cell_value,
) -> Iterator[bytes]:
    """Yield a file in pieces: the header, then the rows; no cell is a formula.

    Decimals have a point and dates are ISO 8601, whatever the reader's country.
    """
    write: Any = csv.writer(Echo(), delimiter=delimiter, lineterminator="\r\n").writerow
    first = write(format_csv_row(header, format_cell))
    yield (BOM * with_bom + first).encode()
    for batch in iter_batches(rows, ROWS_PER_PIECE):
        lines = [write(format_csv_row(row, format_cell)) for row in batch]
        yield "".join(lines).encode()


def encode_csv_row(row: Iterable[Any]) -> bytes:
    """Return one more line of a file that ``stream_csv`` began."""
    return b"".join(stream_csv(header=row, rows=[], with_bom=False))


def stream_dataset_csv(
    dataset: Dataset, keys: Sequence[Any], language: str
) -> Generator[bytes]:
    """Yield a dataset as CSV, under the codes of its columns; see ``stream_csv``.

    PostgreSQL writes the lines: it ends them with a line feed alone.
    """
    yield from stream_csv(header=[column.code for column in dataset.columns], rows=[])
    statement = build_statement(dataset, language, CsvCells(), select_cells)
    for batch in iter_key_batches(keys):
        lines = statement.copy(batch, COPY_OPTIONS)
        yield b"".join([line[:-1] + b"\r\n" for line in lines])


class CsvCells(TextCells):
    """Cells of CSV in SQL, as ``format_csv_cell`` writes them."""

    def format_one(self, value: str, kind: ValueKind) -> str:
        if kind is ValueKind.AMOUNT:
            return f"trim_scale({value})"
        return super().format_one(value, kind)

    def write_text(self, text: str, is_empty: str) -> str:
        prefixes = quote_text("".join(FORMULA_PREFIXES))
        return (
            f"CASE WHEN {is_empty} THEN NULL "
            f"WHEN strpos({prefixes}, left({text}, 1)) > 0 THEN '''' || {text} "
            f"ELSE {text} END"
        )


def format_csv_row(row: Iterable[Any], format_cell: CellFormatter) -> list[str]:
    """Return the values of a row as cells that are no formulas.

    Plain text takes the fast path: an export has a million cells.
    """
    return [
        value
        if type(value) is str and value[:1] not in FORMULA_PREFIX_SET
        else ""
        if value is None or value == ()
        else format_csv_cell(value, format_cell)
        for value in row
    ]


def format_csv_cell(value: Any, format_cell: CellFormatter = format_cell_value) -> str:
    """Return a value as a cell that is no formula; a number never is one."""
    text = format_cell(value)
    is_plain = isinstance(value, NUMBERS) or text[:1] not in FORMULA_PREFIX_SET
    return text if is_plain else escape_formula(text)
