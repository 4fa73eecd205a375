"""The worksheets of an XLSForm: rows by the names of their columns, and remarks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.spreadsheets.files import (
    Limits,
    SpreadsheetTable,
    UnreadableFile,
    open_in_bounded_process,
)
from cooperation.spreadsheets.files.types import MEGABYTE

FORM_LIMITS = Limits(5_000, 120, 5 * MEGABYTE, 50 * MEGABYTE, is_web=True)
SHEETS = ("survey", "choices", "settings")
FRENCH, ENGLISH = "fr", "en"
LANGUAGE_NAMES = {
    FRENCH: ("fr", "francais", "français", "french"),
    ENGLISH: ("en", "english", "anglais"),
}
ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "list name": "list_name",
    "command": "type",
    "constraint message": "constraint_message",
}
TRUE_WORDS = {"yes", "true", "true()", "oui", "1", "vrai"}
FALSE_WORDS = {"", "no", "false", "false()", "non", "0", "faux"}


class Remark(NamedTuple):
    """What was left out or read otherwise; ``line`` 0 speaks of the whole worksheet."""

    sheet: str
    line: int
    text: str


class Texts(NamedTuple):
    french: str
    english: str
    is_borrowed: bool = False


@dataclass
class Row:
    """A row: its line, and its cells by the name of their column."""

    line: int
    cells: dict[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "").strip()


@dataclass
class Workbook:
    survey: list[Row]
    choices: list[Row]
    settings: dict[str, str]
    remarks: list[Remark]


def read_workbook(path: Path) -> Workbook:
    """Read the worksheets of a form; raise ``UnreadableFile`` where it is none."""
    found: dict[str, list[Row]] = {}
    remarks = []
    with open_in_bounded_process(path, FORM_LIMITS) as book:
        for table in book.sheets():
            name = table.name.strip().casefold()
            if name in SHEETS:
                found[name] = read_rows(table)
            else:
                words = _(
                    "Feuille laissée de côté : un questionnaire n’en a que trois."
                )
                remarks.append(Remark(table.name, 0, words))
        remarks += [Remark("", 0, note) for note in book.notes]
    if not found.get("survey"):
        raise UnreadableFile(
            _("Ce classeur n’a pas de feuille « survey » : ce n’est pas un XLSForm.")
        )
    settings = found.get("settings") or [Row(0, {})]
    return Workbook(
        found["survey"], found.get("choices", []), settings[0].cells, remarks
    )


def read_rows(table: SpreadsheetTable) -> list[Row]:
    names = [name_column(title) for title in table.header]
    return [
        Row(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell})
        for line, cells in table.rows
    ]


def name_column(title: str) -> str:
    """Return the name of a column: "Label :: English (en)" → "label::en"."""
    name, *rest = re.split(r"\s*::?\s*", title.strip().casefold(), maxsplit=1)
    name = ALIASES.get(name, name)
    return f"{name}::{name_language(rest[0])}" if rest else name


def name_language(words: str) -> str:
    """Return the code of French and English, other languages as they are named."""
    inside = re.search(r"\(([a-z]{2})(?:[-_][a-z]+)?\)", words)
    known = inside[1] if inside else words.strip()
    for code, names in LANGUAGE_NAMES.items():
        if known in names:
            return code
    return words.strip()


def get_texts(row: Row, name: str, default_language: str) -> Texts:
    """Return the French and English texts; French is borrowed where it is missing."""
    by_language = {
        key.partition("::")[2]: text.strip()
        for key, text in row.cells.items()
        if key.partition("::")[0] == name and text.strip()
    }
    plain = by_language.pop("", "")
    if plain:
        by_language.setdefault(default_language or FRENCH, plain)
    english = by_language.get(ENGLISH, "")
    french = by_language.get(FRENCH, "")
    borrowed = plain or english or next(iter(by_language.values()), "")
    return Texts(french or borrowed, english, bool(borrowed and not french))


def format_remarks(remarks: Iterable[Remark]) -> list[str]:
    """Return each remark once, with the lines that it speaks of."""
    lines: dict[tuple[str, str], list[int]] = {}
    for remark in remarks:
        lines.setdefault((remark.sheet, remark.text), []).append(remark.line)
    return [format_remark(*key, found) for key, found in lines.items()]


def join_lines(lines: list[int]) -> str:
    """Return line numbers as people write them: "3, 5–8"."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], line]
        else:
            spans.append([line])
    return ", ".join("–".join(map(str, span)) for span in spans)


def format_remark(sheet: str, text: str, lines: list[int]) -> str:
    numbers = sorted({line for line in lines if line})
    if not numbers:
        return f"{sheet} : {text}" if sheet else text
    words = ngettext(
        "%(sheet)s, ligne %(lines)s : %(text)s",
        "%(sheet)s, lignes %(lines)s : %(text)s",
        len(numbers),
    )
    return words % {"sheet": sheet, "lines": join_lines(numbers), "text": text}
