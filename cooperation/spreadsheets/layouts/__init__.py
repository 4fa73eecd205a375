"""Flat tables of cooperations, translated to rows of our worksheets.

``recognize_flat_layout`` finds the columns of a header (``columns``), ``translate_row``
makes rows of worksheets of a row (``reader`` and ``translation``). ``words`` says what
cells mean, ``titles`` what an action under an agreement is called. Nothing here reads
the database: names are looked up, and values read, by what imports the worksheets.
"""

from cooperation.spreadsheets.layouts.columns import FlatLayout, recognize_flat_layout
from cooperation.spreadsheets.layouts.reader import FlatCell, FlatRemark, TranslatedRow
from cooperation.spreadsheets.layouts.translation import translate_row

__all__ = [
    "FlatCell",
    "FlatLayout",
    "FlatRemark",
    "TranslatedRow",
    "recognize_flat_layout",
    "translate_row",
]
