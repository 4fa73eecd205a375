"""Planning of a line: the changed cells against the current row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    WorksheetSpec,
    format_cell_text,
)
from cooperation.spreadsheets.planning import cells
from cooperation.spreadsheets.planning.cells import (
    UnreadableCell,
    read_amount_column,
    read_whole_date,
    read_year_column,
)
from cooperation.spreadsheets.planning.context import ImportContext
from cooperation.spreadsheets.planning.current_rows import (
    CurrentRow,
    is_same_text,
    is_truncated,
    unescape_formula,
)
from cooperation.spreadsheets.planning.reference_columns import (
    ReferenceColumnPlanner,
    ReferenceListPlanner,
)
from cooperation.spreadsheets.planning.types import Level, LinePlan, RowWrite

MAX_DEGREES = {"lat": 90, "lng": 180}
REFERENCE_KINDS = (
    *(ColumnKind.AUTHORITY, ColumnKind.PARTNER, ColumnKind.COUNTRY, ColumnKind.PLACE),
    *(ColumnKind.AGREEMENT, ColumnKind.ACTION, ColumnKind.WINDOW),
)

CellReader = Callable[[str], Any]


@dataclass
class ScalarColumnPlanner:
    """Plans a column that holds a text, number, date or choice."""

    sheet: WorksheetSpec
    column: ColumnSpec
    read: CellReader
    is_csv: bool

    def plan(
        self,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> None:
        """Plan the change of a cell, if it differs from the current row."""
        column = self.column
        text = plan.texts.get(column.code)
        if text is None:
            return
        old = current.exported_values.get(column.code) if current else None
        if is_same_text(text, format_cell_text(old)) and (current or not text):
            return
        if current and old and is_same_text(text, str(column.format_value(old))):
            return
        if is_truncated(text, format_cell_text(old)):
            reason = _("texte coupé par le tableur : laissé tel quel")
            plan.add_message(column.code, Level.DOUBT, reason)
            return
        try:
            value = self.value(text, plan, write, current, context)
        except UnreadableCell as error:
            plan.refuse(column.code, error)
            return
        if value is None and text and old is not None:
            reason = _("ce qui est connu est laissé")
            plan.add_message(column.code, Level.INFORMATION, reason)
            return
        self.set_value(value, old, plan, write, current)

    def set_value(
        self,
        value: Any,
        old: Any,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
    ) -> None:
        """Plan a value, unless it is unchanged, locked, or empty but required."""
        column = self.column
        if current and cells.is_equal(value, old):
            return
        if current and column.field in current.locked:
            plan.add_message(
                column.code, Level.INFORMATION, _("champ protégé : laissé")
            )
            return
        if value in (None, ""):
            if column.required:
                plan.refuse(column.code, _("à renseigner"))
                return
            if column.choices and not column.code.startswith("verifiee"):
                plan.refuse(column.code, _("à renseigner"))
                return
        write.values[column.field] = value
        plan.add_change(
            column,
            format_cell_text(column.format_value(old)),
            format_cell_text(column.format_value(value)),
        )

    def value(
        self,
        text: str,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        context: ImportContext,
    ) -> Any:
        if self.column.kind == ColumnKind.AMOUNT:
            return read_amount_column(
                self.column, text, plan, write, current, context.rates
            )
        if self.column.kind == ColumnKind.DATE:
            return read_whole_date(self.column, text, plan)
        if self.column.kind == ColumnKind.YEAR:
            return read_year_column(self.sheet, self.column, text, plan, write)
        return self.read(unescape_formula(text) if self.is_csv else text)


def build_scalar_planner(
    sheet: WorksheetSpec, column: ColumnSpec, is_csv: bool
) -> ScalarColumnPlanner:
    readers: dict[ColumnKind, CellReader] = {
        ColumnKind.CHOICE: partial(cells.read_choice, column, optional=True),
        ColumnKind.DEGREES: partial(
            cells.read_degrees, most=MAX_DEGREES.get(column.field, 180)
        ),
    }
    as_text = partial(cells.read_text, column, longest=sheet.get_max_length(column))
    return ScalarColumnPlanner(sheet, column, readers.get(column.kind, as_text), is_csv)


ColumnPlanner = ScalarColumnPlanner | ReferenceColumnPlanner | ReferenceListPlanner


def build_column_planners(
    sheet: WorksheetSpec, present: set[str], is_csv: bool
) -> list[ColumnPlanner]:
    """Return planners of the columns that a file has, in the order of planning.

    A country comes before its place and partner, years before amounts in currencies.
    """
    planned: list[ColumnPlanner] = []
    for column in sheet.columns:
        if not column.field or column.is_code or column.is_inline:
            continue
        code = next(
            (c for c in sheet.columns if c.is_code and c.field == column.field), None
        )
        if not present & {column.code, code.code if code else ""}:
            continue
        if column.is_list:
            planned.append(ReferenceListPlanner(sheet, column, code))
        elif column.kind in REFERENCE_KINDS:
            planned.append(ReferenceColumnPlanner(sheet, column, code))
        else:
            planned.append(build_scalar_planner(sheet, column, is_csv))
    order = {ColumnKind.COUNTRY: -1, ColumnKind.PLACE: 1, ColumnKind.AMOUNT: 2}
    return sorted(planned, key=lambda one: order.get(one.column.kind, 0))
