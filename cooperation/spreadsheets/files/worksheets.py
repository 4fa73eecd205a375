"""Worksheets as they are read, their limits, and the table that each one holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    DDE_CALL,
    ERROR_VALUES,
    NO,
    QUOTED_TEXT,
    YES,
)
from cooperation.spreadsheets.files.number_formats import NumberFormat
from cooperation.spreadsheets.files.types import (
    Limits,
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.xml import get_damage_message

# The lines of titles and blanks that a sheet may have beside its rows.
SPARE_ROWS = 1_000
# Cells that hold nothing are only counted, so that a file cannot consist of them.
EMPTY_CELLS_PER_ROW = 60
MAX_WORKSHEETS = 100
LAST_ROW_NUMBER, LAST_COLUMN_NUMBER = 1_048_576, 16_384
# LibreOffice writes truth values as formulas.
BOOLEAN_FORMULAS = {"TRUE()": YES, "FALSE()": NO}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


Cells = dict[int, str]
RawLine = tuple[int, Cells]


@dataclass
class RawWorksheet:
    """A worksheet before its header is looked for; empty rows are left out.

    ``merged_lines`` are those whose cells are merged with cells beside them.
    """

    name: str
    lines: Iterator[RawLine]
    warnings: ReadWarnings = field(default_factory=ReadWarnings)
    merged_lines: set[int] = field(default_factory=set)


class ReadQuota:
    """What was read so far, over all worksheets of a file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = self.empty_rows = self.empty_cells = 0

    def count_rows(self, number: int = 1) -> None:
        """Count rows that hold something."""
        self.rows += number
        if self.rows > self.limits.rows + SPARE_ROWS:
            raise too_many_rows_error(self.limits)

    def count_empty_row(self) -> None:
        self.empty_rows += 1
        if self.empty_rows > LAST_ROW_NUMBER:
            raise UnreadableFile(_("Le fichier contient trop de lignes vides."))

    def count_empty_cell(self) -> None:
        self.empty_cells += 1
        if self.empty_cells > self.limits.rows * EMPTY_CELLS_PER_ROW:
            raise UnreadableFile(_("Le classeur contient trop de cellules vides."))


class WorksheetReader:
    """The row and the cell that a reader of one worksheet is at."""

    def __init__(self, quota: ReadQuota, warnings: ReadWarnings) -> None:
        self.quota, self.limits, self.warnings = quota, quota.limits, warnings
        self.cells: Cells = {}
        self.pieces: list[str] = []
        self.line = self.column = self.cell_count = self.length = 0
        self.is_hidden = False
        self.merged_lines: set[int] = set()
        # Until which line the cells of this row, and a text above, are merged.
        self.spans: dict[int, int] = {}
        self.open_spans: dict[int, tuple[int, str]] = {}

    def get_address(self) -> str:
        """Return the address of the cell, such as "B12"."""
        raise NotImplementedError

    def add_piece(self, text: str) -> None:
        """Add to the text of the cell."""
        self.length += len(text)
        self.check_length(self.length)
        self.pieces.append(text)

    def check_length(self, length: int) -> None:
        if length > self.limits.cell:
            raise too_long_cell_error(self.get_address())

    def put_cell(self, text: str, formula: str | None, times: int = 1) -> None:
        """Put a text in its column, and in those after it."""
        if formula is not None or text.startswith("#"):
            text = resolve_cell_text(self.warnings, formula, text, self.get_address())
        if not text:
            self.quota.count_empty_cell()
            return
        end = self.column + times
        if end > LAST_COLUMN_NUMBER or len(self.cells) + times > self.limits.columns:
            raise too_many_columns_error(self.limits)
        if self.column in self.cells:
            raise UnreadableFile(get_damage_message())
        for column in range(self.column, end):
            self.cells[column] = text

    def put_number(self, number: str, number_format: NumberFormat) -> str:
        """Return a number with what its format says of it."""
        shown = number_format.get_section(number)
        if shown.is_scaled:
            self.warnings.add(ReadWarning.SCALED, self.get_address())
        return shown.format(number)

    def note_no_date(self, text: str) -> str:
        """Return a date; note one that is none."""
        if not text:
            self.warnings.add(ReadWarning.NO_DATE, self.get_address())
        return text

    def finish_row(self, line: int, times: int = 1) -> bool:
        """Count a row, repeat in it what is merged over it; return whether it is one.

        A row that holds nothing of its own stays empty.
        """
        if not self.cells:
            self.quota.count_empty_row()
            return False
        self.quota.count_rows(times)
        if self.open_spans:
            self.fill_merged_cells(line)
        for column, last in self.spans.items():
            text = self.cells.get(column, "")
            if is_amount(text) and not YEAR.fullmatch(text):
                self.warnings.add(ReadWarning.MERGED, get_address(column, line))
            elif text:
                self.open_spans[column] = last, text
        if self.is_hidden:
            self.warnings.add(ReadWarning.HIDDEN_LINE, line)
        return True

    def fill_merged_cells(self, line: int) -> None:
        """Repeat texts, dates and years from above; a merged amount is given once."""
        for column, (last, text) in list(self.open_spans.items()):
            if line > last:
                del self.open_spans[column]
            elif column not in self.cells:
                self.cells[column] = text
                self.warnings.add(ReadWarning.MERGED_DOWN, get_address(column, line))


def get_address(column: int, line: int) -> str:
    return f"{get_column_letters(column)}{line}"


def too_many_rows_error(limits: Limits) -> UnreadableFile:
    reason = _("Le fichier dépasse %s lignes.")
    message = reason % f"{limits.rows:,}".replace(",", "\u202f")
    if limits.is_web:
        message += " " + _("Au-delà, passez par la commande d’import.")
    return UnreadableFile(message)


def too_many_columns_error(limits: Limits) -> UnreadableFile:
    return UnreadableFile(_("Le fichier dépasse %s colonnes.") % limits.columns)


def too_long_cell_error(where: str) -> UnreadableFile:
    return UnreadableFile(_("La cellule %s contient un texte démesuré.") % where)


def too_many_worksheets_error() -> UnreadableFile:
    return UnreadableFile(_("Le classeur dépasse %s feuilles.") % MAX_WORKSHEETS)


def macros_error() -> UnreadableFile:
    return UnreadableFile(
        _("Le classeur contient des macros : enregistrez-le sans macros (.xlsx).")
    )


def check_formula(formula: str, where: str) -> None:
    """Refuse a formula that calls another program (DDE)."""
    if DDE_CALL.search(QUOTED_TEXT.sub("", formula)):
        reason = _("La cellule %s appelle un autre programme (DDE) : refusé.")
        raise UnreadableFile(reason % where)


def resolve_cell_text(
    warnings: ReadWarnings, formula: str | None, text: str, where: str
) -> str:
    """Return the text to keep for a cell, noting formulas and errors as warnings.

    A formula without result is kept as its own text.
    """
    if formula is not None and (
        constant := BOOLEAN_FORMULAS.get(formula.strip("= ").upper())
    ):
        return constant
    if formula is not None:
        check_formula(formula, where)
        warnings.add(ReadWarning.FORMULA if text else ReadWarning.NO_RESULT, where)
        text = text or "=" + formula.removeprefix("=")
    if text.startswith("#") and ERROR_VALUES.fullmatch(text):
        warnings.add(ReadWarning.ERROR, where)
    return text


def get_column_letters(column: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = LETTERS[rest] + letters
    return letters


# How many lines are looked at to find the header below titles.
HEADER_SEARCH_ROWS = 20
TOTAL = re.compile(r"\W*((sous|grand)[\s-]*)?(total|totaux)\b", re.I)
# A total, or the department and what else is called so.
DOUBTFUL_TOTAL = re.compile(r"\W*(somme|ensemble)\W*", re.I)
NAMING_HEADER = re.compile(
    r"collectivit|d[ée]partement|chef de file|territoire|\bnom\b", re.I
)
MAX_TOTAL_LENGTH, MAX_AMOUNT_LENGTH = 60, 40
AMOUNT = re.compile(
    r"[-+]?[\d\s\u00a0\u202f.,%€$]*\d[\d\s\u00a0\u202f.,%]*"
    r"(k|M|Mds?)?\s?[€$£¥]?[A-Z]{0,4}"
)
DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?|\d\d/\d\d/\d{4}")
YEAR = re.compile(r"(19|20)\d\d")


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


def is_amount(cell: str) -> bool:
    """Return whether a cell is a number, with or without a currency."""
    return len(cell) <= MAX_AMOUNT_LENGTH and AMOUNT.fullmatch(cell) is not None


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
    if is_doubtful and (
        NAMING_HEADER.search(header[at]) or any(map(YEAR.fullmatch, others))
    ):
        return False
    return len(first) <= MAX_TOTAL_LENGTH and all(map(is_amount, others))
