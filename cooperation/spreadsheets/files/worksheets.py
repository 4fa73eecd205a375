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
from cooperation.spreadsheets.files.types import (
    Limits,
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    SpreadsheetTable,
    UnreadableFile,
)
from cooperation.spreadsheets.files.xml import get_damage_message
from cooperation.text import normalize

# The lines of titles and blanks that a sheet may have beside its rows.
SPARE_ROWS = 1_000
MAX_WORKSHEETS = 100
LAST_ROW_NUMBER = 1_048_576
# LibreOffice writes truth values as formulas.
BOOLEAN_FORMULAS = {"TRUE()": YES, "FALSE()": NO}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class RawWorksheet:
    """A worksheet before its header is looked for; empty rows are left out."""

    name: str
    lines: Iterator[NumberedRow]
    warnings: ReadWarnings = field(default_factory=ReadWarnings)


class ReadQuota:
    """Rows and empty cells read so far, over all worksheets of a file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lines = self.empty_cells = 0

    def count_row(self) -> None:
        """Count a row, empty or not; raise ``UnreadableFile`` beyond the limit."""
        self.lines += 1
        if self.lines > self.limits.rows + SPARE_ROWS:
            raise too_many_rows_error(self.limits)

    def count_empty_cell(self) -> None:
        self.empty_cells += 1
        if self.empty_cells > self.limits.rows * self.limits.columns:
            raise UnreadableFile(_("Le classeur contient trop de cellules vides."))


class WorksheetReader:
    """The row and the cell that a reader of one worksheet is at."""

    def __init__(self, quota: ReadQuota, warnings: ReadWarnings) -> None:
        self.quota, self.limits, self.warnings = quota, quota.limits, warnings
        self.cells: list[str] = []
        self.pieces: list[str] = []
        self.line = self.column = self.cell_count = self.length = 0
        self.is_hidden = False

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
        """Put a text in its column; empty cells do not widen the row."""
        if formula is not None or text.startswith("#"):
            text = resolve_cell_text(self.warnings, formula, text, self.get_address())
        if not text:
            self.quota.count_empty_cell()
            return
        if self.column + times > self.limits.columns:
            raise too_many_columns_error(self.limits)
        missing = self.column - len(self.cells)
        if missing < 0:
            raise UnreadableFile(get_damage_message())
        self.cells.extend([""] * missing)
        self.cells.extend([text] * times)


def too_many_rows_error(limits: Limits) -> UnreadableFile:
    reason = _("Le fichier dépasse %s lignes, lignes vides comprises.")
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
TOTAL_LABEL = re.compile(
    r"(sous |grand )?(total|totaux)( general| generaux)?|ensemble|somme"
)
MAY_BE_TOTAL = re.compile(r"\W*(sous|grand|total|totaux|ensemble|somme)\b", re.I)
TOTAL_PREFIX = re.compile(r"(sous |grand )?(total|totaux)\b")
MAX_AMOUNT_LENGTH = 40
AMOUNT = re.compile(
    r"[-+]?[\d\s\u00a0\u202f.,%€$]*\d[\d\s\u00a0\u202f.,%€$]*[A-Z]{0,4}"
)


class RowCounter:
    """Number of rows read so far; the worksheets of a file share one limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows = limits, 0

    def increment(self) -> None:
        self.rows += 1
        if self.rows > self.limits.rows:
            raise too_many_rows_error(self.limits)


def build_spreadsheet_table(
    raw: RawWorksheet, row_counter: RowCounter, notes: list[str]
) -> SpreadsheetTable | None:
    """Return the table of a worksheet, ``None`` if the worksheet is empty."""
    first = list(islice(raw.lines, HEADER_SEARCH_ROWS))
    if not first:
        return None
    at = find_header(first)
    for number, _cells in first[:at]:
        raw.warnings.add(ReadWarning.ABOVE_HEADER, number)
    line, cells = first[at]
    columns = list_used_columns([other for _number, other in first[at:]])
    header, header_notes = name_columns(cells, columns)
    notes.extend(header_notes)
    lines = chain(first[at + 1 :], raw.lines)
    rows = iter_table_rows(lines, header, columns, raw.warnings, row_counter)
    return SpreadsheetTable(
        raw.name, header, line, iter_rows_with_notes(rows, raw, notes)
    )


def iter_rows_with_notes(
    rows: Iterator[NumberedRow], raw: RawWorksheet, notes: list[str]
) -> Iterator[NumberedRow]:
    """Yield the rows, then add the warnings of the worksheet to the notes."""
    yield from rows
    notes.extend(raw.warnings.notes(raw.name))


def find_header(lines: list[NumberedRow]) -> int:
    """Return the index of the header: the first line over half of the table's width.

    Titles above it fill a cell or two. A line with numbers, such as "État : 2024",
    gives way to one below that fills more and has none.
    """
    filled = [sum(map(bool, cells)) for _number, cells in lines]
    wide = [at for at, number in enumerate(filled) if number * 2 > max(filled)]
    first = wide[0]
    better = (
        at for at in wide[1:] if filled[at] > filled[first] and has_no_number(lines[at])
    )
    return first if has_no_number(lines[first]) else next(better, first)


def has_no_number(line: NumberedRow) -> bool:
    return not any(map(is_amount, line[1]))


def is_amount(cell: str) -> bool:
    """Return whether a cell is a number, with or without a currency."""
    return len(cell) <= MAX_AMOUNT_LENGTH and AMOUNT.fullmatch(cell) is not None


def list_used_columns(rows: list[list[str]]) -> list[int]:
    """Return the columns that hold something: tables may start at B or have gaps."""
    used = {at for cells in rows for at, cell in enumerate(cells) if cell}
    return sorted(used)


def name_columns(cells: list[str], columns: list[int]) -> tuple[list[str], list[str]]:
    """Return unique column names, and notes on columns without title or repeated."""
    header: list[str] = []
    notes = []
    for at in columns:
        name = " ".join(cells[at].split()) if at < len(cells) else ""
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
    lines: Iterator[NumberedRow],
    header: list[str],
    columns: list[int],
    warnings: ReadWarnings,
    row_counter: RowCounter,
) -> Iterator[NumberedRow]:
    """Yield the rows, as wide as the header, without repeated headers and totals."""
    keys = [normalize(name) for name in header]
    begins = header[0].casefold()
    is_plain = columns == list(range(len(columns)))
    for number, cells in lines:
        if not is_plain or len(cells) != len(columns):
            note_cells_outside(number, cells, columns, warnings)
            cells = [cells[at] if at < len(cells) else "" for at in columns]
        if cells[0].casefold() == begins and is_repeated_header(cells, keys):
            warnings.add(ReadWarning.HEADER_AGAIN, number)
        elif is_total_row(cells):
            warnings.add(ReadWarning.TOTAL, number)
        elif any(cells):
            row_counter.increment()
            yield number, cells


def note_cells_outside(
    number: int, cells: list[str], columns: list[int], warnings: ReadWarnings
) -> None:
    for at in sorted({*range(len(cells))} - {*columns}):
        if cells[at]:
            warnings.add(ReadWarning.OUTSIDE, f"{get_column_letters(at)}{number}")


def is_repeated_header(cells: list[str], keys: list[str]) -> bool:
    return [normalize(cell) for cell in cells] == keys


def is_total_row(cells: list[str]) -> bool:
    """Return whether a line is a total: "Total", and nothing but numbers with it."""
    first = next(filter(None, cells), "")
    if len(first) > 60 or not MAY_BE_TOTAL.match(first):
        return False
    filled = [cell for cell in cells if cell]
    key = normalize(first)
    if TOTAL_LABEL.fullmatch(key) or TOTAL_PREFIX.match(key):
        return all(map(is_amount, filled[1:]))
    return False
