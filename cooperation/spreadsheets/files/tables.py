"""The table in a worksheet: its header, its columns, its rows without totals."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import is_amount, is_year
from cooperation.spreadsheets.files.types import (
    Limits,
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    Cells,
    RawLine,
    RawWorksheet,
    get_address,
    get_column_letters,
    too_many_columns_error,
    too_many_rows_error,
)

# How many lines are looked at to find the header below titles.
HEADER_SEARCH_ROWS = 20
TOTAL = re.compile(r"\W*((sous|grand)[\s-]*)?(total|totaux)\b", re.I)
# A total, or the department and what else is called so.
DOUBTFUL_TOTAL = re.compile(r"\W*(somme|ensemble)\W*", re.I)
NAMING_HEADER = re.compile(
    r"collectivit|d[ée]partement|chef de file|territoire|\bnom\b", re.I
)
MAX_TOTAL_LENGTH = 60
DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?|\d\d/\d\d/\d{4}")


class RowCounter:
    """Number of rows read so far; the worksheets of a file share one limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows = limits, 0

    def increment(self) -> None:
        self.rows += 1
        if self.rows > self.limits.rows:
            raise too_many_rows_error(self.limits)


def build_spreadsheet_table(
    raw: RawWorksheet,
    row_counter: RowCounter,
    notes: list[str],
    header_line: int | None = None,
) -> SpreadsheetTable | None:
    """Return the table of a worksheet, ``None`` if the worksheet is empty.

    Raises ``UnreadableFile`` if ``header_line`` is none of the first lines.
    """
    first = list(islice(raw.lines, HEADER_SEARCH_ROWS))
    if not first:
        return None
    at = (
        find_header(first, raw.merged_lines)
        if header_line is None
        else find_line(first, header_line)
    )
    for number, _cells in first[:at]:
        raw.warnings.add(ReadWarning.ABOVE_HEADER, number)
    line, cells = first[at]
    columns = list_used_columns(first[at:], row_counter.limits)
    header, header_notes = name_columns(cells, columns)
    notes.extend(header_notes)
    lines = chain(first[at + 1 :], raw.lines)
    rows = iter_table_rows(lines, header, columns, raw.warnings, row_counter)
    return SpreadsheetTable(
        raw.name,
        header,
        line,
        iter_rows_with_notes(rows, raw, notes),
        list_first_lines(first, row_counter.limits),
    )


def iter_rows_with_notes(
    rows: Iterator[NumberedRow], raw: RawWorksheet, notes: list[str]
) -> Iterator[NumberedRow]:
    """Yield the rows, then add the warnings of the worksheet to the notes."""
    yield from rows
    notes.extend(raw.warnings.notes(raw.name))


def list_first_lines(lines: list[RawLine], limits: Limits) -> list[NumberedRow]:
    """Return the first lines as people see them, from which they choose the header."""
    columns = sorted({at for _number, cells in lines for at in cells})[: limits.columns]
    return [(number, [cells.get(at, "") for at in columns]) for number, cells in lines]


def find_line(lines: list[RawLine], wanted: int) -> int:
    for at, (number, _cells) in enumerate(lines):
        if number == wanted:
            return at
    reason = _("La ligne %s est vide, ou trop loin du début pour être un en-tête.")
    raise UnreadableFile(reason % wanted)


def find_header(lines: list[RawLine], merged_lines: set[int]) -> int:
    """Return the index of the header: the first line over half of the table's width.

    Titles above it fill a cell or two. A line with numbers, such as "État : 2024",
    gives way to one below that fills more and has none, and a line that only groups
    columns gives way to the one below.
    """
    filled = [len(cells) for _number, cells in lines]
    wide = [at for at, number in enumerate(filled) if number * 2 > max(filled)]
    at = wide[0]
    if not has_no_number(lines[at]):
        better = (
            other
            for other in wide[1:]
            if filled[other] > filled[at] and has_no_number(lines[other])
        )
        at = next(better, at)
    while is_group_heading(lines, at, merged_lines):
        at += 1
    return at


def is_group_heading(lines: list[RawLine], at: int, merged_lines: set[int]) -> bool:
    """Return whether a line groups the columns that the line below names.

    It leaves blank what the other fills, by merged cells or more than once; and the
    other has nothing but words, each once, above rows that have numbers.
    """
    number, heading = lines[at]
    if at + 2 >= len(lines) or lines[at + 1][0] != number + 1:
        return False
    below = lines[at + 1][1]
    gaps = len(below.keys() - heading.keys())
    is_merged = number in merged_lines
    if heading.keys() - below.keys() or not (gaps > 1 or (gaps and is_merged)):
        return False
    if not has_no_number(lines[at + 1]) or len({*below.values()}) < len(below):
        return False
    has_numbers_below = not all(map(has_no_number, lines[at + 2 :]))
    return has_numbers_below or (is_merged and gaps > 1)


def has_no_number(line: RawLine) -> bool:
    return not any(is_amount(cell) or DATE.fullmatch(cell) for cell in line[1].values())


def list_used_columns(lines: list[RawLine], limits: Limits) -> list[int]:
    """Return the columns that hold something: tables may start at B or have gaps."""
    columns = sorted({at for _number, cells in lines for at in cells})
    if len(columns) > limits.columns:
        raise too_many_columns_error(limits)
    return columns


def name_columns(cells: Cells, columns: list[int]) -> tuple[list[str], list[str]]:
    """Return unique column names, and notes on columns without title or repeated."""
    header: list[str] = []
    notes = []
    for at in columns:
        name = " ".join(cells.get(at, "").split())
        if not name:
            name = _("colonne %s") % get_column_letters(at)
            notes.append(_("Une colonne sans titre est appelée « %s ».") % name)
        elif name in header:
            twice = name
            name = f"{twice} ({get_column_letters(at)})"
            note = _(
                "Deux colonnes s’appellent « %(twice)s » : l’une devient « %(name)s »."
            )
            notes.append(note % {"twice": twice, "name": name})
        header.append(name)
    return header, notes


def iter_table_rows(
    lines: Iterator[RawLine],
    header: list[str],
    columns: list[int],
    warnings: ReadWarnings,
    row_counter: RowCounter,
) -> Iterator[NumberedRow]:
    """Yield the rows, as wide as the header, without repeated headers and totals."""
    folded = [name.casefold() for name in header]
    for number, found in lines:
        cells = [found.get(at, "") for at in columns]
        if len(found) > len(cells) - cells.count(""):
            for at in sorted(found.keys() - {*columns}):
                warnings.add(ReadWarning.OUTSIDE, get_address(at, number))
        if cells[0].casefold() == folded[0] and is_repeated_header(cells, folded):
            warnings.add(ReadWarning.HEADER_AGAIN, number)
        elif is_total_row(cells, header):
            warnings.add(ReadWarning.TOTAL, number)
        elif any(cells):
            row_counter.increment()
            yield number, cells


def is_repeated_header(cells: list[str], folded: list[str]) -> bool:
    return [" ".join(cell.casefold().split()) for cell in cells] == folded


def is_total_row(cells: list[str], header: list[str]) -> bool:
    """Return whether a line is a total: "Total", and nothing but numbers with it.

    "Somme" is a department in a column of names, and wherever a year stands beside it.
    """
    first = next(filter(None, cells), "")
    is_doubtful = DOUBTFUL_TOTAL.fullmatch(first) is not None
    if not is_doubtful and not TOTAL.match(first):
        return False
    at = cells.index(first)
    others = [cell for cell in cells[at + 1 :] if cell]
    if is_doubtful and (NAMING_HEADER.search(header[at]) or any(map(is_year, others))):
        return False
    return len(first) <= MAX_TOTAL_LENGTH and all(map(is_amount, others))
