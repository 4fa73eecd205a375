"""CSV files: encoding and separator are detected, then rows are read one by one.

A file is read twice, in chunks: once to detect its encoding, once for its rows.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count, islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.spreadsheets.files.cell_text import clean_cell_text
from cooperation.spreadsheets.files.encodings import ENCODING_NAMES, detect_encoding
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    Limits,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    Cells,
    RawLine,
    RawWorksheet,
    ReadQuota,
    get_address,
    too_many_columns_error,
)

MAX_LINE_LENGTH = MEGABYTE
SAMPLE_LINES = 40
SEPARATORS = ";\t,|"
SEPARATOR_NAMES = {
    ";": gettext_lazy("point-virgule"),
    "\t": gettext_lazy("tabulation"),
    ",": gettext_lazy("virgule"),
    "|": gettext_lazy("barre verticale"),
}
FORMULA_PREFIXES = ("=", "@")
# How far the end of a quoted text is looked for.
MAX_RECORD_LINES = 1_000


@contextmanager
def open_csv(
    path: Path, limits: Limits, notes: list[str]
) -> Iterator[Iterator[RawWorksheet]]:
    encoding = detect_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        physical = iter_bounded_lines(file)
        first = list(islice(physical, SAMPLE_LINES))
        separator, first = detect_separator(first)
        parameters = {
            "encoding": ENCODING_NAMES[encoding],
            "separator": SEPARATOR_NAMES[separator],
        }
        notes.append(_("Encodage %(encoding)s, séparateur %(separator)s.") % parameters)
        warnings = ReadWarnings()
        lines = iter_rows(chain(first, physical), separator, limits, warnings)
        yield iter([RawWorksheet("", lines, warnings)])


def iter_bounded_lines(file: IO[str]) -> Iterator[str]:
    try:
        while line := file.readline(MAX_LINE_LENGTH + 1):
            if len(line) > MAX_LINE_LENGTH:
                raise UnreadableFile(_("Une ligne du fichier est démesurée."))
            if "\0" in line:
                raise UnreadableFile(_("Ce n’est pas un fichier de texte."))
            yield line
    except UnicodeError as error:
        raise UnreadableFile(_("L’encodage du fichier est inconnu.")) from error


def detect_separator(lines: list[str]) -> tuple[str, list[str]]:
    """Return the separator and the lines without a first line "sep=;".

    That line decides if it is there; else the separator with the best score does.
    """
    first_line = lines[0].strip().lower() if lines else ""
    if (
        first_line.startswith("sep=")
        and len(first_line) == 5
        and first_line[4] in SEPARATORS
    ):
        return first_line[4], lines[1:]
    return max(SEPARATORS, key=lambda sign: score_separator(lines, sign)), lines


def score_separator(lines: list[str], separator: str) -> int:
    """Return a score: the higher, the more lines have the same number of cells."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(lines, delimiter=separator):
            widths[len(cells)] += 1
    except csv.Error:
        pass  # a quote still open at the last line looked at
    widths.pop(0, None)
    return max(
        (score_width(width, n, widths.total()) for width, n in widths.items()),
        default=0,
    )


def score_width(width: int, lines: int, every: int) -> int:
    """Return the score of ``lines`` of ``every`` lines that are ``width`` cells wide.

    Two cells in less than half of the lines are a comma in a text; many cells in a few
    lines are a long text full of signs, and count for no more than these lines.
    """
    if lines * 2 > every:
        return (width - 1) * lines
    return min(width - 1, lines) * lines if width > 2 else 0


def iter_rows(
    lines: Iterator[str], separator: str, limits: Limits, warnings: ReadWarnings
) -> Iterator[RawLine]:
    """Yield the rows that hold something, numbered as a spreadsheet program does.

    A row whose text spans several lines is one row.
    """
    quota = ReadQuota(limits)
    for number, cells in enumerate(iter_records(lines, separator, warnings), 1):
        if cells == [""]:
            quota.count_empty_row()
            continue
        texts = {
            at: text for at, cell in enumerate(cells) if (text := clean_cell_text(cell))
        }
        if not texts:
            quota.count_empty_row()
            continue
        quota.count_rows()
        check_row(texts, limits)
        note_formulas(texts, number, warnings)
        yield number, texts


def iter_records(
    lines: Iterator[str], separator: str, warnings: ReadWarnings
) -> Iterator[list[str]]:
    """Yield the cells of each row; a stray quote concerns its own row alone."""
    width = 0
    waiting: deque[str] = deque()
    for number in count(1):
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        if '"' not in line:
            cells = line.rstrip("\r\n").split(separator)
        else:
            taken = [line]
            record = chain([line], take_lines(lines, waiting, taken))
            try:
                cells = next(csv.reader(record, delimiter=separator, strict=True))
            except csv.Error:
                cells = []
            if not cells or is_many_rows(taken, separator, width):
                waiting.extendleft(reversed(taken[1:]))
                cells = split_row(line, separator, width)
                warnings.add(ReadWarning.STRAY_QUOTE, number)
        width = width or len(cells)
        yield cells


def take_lines(
    lines: Iterator[str], waiting: deque[str], taken: list[str]
) -> Iterator[str]:
    """Yield the lines that may belong to a row, and keep them in ``taken``."""
    length = 0
    while len(taken) < MAX_RECORD_LINES and length < MAX_LINE_LENGTH:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        taken.append(line)
        length += len(line)
        yield line


def is_many_rows(lines: list[str], separator: str, width: int) -> bool:
    """Return whether the lines of one row are each a row: two stray quotes did it."""
    signs = width - 1
    return (
        len(lines) > 1
        and signs > 0
        and {line.count(separator) for line in lines} == {signs}
    )


def split_row(line: str, separator: str, width: int) -> list[str]:
    """Return the cells of a line with a stray quote, as many as the others have."""
    cells = next(csv.reader([line], delimiter=separator))
    return cells if len(cells) >= width else line.rstrip("\r\n").split(separator)


def check_row(cells: Cells, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise too_many_columns_error(limits)
    if any(len(cell) > limits.cell for cell in cells.values()):
        raise UnreadableFile(_("Une cellule contient un texte démesuré."))


def note_formulas(cells: Cells, line: int, warnings: ReadWarnings) -> None:
    """Note the texts that a spreadsheet program would run as formulas."""
    for column, cell in cells.items():
        if cell.startswith(FORMULA_PREFIXES):
            warnings.add(ReadWarning.TEXT_FORMULA, get_address(column, line))
