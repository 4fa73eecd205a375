"""The table of a worksheet: where its header is, and which lines are not rows."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from django.utils.translation import gettext as _

from cooperation.folding import name_key
from cooperation.importing.reading.raw import RawSheet, column_letters, too_many_rows
from cooperation.importing.reading.remarks import Oddity, Remarks
from cooperation.importing.reading.shapes import Limits, Line, Sheet

# How many lines are looked at to find the header below titles.
LOOKED_AT = 20
TOTALS = re.compile(
    r"(sous |grand )?(total|totaux)( general| generaux)?|ensemble|somme"
)
MAY_BE_TOTAL = re.compile(r"\W*(sous|grand|total|totaux|ensemble|somme)\b", re.I)
BEGINS_TOTAL = re.compile(r"(sous |grand )?(total|totaux)\b")
LONGEST_AMOUNT = 40
AMOUNT = re.compile(
    r"[-+]?[\d\s\u00a0\u202f.,%€$]*\d[\d\s\u00a0\u202f.,%€$]*[A-Z]{0,4}"
)


class Counted:
    """Number of rows read so far; the worksheets of a file share one limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows = limits, 0

    def one_more(self) -> None:
        self.rows += 1
        if self.rows > self.limits.rows:
            raise too_many_rows(self.limits)


def as_sheet(raw: RawSheet, counted: Counted, notes: list[str]) -> Sheet | None:
    """Return the table of a worksheet, ``None`` if the worksheet is empty."""
    first = list(islice(raw.lines, LOOKED_AT))
    if not first:
        return None
    at = header_among(first)
    for number, _cells in first[:at]:
        raw.remarks.add(Oddity.ABOVE_HEADER, number)
    line, cells = first[at]
    columns = used_columns([other for _number, other in first[at:]])
    header, said = named(cells, columns)
    notes.extend(said)
    lines = chain(first[at + 1 :], raw.lines)
    rows = kept(lines, header, columns, raw.remarks, counted)
    return Sheet(raw.name, header, line, finally_said(rows, raw, notes))


def finally_said(
    rows: Iterator[Line], raw: RawSheet, notes: list[str]
) -> Iterator[Line]:
    """Yield the rows, then add the warnings of the worksheet to the notes."""
    yield from rows
    notes.extend(raw.remarks.notes(raw.name))


def header_among(lines: list[Line]) -> int:
    """Return the index of the header: the first line over half of the table's width.

    Titles above it fill a cell or two. A line with numbers, such as "État : 2024",
    gives way to one below that fills more and has none.
    """
    filled = [sum(map(bool, cells)) for _number, cells in lines]
    wide = [at for at, number in enumerate(filled) if number * 2 > max(filled)]
    first = wide[0]
    better = (
        at for at in wide[1:] if filled[at] > filled[first] and is_text(lines[at])
    )
    return first if is_text(lines[first]) else next(better, first)


def is_text(line: Line) -> bool:
    return not any(map(is_amount, line[1]))


def is_amount(cell: str) -> bool:
    """Return whether a cell is a number, with or without a currency."""
    return len(cell) <= LONGEST_AMOUNT and AMOUNT.fullmatch(cell) is not None


def used_columns(rows: list[list[str]]) -> list[int]:
    """Return the columns that hold something: tables may start at B or have gaps."""
    used = {at for cells in rows for at, cell in enumerate(cells) if cell}
    return sorted(used)


def named(cells: list[str], columns: list[int]) -> tuple[list[str], list[str]]:
    """Return unique column names, and notes on columns without title or repeated."""
    header: list[str] = []
    notes = []
    for at in columns:
        name = " ".join(cells[at].split()) if at < len(cells) else ""
        if not name:
            name = _("colonne %s") % column_letters(at)
            notes.append(_("Une colonne sans titre est appelée « %s ».") % name)
        elif name in header:
            twice = name
            name = f"{twice} ({column_letters(at)})"
            said = _(
                "Deux colonnes s’appellent « %(twice)s » : l’une devient « %(name)s »."
            )
            notes.append(said % {"twice": twice, "name": name})
        header.append(name)
    return header, notes


def kept(
    lines: Iterator[Line],
    header: list[str],
    columns: list[int],
    remarks: Remarks,
    counted: Counted,
) -> Iterator[Line]:
    """Yield the rows, as wide as the header, without repeated headers and totals."""
    keys = [name_key(name) for name in header]
    begins = header[0].casefold()
    is_plain = columns == list(range(len(columns)))
    for number, cells in lines:
        if not is_plain or len(cells) != len(columns):
            note_outside(number, cells, columns, remarks)
            cells = [cells[at] if at < len(cells) else "" for at in columns]
        if cells[0].casefold() == begins and is_header(cells, keys):
            remarks.add(Oddity.HEADER_AGAIN, number)
        elif is_total(cells):
            remarks.add(Oddity.TOTAL, number)
        elif any(cells):
            counted.one_more()
            yield number, cells


def note_outside(
    number: int, cells: list[str], columns: list[int], remarks: Remarks
) -> None:
    for at in sorted({*range(len(cells))} - {*columns}):
        if cells[at]:
            remarks.add(Oddity.OUTSIDE, f"{column_letters(at)}{number}")


def is_header(cells: list[str], keys: list[str]) -> bool:
    return [name_key(cell) for cell in cells] == keys


def is_total(cells: list[str]) -> bool:
    """Return whether a line is a total: "Total", and nothing but numbers with it."""
    first = next(filter(None, cells), "")
    if len(first) > 60 or not MAY_BE_TOTAL.match(first):
        return False
    filled = [cell for cell in cells if cell]
    key = name_key(first)
    if TOTALS.fullmatch(key) or BEGINS_TOTAL.match(key):
        return all(map(is_amount, filled[1:]))
    return False
