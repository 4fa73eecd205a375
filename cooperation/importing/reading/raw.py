"""What the readers of all formats share: raw worksheets, limits and their errors."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cooperation.importing.reading.remarks import Oddity, Remarks
from cooperation.importing.reading.shapes import Limits, Line, UnreadableFile
from cooperation.importing.reading.texts import ERRORS, NO, OTHER_PROGRAMME, QUOTED, YES

# The lines of titles and blanks that a sheet may have beside its rows.
SPARE_LINES = 1_000
MOST_SHEETS = 100
LAST_LINE = 1_048_576
# LibreOffice writes truth values as formulas.
CONSTANTS = {"TRUE()": YES, "FALSE()": NO}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class RawSheet:
    """A worksheet before its header is looked for; empty rows are left out."""

    name: str
    lines: Iterator[Line]
    remarks: Remarks = field(default_factory=Remarks)


class Effort:
    """Rows and empty cells read so far, over all worksheets of a file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lines = self.empty_cells = 0

    def begin_line(self) -> None:
        """Count a row, empty or not; raise ``UnreadableFile`` beyond the limit."""
        self.lines += 1
        if self.lines > self.limits.rows + SPARE_LINES:
            raise too_many_rows(self.limits)

    def pass_empty_cell(self) -> None:
        self.empty_cells += 1
        if self.empty_cells > self.limits.rows * self.limits.columns:
            raise UnreadableFile(_("Le classeur contient trop de cellules vides."))


def too_many_rows(limits: Limits) -> UnreadableFile:
    reason = _("Le fichier dépasse %s lignes, lignes vides comprises.")
    told = reason % f"{limits.rows:,}".replace(",", "\u202f")
    if limits.is_web:
        told += " " + _("Au-delà, passez par la commande d’import.")
    return UnreadableFile(told)


def too_many_columns(limits: Limits) -> UnreadableFile:
    return UnreadableFile(_("Le fichier dépasse %s colonnes.") % limits.columns)


def too_long_a_cell(where: str) -> UnreadableFile:
    return UnreadableFile(_("La cellule %s contient un texte démesuré.") % where)


def too_many_sheets() -> UnreadableFile:
    return UnreadableFile(_("Le classeur dépasse %s feuilles.") % MOST_SHEETS)


def with_macros() -> UnreadableFile:
    return UnreadableFile(
        _("Le classeur contient des macros : enregistrez-le sans macros (.xlsx).")
    )


def check_formula(formula: str, where: str) -> None:
    """Refuse a formula that calls another program (DDE)."""
    if OTHER_PROGRAMME.search(QUOTED.sub("", formula)):
        reason = _("La cellule %s appelle un autre programme (DDE) : refusé.")
        raise UnreadableFile(reason % where)


def remark_on(remarks: Remarks, formula: str | None, text: str, where: str) -> str:
    """Return the text to keep for a cell, noting formulas and errors as warnings.

    A formula without result is kept as its own text.
    """
    if formula is not None and (constant := CONSTANTS.get(formula.strip("= ").upper())):
        return constant
    if formula is not None:
        check_formula(formula, where)
        remarks.add(Oddity.FORMULA if text else Oddity.NO_RESULT, where)
        text = text or "=" + formula.removeprefix("=")
    if text.startswith("#") and ERRORS.fullmatch(text):
        remarks.add(Oddity.ERROR, where)
    return text


def column_letters(column: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = LETTERS[rest] + letters
    return letters
