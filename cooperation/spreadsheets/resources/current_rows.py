"""The current rows that lines identify, and whether a cell still says the same."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import escape_formula, unescape_formula
from cooperation.columns.specs import ColumnSpec, WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.xlsx import MAX_CELL_LENGTH, count_utf16_units
from cooperation.models import FormerSlug
from cooperation.spreadsheets.row_versions import normalize_cell_text
from cooperation.spreadsheets.selection import FRENCH
from cooperation.text import normalize

ELLIPSIS = "…"
# What a cell says to empty a field: a blank one leaves what is there.
ERASING_WORD = _("effacer")
ERASING_WORDS = {"effacer", "erase"}


def is_same_text(text: str, current: str) -> bool:
    """Return whether a cell still holds what an export writes for ``current``."""
    if text == current:
        return True
    ours = normalize_cell_text(current)
    theirs = normalize_cell_text(text)
    harmless = normalize_cell_text(escape_formula(current))
    return (
        theirs in (ours, harmless)
        or normalize_cell_text(unescape_formula(theirs)) == ours
    )


def is_truncated(text: str, current: str) -> bool:
    """Return whether a cell holds only the start of a text too long for a cell."""
    if text.endswith(ELLIPSIS):
        return (
            count_utf16_units(text) >= MAX_CELL_LENGTH - 1
            or count_utf16_units(current) > MAX_CELL_LENGTH
        )
    is_long = count_utf16_units(current) > MAX_CELL_LENGTH
    return is_long and count_utf16_units(text) >= MAX_CELL_LENGTH - 1


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
        texts = dict(zip(codes, record, strict=True))
        row = rows.get(texts[sheet.key])
        if row is not None:
            found[row["id"]] = CurrentRow(texts, row)
    return found


def lock_rows(sheet: WorksheetSpec, keys: list[int]) -> None:
    """Lock rows and their parent entries until the end of the transaction.

    It waits for a change that is being written; later ones wait for it.
    """
    if not keys:
        return
    if sheet.is_child:
        parents = sheet.rows().filter(pk__in=keys).values(sheet.parent_field)
        owners = WORKSHEETS[sheet.parent].rows().filter(pk__in=parents).order_by("pk")
        list(owners.select_for_update(of=("self",), no_key=True).values_list("pk"))
    rows = sheet.rows().filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


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


def is_erasing(text: str) -> bool:
    return len(text) < 20 and normalize(text) in ERASING_WORDS


def find_changed_text(
    column: ColumnSpec, text: str, current: CurrentRow | None
) -> str | None:
    """Return the text of a cell that says something else than the row, else None.

    Empty for the word that empties a field; a blank cell says nothing.
    """
    if not text or current is None:
        return None if is_erasing(text) else text or None
    old = current.exported_values.get(column.code)
    if is_erasing(text):
        return "" if format_cell_text(old) else None
    is_same = is_same_text(text, format_cell_text(old)) or (
        old and is_same_text(text, str(column.format_value(old)))
    )
    return None if is_same else text


def is_equal(value: Any, current: Any) -> bool:
    """Return whether two values are equal: spreadsheets round the last digits."""
    if isinstance(value, float) and isinstance(current, float):
        return math.isclose(value, current, rel_tol=1e-12, abs_tol=1e-12)
    if current is None:
        return value in ("", None)
    return bool(value == current)
