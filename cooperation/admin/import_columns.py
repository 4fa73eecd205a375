"""The tables of an uploaded file, and how their columns map to ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import ColumnSpec
from cooperation.exchange.dictionary import is_explaining
from cooperation.exchange.sheets import SHEETS
from cooperation.importing.batches.receiving import file_of
from cooperation.importing.reading import COMMAND, UnreadableFile, open_book
from cooperation.models import ImportBatch

MOST_SAMPLES = 3
Choices = dict[str, dict[str, str]]


@dataclass
class FileColumn:
    """A column of a file: its name, some values, the code of ours it maps to."""

    input: str
    name: str
    chosen: str
    samples: list[str]


@dataclass
class Table:
    """A table of a file, and the code of the worksheet that it maps to."""

    input: str
    name: str
    code: str
    rows: int
    columns: list[FileColumn]

    @property
    def speaks_to_people(self) -> bool:
        """Return whether it is a worksheet that explains the others."""
        return is_explaining(self.name)

    @property
    def is_doubtful(self) -> bool:
        """Return whether the table, or one of its columns, is not recognised."""
        if self.speaks_to_people:
            return False
        return not self.code or not all(column.chosen for column in self.columns)

    @property
    def sheets(self) -> list[tuple[str, Any]]:
        return [(code, sheet.label) for code, sheet in SHEETS.items()]

    @property
    def specs(self) -> list[ColumnSpec]:
        return list(SHEETS[self.code].columns) if self.code else []

    @property
    def unknown(self) -> list[FileColumn]:
        """Return its columns that map to nothing so far."""
        return [column for column in self.columns if not column.chosen]


def tables(
    batch: ImportBatch, choices: Choices | None = None, *, with_samples: bool = False
) -> list[Table]:
    """Return the tables of a file; ``choices`` replace the saved column mapping."""
    seen = samples(batch) if with_samples else {}
    return [
        Table(
            input=f"feuille-{number}",
            name=sheet["name"],
            code=sheet["code"],
            rows=sheet["rows"],
            columns=[
                FileColumn(
                    input=f"colonne-{number}-{place}",
                    name=name,
                    chosen=(choices or {})
                    .get(sheet["name"], sheet["mapping"])
                    .get(name, ""),
                    samples=[
                        row[place] for row in seen.get(sheet["name"], []) if row[place]
                    ],
                )
                for place, name in enumerate(sheet["header"])
            ],
        )
        for number, sheet in enumerate(batch.sheets)
    ]


def samples(batch: ImportBatch) -> dict[str, list[list[str]]]:
    """Return the first rows of each table; nothing if the file is gone."""
    try:
        with open_book(file_of(batch), COMMAND) as book:
            return {
                sheet.name: [cells for _line, cells in islice(sheet.rows, MOST_SAMPLES)]
                for sheet in book.sheets()
            }
    except (UnreadableFile, OSError):
        return {}


def chosen_columns(batch: ImportBatch, data: Mapping[str, str]) -> Choices:
    """Return the column mapping of each recognised table, as posted."""
    return {
        table.name: {
            column.name: known(table, data.get(column.input, column.chosen))
            for column in table.columns
        }
        for table in tables(batch)
        if table.code
    }


def known(table: Table, code: str) -> str:
    """Return ``code`` if the worksheet has such a column, else an empty text."""
    return code if code in SHEETS[table.code].by_code else ""


def problems_of(batch: ImportBatch, choices: Choices) -> list[str]:
    if not any(code for columns in choices.values() for code in columns.values()):
        return [
            _(
                "Aucune colonne n’est reconnue : dites au moins laquelle est le titre, "
                "le nom ou la référence."
            )
        ]
    return [
        words
        for table in tables(batch)
        if table.code
        for words in twice(table, choices[table.name])
    ]


def twice(table: Table, columns: dict[str, str]) -> list[str]:
    """Return a problem for each column of ours chosen for several of the file's."""
    chosen: dict[str, list[str]] = {}
    for name, code in columns.items():
        if code:
            chosen.setdefault(code, []).append(name)
    return [
        _(
            "%(sheet)s : « %(label)s » est choisie pour plusieurs colonnes du fichier "
            "(%(names)s). N’en gardez qu’une."
        )
        % {
            "sheet": table.name,
            "label": SHEETS[table.code].by_code[code].label,
            "names": ", ".join(names),
        }
        for code, names in chosen.items()
        if len(names) > 1
    ]
