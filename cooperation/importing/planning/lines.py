"""Planning of a line: the changed cells against the current row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import ColumnSpec, Kind, SheetSpec, cell_text
from cooperation.importing.planning import cells
from cooperation.importing.planning.cells import Unread
from cooperation.importing.planning.context import Context
from cooperation.importing.planning.naming import NamedColumns, NamedList
from cooperation.importing.planning.numbers import amount, whole_day, year
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.planning.state import Current
from cooperation.importing.planning.texts import is_cut, is_same, undefused
from cooperation.importing.report import Level

DEGREES = {"lat": 90, "lng": 180}
NAMED = (
    *(Kind.AUTHORITY, Kind.PARTNER, Kind.COUNTRY, Kind.PLACE),
    *(Kind.AGREEMENT, Kind.ACTION, Kind.WINDOW),
)

Reader = Callable[[str], Any]


@dataclass
class ScalarColumn:
    """Plans a column that holds a text, number, date or choice."""

    sheet: SheetSpec
    column: ColumnSpec
    read: Reader
    is_csv: bool

    def plan(
        self, plan: Plan, write: Write, current: Current | None, context: Context
    ) -> None:
        """Plan the change of a cell, if it differs from the current row."""
        column = self.column
        text = plan.texts.get(column.code)
        if text is None:
            return
        old = current.said.get(column.code) if current else None
        if is_same(text, cell_text(old)) and (current or not text):
            return
        if current and old and is_same(text, str(column.words(old))):
            return
        if is_cut(text, cell_text(old)):
            reason = _("texte coupé par le tableur : laissé tel quel")
            plan.say(column.code, Level.DOUBT, reason)
            return
        try:
            value = self.value(text, plan, write, current, context)
        except Unread as error:
            plan.refuse(column.code, error)
            return
        if value is None and text and old is not None:
            reason = _("ce qui est connu est laissé")
            plan.say(column.code, Level.INFORMATION, reason)
            return
        self.keep(value, old, plan, write, current)

    def keep(
        self, value: Any, old: Any, plan: Plan, write: Write, current: Current | None
    ) -> None:
        """Plan a value, unless it is unchanged, locked, or empty but required."""
        column = self.column
        if current and cells.is_equal(value, old):
            return
        if current and column.field in current.locked:
            plan.say(column.code, Level.INFORMATION, _("champ protégé : laissé"))
            return
        if value in (None, ""):
            if column.required:
                plan.refuse(column.code, _("à renseigner"))
                return
            if column.choices and not column.code.startswith("verifiee"):
                plan.refuse(column.code, _("à renseigner"))
                return
        write.values[column.field] = value
        plan.note(
            column,
            cell_text(column.words(old)),
            cell_text(column.words(value)),
        )

    def value(
        self,
        text: str,
        plan: Plan,
        write: Write,
        current: Current | None,
        context: Context,
    ) -> Any:
        if self.column.kind == Kind.AMOUNT:
            return amount(self.column, text, plan, write, current, context.rates)
        if self.column.kind == Kind.DATE:
            return whole_day(self.column, text, plan)
        if self.column.kind == Kind.YEAR:
            return year(self.sheet, self.column, text, plan, write)
        return self.read(undefused(text) if self.is_csv else text)


def scalar(sheet: SheetSpec, column: ColumnSpec, is_csv: bool) -> ScalarColumn:
    readers: dict[Kind, Reader] = {
        Kind.CHOICE: partial(cells.read_choice, column, optional=True),
        Kind.DEGREES: partial(cells.read_degrees, most=DEGREES.get(column.field, 180)),
    }
    as_text = partial(cells.read_text, column, longest=sheet.longest(column))
    return ScalarColumn(sheet, column, readers.get(column.kind, as_text), is_csv)


Planned = ScalarColumn | NamedColumns | NamedList


def planned_columns(sheet: SheetSpec, present: set[str], is_csv: bool) -> list[Planned]:
    """Return planners of the columns that a file has, in the order of planning.

    A country comes before its place and partner, years before amounts in currencies.
    """
    planned: list[Planned] = []
    for column in sheet.columns:
        if not column.field or column.is_code or column.is_shortcut:
            continue
        code = next(
            (c for c in sheet.columns if c.is_code and c.field == column.field), None
        )
        if not present & {column.code, code.code if code else ""}:
            continue
        if column.is_list:
            planned.append(NamedList(sheet, column, code))
        elif column.kind in NAMED:
            planned.append(NamedColumns(sheet, column, code))
        else:
            planned.append(scalar(sheet, column, is_csv))
    order = {Kind.COUNTRY: -1, Kind.PLACE: 1, Kind.AMOUNT: 2}
    return sorted(planned, key=lambda one: order.get(one.column.kind, 0))
