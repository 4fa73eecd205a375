"""The columns of a worksheet as fields: a changed cell sets a value of its row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field

from cooperation.columns.specs import (
    ColumnKind,
    ColumnSpec,
    WorksheetSpec,
    format_cell_text,
)
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.current_rows import is_equal, is_truncated
from cooperation.spreadsheets.resources.results import Level, LinePlan
from cooperation.spreadsheets.resources.words import format_words, is_said_otherwise
from cooperation.spreadsheets.widgets import (
    AmountWidget,
    CellWidget,
    ChoiceWidget,
    DateWidget,
    DegreesWidget,
    StartYearWidget,
    TextWidget,
    YearWidget,
)


@dataclass(frozen=True)
class FieldOptions:
    """What the fields of one import share."""

    sheet: WorksheetSpec
    context: ImportContext
    is_csv: bool = False


class ColumnField(Field):
    """A column of a worksheet, with its label, help, kind and example in ``column``."""

    def __init__(
        self, column: ColumnSpec, options: FieldOptions, widget: CellWidget | None
    ) -> None:
        super().__init__(attribute=column.field, column_name=column.code, widget=widget)
        self.column, self.options = column, options
        self.sheet, self.context = options.sheet, options.context

    def is_in(self, codes: set[str]) -> bool:
        """Return whether a file has the column."""
        return self.column.code in codes

    def save(
        self, instance: LinePlan, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """Plan the change of a cell that says something else than the row."""
        raise NotImplementedError


class ValueField(ColumnField):
    """A column that holds a text, number, date or choice."""

    def save(
        self, instance: LinePlan, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        plan, column = instance, self.column
        text = plan.get_changed_text(column)
        if text is None:
            return
        old = plan.current.exported_values.get(column.code) if plan.current else None
        if is_truncated(text, format_cell_text(old)):
            reason = _("texte coupé par le tableur : laissé tel quel")
            plan.add_message(column.code, Level.DOUBT, reason)
            return
        value = self.widget.clean(text, row, plan=plan)
        if value is None and text:
            if old is not None:
                plan.inform(column.code, _("ce qui est connu est laissé"))
            return
        self.set_value(value, old, text, plan)

    def set_value(self, value: Any, old: Any, text: str, plan: LinePlan) -> None:
        """Plan a value, unless it is unchanged, locked, or empty but required."""
        column = self.column
        if (plan.current and is_equal(value, old)) or plan.has_locked(column):
            return
        is_required = column.required or (
            column.choices and not column.code.startswith("verifiee")
        )
        if value in (None, "") and is_required:
            plan.refuse(column.code, _("à renseigner"))
            return
        plan.write.values[column.field] = value
        if plan.records_changes:
            words = format_words(column, value)
            is_plain = text in (format_cell_text(value), str(value))
            typed = text if not is_plain and is_said_otherwise(text, words) else ""
            plan.add_change(column, format_words(column, old), words, typed)


def build_widget(column: ColumnSpec, options: FieldOptions) -> CellWidget:
    kind = column.kind
    if kind == ColumnKind.CHOICE:
        return ChoiceWidget(column)
    if kind == ColumnKind.DEGREES:
        return DegreesWidget(column)
    if kind == ColumnKind.AMOUNT:
        return AmountWidget(column, options.context.rates)
    if kind == ColumnKind.DATE:
        return DateWidget(column)
    if kind == ColumnKind.YEAR and column.field == "start_year":
        return StartYearWidget(column, options.sheet.by_field["end_year"])
    if kind == ColumnKind.YEAR:
        return YearWidget(column)
    return TextWidget(column, options.sheet.get_max_length(column), options.is_csv)
