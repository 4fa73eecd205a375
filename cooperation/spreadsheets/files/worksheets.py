"""Worksheets as they are read: the row and cell a reader is at, and their limits."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    DDE_CALL,
    ERROR_VALUES,
    NO,
    QUOTED_TEXT,
    YES,
    is_amount,
    is_year,
)
from cooperation.spreadsheets.files.number_formats import NumberFormat
from cooperation.spreadsheets.files.types import (
    Limits,
    ReadWarning,
    ReadWarnings,
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
            if is_amount(text) and not is_year(text):
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
