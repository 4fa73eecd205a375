"""Tables as the writer needs them: columns, link tables, history."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection

from cooperation.columns.specs import WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.planning.current_rows import list_stored_columns


@dataclass(frozen=True)
class LinkTable:
    """The table of a many-to-many field, such as the themes of actions."""

    name: str
    table: str
    source: str
    target: str
    history: str


@dataclass(frozen=True)
class TableSchema:
    """The table of a worksheet's rows."""

    model: type[Any]
    name: str
    columns: tuple[str, ...]
    history: str
    history_columns: tuple[str, ...]
    lists: tuple[LinkTable, ...]

    def has_column(self, column: str) -> bool:
        return column in self.columns

    def get_sql_type(self, column: str) -> str:
        return str(self.field(column).db_type(connection))

    def field(self, column: str) -> Any:
        return next(
            field
            for field in self.model._meta.concrete_fields
            if field.attname == column
        )

    def defaults(self) -> dict[str, Any]:
        return {
            field.attname: None if field.many_to_one else field.get_default()
            for field in self.model._meta.concrete_fields
            if field.attname in self.columns
        }


@cache
def get_table_schema(code: str) -> TableSchema:
    sheet: WorksheetSpec = WORKSHEETS[code]
    model: Any = sheet.model
    history = model.history.model
    stored = set(list_stored_columns(sheet))
    kept = [f.column for f in history._meta.concrete_fields if f.column in stored]
    return TableSchema(
        model,
        model._meta.db_table,
        tuple(list_stored_columns(sheet)),
        history._meta.db_table,
        tuple(kept),
        tuple(
            LinkTable(
                field.name,
                field.m2m_db_table(),
                field.m2m_column_name(),
                field.m2m_reverse_name(),
                f"{history._meta.db_table}_{field.name}",
            )
            for field in model._meta.local_many_to_many
            if field.remote_field.through._meta.auto_created
        ),
    )


def to_json_value(value: Any) -> Any:
    """Return a column's value as JSON, numbers as exact text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return value


def from_json_value(table: TableSchema, column: str, value: Any) -> Any:
    """Return a value from what ``to_json_value`` returned."""
    field = table.field(column)
    field = field.target_field if field.many_to_one else field
    return None if value is None else field.to_python(value)
