"""CSV files: encoding and separator are detected, then rows are read one by one.

A file is read twice, in chunks: once to detect its encoding, once for its rows.
"""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.spreadsheets.files.cell_text import clean_cell_text
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    Limits,
    NumberedRow,
    ReadWarning,
    ReadWarnings,
    UnreadableFile,
)
from cooperation.spreadsheets.files.worksheets import (
    SPARE_ROWS,
    RawWorksheet,
    get_column_letters,
    too_many_columns_error,
    too_many_rows_error,
)

MAX_LINE_LENGTH = MEGABYTE
SAMPLE_LINES = 40
SEPARATORS = ";\t,"
SEPARATOR_NAMES = {
    ";": gettext_lazy("point-virgule"),
    "\t": gettext_lazy("tabulation"),
    ",": gettext_lazy("virgule"),
}
FORMULA_PREFIXES = ("=", "@")
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
}


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


def detect_encoding(path: Path) -> str:
    """Return the encoding of a file: UTF-8 or UTF-16 if it is, else Windows-1252.

    Raises ``UnreadableFile`` for what is not text, or is text in two encodings.
    """
    with path.open("rb") as file:
        beginning = file.read(3)
        if beginning[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        good, bad, undefined = count_encoding_bytes(file)
    if bad == 0:
        return "utf-8-sig" if beginning == BOM_UTF8 else "utf-8"
    if beginning == BOM_UTF8 or good >= bad:
        raise UnreadableFile(
            _("Le fichier mêle deux encodages : enregistrez-le de nouveau en UTF-8.")
        )
    if undefined:
        raise UnreadableFile(_("L’encodage du fichier est inconnu."))
    return "cp1252"


def count_encoding_bytes(file: IO[bytes]) -> tuple[int, int, int]:
    """Return (characters beyond ASCII, bytes that are not UTF-8, undefined bytes).

    Undefined bytes have no character in Windows-1252. A NUL raises ``UnreadableFile``.
    """
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = undefined = 0
    while chunk := file.read(MEGABYTE):
        if b"\0" in chunk:
            raise UnreadableFile(_("Ce n’est pas un fichier de texte."))
        text = decoder.decode(chunk)
        if not text.isascii():
            strange = [letter for letter in text if letter > "\x7f"]
            wrong = [c for c in strange if "\udc80" <= c <= "\udcff"]
            good, bad = good + len(strange) - len(wrong), bad + len(wrong)
            undefined += sum(c in "\udc81\udc8d\udc8f\udc90\udc9d" for c in wrong)
    bad += len(decoder.decode(b"", final=True))
    return good, bad, undefined


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
) -> Iterator[NumberedRow]:
    """Yield the rows that hold something, numbered as a spreadsheet program does.

    A row whose text spans several lines is one row.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begun = 1
    try:
        for number, cells in enumerate(reader, 1):
            begun = reader.line_num + 1
            if number > limits.rows + SPARE_ROWS:
                raise too_many_rows_error(limits)
            texts = [clean_cell_text(cell) for cell in check_row(cells, limits)]
            if any(texts):
                note_formulas(texts, number, warnings)
                yield number, texts
    except csv.Error as error:
        reason = _(
            "Le fichier est abîmé à la ligne %s : un guillemet n’est pas fermé ou est "
            "mal placé."
        )
        raise UnreadableFile(reason % begun) from error


def check_row(cells: list[str], limits: Limits) -> list[str]:
    """Return a row without trailing blanks; refuse one too wide, or a long cell."""
    while len(cells) > limits.columns and not cells[-1].strip():
        cells.pop()
    if len(cells) > limits.columns:
        raise too_many_columns_error(limits)
    if any(len(cell) > limits.cell for cell in cells):
        raise UnreadableFile(_("Une cellule contient un texte démesuré."))
    return cells


def note_formulas(cells: list[str], line: int, warnings: ReadWarnings) -> None:
    """Note the texts that a spreadsheet program would run as formulas."""
    for column, cell in enumerate(cells):
        if cell.startswith(FORMULA_PREFIXES):
            warnings.add(
                ReadWarning.TEXT_FORMULA, f"{get_column_letters(column)}{line}"
            )
