"""What the readers of all formats share: raw worksheets, limits and their errors."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.cell_text import (
    DDE_CALL,
    ERROR_VALUES,
    NO,
    QUOTED_TEXT,
    YES,
)
from cooperation.spreadsheets.files.types import Limits, NumberedRow, UnreadableFile
from cooperation.spreadsheets.files.warnings import ReadWarning, ReadWarnings

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
    remarks: ReadWarnings = field(default_factory=ReadWarnings)


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


def too_many_rows_error(limits: Limits) -> UnreadableFile:
    reason = _("Le fichier dépasse %s lignes, lignes vides comprises.")
    told = reason % f"{limits.rows:,}".replace(",", "\u202f")
    if limits.is_web:
        told += " " + _("Au-delà, passez par la commande d’import.")
    return UnreadableFile(told)


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
    remarks: ReadWarnings, formula: str | None, text: str, where: str
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
        remarks.add(ReadWarning.FORMULA if text else ReadWarning.NO_RESULT, where)
        text = text or "=" + formula.removeprefix("=")
    if text.startswith("#") and ERROR_VALUES.fullmatch(text):
        remarks.add(ReadWarning.ERROR, where)
    return text


def get_column_letters(column: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = LETTERS[rest] + letters
    return letters
