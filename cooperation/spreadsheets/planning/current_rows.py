"""The current rows that lines identify: what changed, and what staff lock.

The locked field names of an entry may be those of its parts, such as ``locations``:
their rows are left as they are."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.datasets import FORMULA_PREFIXES, escape_formula
from cooperation.columns.specs import ColumnSpec, WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.xlsx import MAX_CELL_LENGTH, count_utf16_units
from cooperation.models import FormerSlug
from cooperation.spreadsheets.files.cell_text import clean_cell_text
from cooperation.spreadsheets.planning.types import Level, LinePlan, RowWrite
from cooperation.spreadsheets.selection import FRENCH

ELLIPSIS = "…"


def normalize_cell_text(text: str) -> str:
    """Return a text without what spreadsheets change on their own."""
    return unicodedata.normalize("NFC", clean_cell_text(text))


def unescape_formula(text: str) -> str:
    """Return a cell without the apostrophe that prevents a formula."""
    is_defused = text.startswith("'") and text[1:].startswith(FORMULA_PREFIXES)
    return text[1:] if is_defused else text


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
        texts = dict(zip(codes, record, strict=True))
        row = rows.get(texts[sheet.key])
        if row is not None:
            found[row["id"]] = CurrentRow(texts, row)
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


class PartLocks:
    """The entries of which staff lock the part that a worksheet describes."""

    def __init__(self, sheet: WorksheetSpec) -> None:
        self.sheet = sheet
        self.owner_column = f"{sheet.parent_field}_id"
        self.owners: frozenset[int] = frozenset()
        if sheet.is_child:
            parents = WORKSHEETS[sheet.parent].rows()
            locked = parents.filter(locked_fields__contains=[sheet.lock_name])
            self.owners = frozenset(locked.values_list("pk", flat=True))

    def skip_row(self, plan: LinePlan, current: CurrentRow | None) -> bool:
        """Return whether a row is locked; add a message if its line would change it."""
        if not current or current.row.get(self.owner_column) not in self.owners:
            return False
        columns = [self.sheet.by_code[code] for code in plan.texts]
        changed = [
            c for c in columns if not c.read_only and is_cell_changed(c, plan, current)
        ]
        if changed:
            add_protected_message(plan, changed[0].code)
        return True

    def refuse_owner(self, plan: LinePlan, write: RowWrite) -> bool:
        """Return whether a line would add to a locked part; add a message if so."""
        if write.values.get(self.owner_column) not in self.owners:
            return False
        add_protected_message(plan, self.sheet.by_field[self.sheet.parent_field].code)
        plan.changes.clear()
        plan.is_new = False
        return True


def is_cell_changed(column: ColumnSpec, plan: LinePlan, current: CurrentRow) -> bool:
    """Return whether a cell differs from the current value, in code or in words."""
    text, old = plan.texts[column.code], current.exported_values.get(column.code)
    return not (
        is_same_text(text, format_cell_text(old))
        or is_same_text(text, str(column.format_value(old)))
    )


def skip_protected_part(
    plan: LinePlan, current: CurrentRow | None, part: str, *codes: str
) -> bool:
    """Return whether a part is locked; add a message if cells would add to it."""
    if current is None or part not in current.locked:
        return False
    filled_codes = [code for code in codes if plan.texts.get(code)]
    if filled_codes:
        add_protected_message(plan, filled_codes[0])
    return True


def add_protected_message(plan: LinePlan, code: Any) -> None:
    plan.add_message(
        code, Level.INFORMATION, _("partie protégée de la fiche : laissée")
    )
