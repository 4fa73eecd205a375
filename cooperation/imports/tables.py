"""The tables of a file: which worksheet each one is, and which column is which."""

import hashlib
from collections.abc import Sequence
from typing import Any, TypedDict, cast

from django.utils.translation import gettext as _

from cooperation.columns.aliases import (
    describe_repeated_columns,
    describe_repeated_names,
    match_columns,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import ImportState
from cooperation.imports.jobs import BatchError
from cooperation.models import ImportBatch, ImportMapping
from cooperation.spreadsheets.dictionary import is_information_worksheet
from cooperation.spreadsheets.layouts import recognize_flat_layout
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET, list_flat_codes
from cooperation.spreadsheets.resources.registry import RESOURCES, get_import_spec
from cooperation.text import normalize

ColumnMapping = dict[str, str]


class ImportTable(TypedDict):
    """A table of an uploaded file, as ``ImportBatch.sheets`` keeps it.

    ``code`` is the worksheet of the staff workbook that it is, blank if none;
    ``mapping`` leads from its columns to ours; ``rows`` is their number. The header is
    at ``header_line``, unless staff chose another of ``first_lines``.
    """

    name: str
    code: str
    header: list[str]
    mapping: ColumnMapping
    rows: int
    header_line: int
    chosen_line: int
    first_lines: list[tuple[int, str]]


MIN_KNOWN_COLUMNS = 2


def get_header_key(header: Sequence[str]) -> str:
    """Return a hash that files with the same columns share."""
    names = "\n".join(normalize(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()


def match_table_columns(code: str, header: Sequence[str]) -> ColumnMapping:
    """Return our column for each column of a table that is this worksheet."""
    if code != FLAT_WORKSHEET.code:
        return match_columns(get_import_spec(code), header)
    codes = list_flat_codes(header)
    first = dict(zip(reversed(codes), reversed(header), strict=True))
    return {
        name: code if first[code] == name else ""
        for code, name in zip(codes, header, strict=True)
    }


def recognize_table(name: str, header: Sequence[str]) -> ImportTable:
    """Return the description of a table: its worksheet (blank if none) and columns."""
    if is_information_worksheet(name):
        return build_table(name, header, "", dict.fromkeys(header, ""))
    remembered = ImportMapping.objects.filter(header_key=get_header_key(header)).first()
    if remembered:
        known = {normalize(name): code for name, code in remembered.columns.items()}
        mapping = {column: known.get(normalize(column), "") for column in header}
        return build_table(name, header, remembered.sheet, mapping)
    if recognize_flat_layout(header):
        mapping = match_table_columns(FLAT_WORKSHEET.code, header)
        return build_table(name, header, FLAT_WORKSHEET.code, mapping)
    by_sheet = {
        code: match_columns(sheet, header) for code, sheet in WORKSHEETS.items()
    }
    best = max(WORKSHEETS, key=lambda code: score_worksheet(code, name, by_sheet[code]))
    if count_known_columns(by_sheet[best]) < min(MIN_KNOWN_COLUMNS, len(header)):
        return build_table(name, header, "", dict.fromkeys(header, ""))
    return build_table(name, header, best, by_sheet[best])


def score_worksheet(code: str, name: str, mapping: ColumnMapping) -> tuple[bool, int]:
    """Return how well a table matches a worksheet: by name, then by columns.

    Of equal ones, ``max`` keeps the first of ``WORKSHEETS``.
    """
    sheet = WORKSHEETS[code]
    number = count_known_columns(mapping)
    is_named = normalize(name) in {normalize(code), normalize(str(sheet.label))}
    required = sum(c.required and c.code in mapping.values() for c in sheet.columns)
    return is_named and number >= MIN_KNOWN_COLUMNS, number + required


def count_known_columns(mapping: ColumnMapping) -> int:
    return sum(1 for code in mapping.values() if code)


def build_table(
    name: str, header: Sequence[str], code: str, mapping: ColumnMapping
) -> ImportTable:
    return {
        "name": name,
        "code": code,
        "header": list(header),
        "mapping": mapping,
        "rows": 0,
        "header_line": 0,
        "chosen_line": 0,
        "first_lines": [],
    }


def describe_tables(sheets: list[ImportTable]) -> list[str]:
    """Return notes on the tables and columns that are left out.

    A table whose worksheet an earlier table has already loses its code.
    """
    notes = []
    seen: set[str] = set()
    for sheet in sheets:
        if is_information_worksheet(sheet["name"]):
            continue
        if sheet["code"] in seen:
            reason = _("Feuille « %s » : une autre a la même forme, elle est laissée.")
            notes.append(reason % sheet["name"])
            sheet["code"] = ""
            continue
        seen.add(sheet["code"] or sheet["name"])
        if not sheet["code"]:
            reason = _("Feuille « %s » : ses colonnes ne sont pas connues.")
            notes.append(reason % sheet["name"])
            continue
        notes += describe_left_columns(sheet)
    return notes


def describe_left_columns(table: ImportTable) -> list[str]:
    """Return notes on the columns of a table that are not read."""
    header, mapping = table["header"], table["mapping"]
    if table["code"] == FLAT_WORKSHEET.code:
        codes = dict(zip(header, list_flat_codes(header), strict=True))
        notes = describe_repeated_names(codes, mapping)
    else:
        notes = describe_repeated_columns(get_import_spec(table["code"]), header)
    left = [name for name, code in mapping.items() if not code]
    if left:
        notes.append(_("Colonnes laissées de côté : %s.") % quote_names(left))
    return notes


def quote_names(names: Sequence[str]) -> str:
    return ", ".join(f"« {name} »" for name in names)


def has_doubtful_table(batch: ImportBatch) -> bool:
    """Return whether a table, or one of its columns, is not recognised."""
    return any(
        not table["code"] or not all(table["mapping"].values())
        for table in batch.sheets
        if not is_information_worksheet(table["name"])
    )


# Choices of staff ------------------------------------------------------------------


def map_columns(
    batch: ImportBatch, sheet: str, columns: dict[str, str], *, by: Any
) -> None:
    """Set our column for each column of a table, and keep it for the same header.

    The batch is to be previewed again.
    """
    table = find_table(batch, sheet)
    if not table["code"]:
        raise BatchError(_("Dites d’abord quelle feuille c’est."))
    ours = get_import_spec(table["code"]).by_code
    mapping = {name: columns.get(name, "") for name in table["header"]}
    unknown = sorted({code for code in mapping.values() if code and code not in ours})
    used = [code for code in mapping.values() if code]
    twice = sorted({code for code in used if used.count(code) > 1})
    if unknown or twice:
        names = quote_names([*unknown, *twice])
        raise BatchError(_("Colonnes inconnues ou données deux fois : %s.") % names)
    table["mapping"] = mapping
    save_mapping(batch, table, by)


def assign_worksheet(batch: ImportBatch, sheet: str, code: str, *, by: Any) -> None:
    """Set which worksheet of the staff workbook a table is; blank leaves it out."""
    table = find_table(batch, sheet)
    if code and code not in RESOURCES:
        raise BatchError(_("Cette feuille n’existe pas."))
    if code and any(t["code"] == code for t in batch.sheets if t is not table):
        raise BatchError(_("Une autre feuille du fichier est déjà celle-là."))
    table["code"] = code
    if code:
        table["mapping"] = match_table_columns(code, table["header"])
        save_mapping(batch, table, by)
    else:
        save_tables(batch)


def choose_header_line(batch: ImportBatch, sheet: str, line: int) -> None:
    """Set which line of a table is its header; the file is to be read again."""
    find_table(batch, sheet)["chosen_line"] = line
    save_tables(batch)


def list_chosen_lines(batch: ImportBatch) -> dict[str, int]:
    """Return the header lines that staff chose, by table."""
    chosen = {table["name"]: table.get("chosen_line", 0) for table in batch.sheets}
    return {name: line for name, line in chosen.items() if line}


def is_to_be_read(batch: ImportBatch) -> bool:
    """Return whether the rows of a file are not those that are kept beside it."""
    return not batch.sheets or any(
        table.get("chosen_line") not in (None, 0, table["header_line"])
        for table in batch.sheets
    )


def find_table(batch: ImportBatch, sheet: str) -> ImportTable:
    if not batch.is_pending:
        raise BatchError(_("Cet import est déjà terminé."))
    for table in batch.sheets:
        if table["name"] == sheet:
            return cast(ImportTable, table)
    raise BatchError(_("Cette feuille n’est pas dans le fichier."))


def save_mapping(batch: ImportBatch, table: ImportTable, by: Any) -> None:
    """Save the columns of a table, for this file and later ones with its header."""
    ImportMapping.objects.update_or_create(
        header_key=get_header_key(table["header"]),
        defaults={
            "sheet": table["code"],
            "columns": table["mapping"],
            "changed_by": by,
        },
    )
    save_tables(batch)


def save_tables(batch: ImportBatch) -> None:
    """Save the tables of a batch, which is to be previewed again."""
    batch.state = ImportState.RECEIVED
    batch.save(update_fields=["sheets", "state"])
