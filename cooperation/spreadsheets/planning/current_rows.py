"""The current rows that the lines of a file identify."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cooperation.columns.specs import WorksheetSpec, format_cell_text
from cooperation.models import FormerSlug
from cooperation.spreadsheets.selection import FRENCH

NumberedTexts = list[tuple[int, dict[str, str]]]
COMPUTED_COLUMNS = {"search_vector", "related_vector"}


@dataclass
class CurrentRow:
    """A current row: exported values by column code, and database columns."""

    exported_values: dict[str, Any]
    row: dict[str, Any]

    @cached_property
    def locked(self) -> set[str]:
        """The field names that staff lock against imports."""
        return set(self.row.get("locked_fields") or [])

    def text(self, code: str) -> str:
        return format_cell_text(self.exported_values.get(code))


def list_stored_columns(sheet: WorksheetSpec) -> list[str]:
    """Return the database columns of a worksheet that are not computed."""
    return [
        field.attname
        for field in sheet.model._meta.concrete_fields
        if field.attname not in COMPUTED_COLUMNS and not field.generated
    ]


def read_current_rows(sheet: WorksheetSpec, keys: list[int]) -> dict[int, CurrentRow]:
    """Return the current rows by key, in a constant number of queries."""
    if not keys:
        return {}
    key_column = "id" if sheet.key_field == "pk" else sheet.key_field
    rows = {
        row[key_column]: row
        for row in sheet.rows().filter(pk__in=keys).values(*list_stored_columns(sheet))
    }
    codes = [column.code for column in sheet.exported_columns]
    found = {}
    for record in sheet.dataset.records(sorted(keys), FRENCH):
        said = dict(zip(codes, record, strict=True))
        row = rows.get(said[sheet.key])
        if row is not None:
            found[row["id"]] = CurrentRow(said, row)
    return found


def find_keys_by_identifier(sheet: WorksheetSpec, texts: list[str]) -> dict[str, int]:
    if not texts:
        return {}
    if sheet.key_field == "pk":
        numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 19]
        rows = sheet.rows().filter(pk__in=numbers)
        return {str(pk): pk for pk in rows.values_list("pk", flat=True)}
    asked = [normalize_identifier(sheet, text) for text in texts]
    rows = sheet.rows().filter(**{f"{sheet.key_field}__in": asked})
    found: dict[str, int] = dict(rows.values_list(sheet.key_field, "pk"))
    if sheet.key_field == "slug":
        found = find_former_slugs(sheet, asked) | found
    return found


def normalize_identifier(sheet: WorksheetSpec, text: str) -> str:
    if sheet.key_field == "reference":
        return text.upper()
    return text.rstrip("/").rsplit("/", 1)[-1] if sheet.key_field == "slug" else text


def find_former_slugs(sheet: WorksheetSpec, slugs: list[str]) -> dict[str, int]:
    table = sheet.model._meta.db_table
    rows = FormerSlug.objects.filter(table=table, slug__in=slugs)
    return dict(rows.values_list("slug", "object_id"))


def find_keys_by_source(sheet: WorksheetSpec, texts: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    if texts:
        rows = sheet.rows().filter(source_reference__in=texts).order_by("pk")
        for text, pk in rows.values_list("source_reference", "pk"):
            found.setdefault(text, []).append(pk)
    return found
