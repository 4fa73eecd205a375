"""Comparison of cells with what an export would write, to find the changed ones."""

import unicodedata

from cooperation.exports.values import STARTS_OF_FORMULAS, defused
from cooperation.exports.xlsx_stream import LONGEST_CELL, units
from cooperation.importing.reading.texts import cleaned

CUT = "…"


def comparable(text: str) -> str:
    """Return a text without what spreadsheets change on their own."""
    return unicodedata.normalize("NFC", cleaned(text))


def undefused(text: str) -> str:
    """Return a cell without the apostrophe that prevents a formula."""
    is_defused = text.startswith("'") and text[1:].startswith(STARTS_OF_FORMULAS)
    return text[1:] if is_defused else text


def is_same(text: str, current: str) -> bool:
    """Return whether a cell still holds what an export writes for ``current``."""
    if text == current:
        return True
    ours = comparable(current)
    theirs = comparable(text)
    harmless = comparable(defused(current))
    return theirs in (ours, harmless) or comparable(undefused(theirs)) == ours


def is_cut(text: str, current: str) -> bool:
    """Return whether a cell holds only the start of a text too long for a cell."""
    if text.endswith(CUT):
        return units(text) >= LONGEST_CELL - 1 or units(current) > LONGEST_CELL
    is_long = units(current) > LONGEST_CELL
    return is_long and units(text) >= LONGEST_CELL - 1
