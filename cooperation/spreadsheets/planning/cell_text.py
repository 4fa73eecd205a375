"""Comparison of cells with what an export would write, to find the changed ones."""

import unicodedata

from cooperation.columns.values import FORMULA_PREFIXES, escape_formula
from cooperation.exports.xlsx import MAX_CELL_LENGTH, count_utf16_units
from cooperation.spreadsheets.files.cell_text import clean_cell_text

ELLIPSIS = "…"


def normalize_cell_text(text: str) -> str:
    """Return a text without what spreadsheets change on their own."""
    return unicodedata.normalize("NFC", clean_cell_text(text))


def unescape_formula(text: str) -> str:
    """Return a cell without the apostrophe that prevents a formula."""
    is_defused = text.startswith("'") and text[1:].startswith(FORMULA_PREFIXES)
    return text[1:] if is_defused else text


def is_same_text(text: str, current: str) -> bool:
    """Return whether a cell still holds what an export writes for ``current``."""
    if text == current:
        return True
    ours = normalize_cell_text(current)
    theirs = normalize_cell_text(text)
    harmless = normalize_cell_text(escape_formula(current))
    return (
        theirs in (ours, harmless)
        or normalize_cell_text(unescape_formula(theirs)) == ours
    )


def is_truncated(text: str, current: str) -> bool:
    """Return whether a cell holds only the start of a text too long for a cell."""
    if text.endswith(ELLIPSIS):
        return (
            count_utf16_units(text) >= MAX_CELL_LENGTH - 1
            or count_utf16_units(current) > MAX_CELL_LENGTH
        )
    is_long = count_utf16_units(current) > MAX_CELL_LENGTH
    return is_long and count_utf16_units(text) >= MAX_CELL_LENGTH - 1
