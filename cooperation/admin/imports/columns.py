"""The tables of an uploaded file, and how their columns map to ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.imports.upload import get_file_path
from cooperation.models import ImportBatch
from cooperation.spreadsheets.dictionary import is_information_worksheet
from cooperation.spreadsheets.files import (
    COMMAND_LIMITS,
    UnreadableFile,
    open_spreadsheet,
)

MAX_SAMPLES = 3
ColumnMappings = dict[str, dict[str, str]]


@dataclass
class FileColumn:
    """A column of a file: its name, some values, the code of ours it maps to."""

    input: str
    name: str
    chosen: str
    samples: list[str]


@dataclass
class ImportTable:
    """A table of a file, and the code of the worksheet that it maps to."""

    input: str
    name: str
    code: str
    rows: int
    columns: list[FileColumn]

    @property
    def is_explanatory(self) -> bool:
        """Return whether it is a worksheet that explains the others."""
        return is_information_worksheet(self.name)

    @property
    def is_doubtful(self) -> bool:
        """Return whether the table, or one of its columns, is not recognised."""
        if self.is_explanatory:
            return False
        return not self.code or not all(column.chosen for column in self.columns)

    @property
    def sheets(self) -> list[tuple[str, Any]]:
        return [(code, sheet.label) for code, sheet in WORKSHEETS.items()]

    @property
    def specs(self) -> list[ColumnSpec]:
        return list(WORKSHEETS[self.code].columns) if self.code else []

    @property
    def unknown(self) -> list[FileColumn]:
        """Return its columns that map to nothing so far."""
        return [column for column in self.columns if not column.chosen]


def list_import_tables(
    batch: ImportBatch,
    choices: ColumnMappings | None = None,
    *,
    with_samples: bool = False,
) -> list[ImportTable]:
    """Return the tables of a file; ``choices`` replace the saved column mapping."""
    seen = read_samples(batch) if with_samples else {}
    return [
        ImportTable(
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


def read_samples(batch: ImportBatch) -> dict[str, list[list[str]]]:
    """Return the first rows of each table; nothing if the file is gone."""
    try:
        with open_spreadsheet(get_file_path(batch), COMMAND_LIMITS) as book:
            return {
                sheet.name: [cells for _line, cells in islice(sheet.rows, MAX_SAMPLES)]
                for sheet in book.sheets()
            }
    except (UnreadableFile, OSError):
        return {}


def parse_column_mappings(
    batch: ImportBatch, data: Mapping[str, str]
) -> ColumnMappings:
    """Return the column mapping of each recognised table, as posted."""
    return {
        table.name: {
            column.name: clean_column_code(table, data.get(column.input, column.chosen))
            for column in table.columns
        }
        for table in list_import_tables(batch)
        if table.code
    }


def clean_column_code(table: ImportTable, code: str) -> str:
    """Return ``code`` if the worksheet has such a column, else an empty text."""
    return code if code in WORKSHEETS[table.code].by_code else ""


def list_mapping_problems(batch: ImportBatch, choices: ColumnMappings) -> list[str]:
    if not any(code for columns in choices.values() for code in columns.values()):
        return [
            _(
                "Aucune colonne n’est reconnue : dites au moins laquelle est le titre, "
                "le nom ou la référence."
            )
        ]
    return [
        words
        for table in list_import_tables(batch)
        if table.code
        for words in list_duplicate_columns(table, choices[table.name])
    ]


def list_duplicate_columns(table: ImportTable, columns: dict[str, str]) -> list[str]:
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
            "label": WORKSHEETS[table.code].by_code[code].label,
            "names": ", ".join(names),
        }
        for code, names in chosen.items()
        if len(names) > 1
    ]
