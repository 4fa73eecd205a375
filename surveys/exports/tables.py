"""The tables of an export: columns and rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from surveys.enums import QuestionKind
from surveys.models import Question

ExportRow = list[Any]
ColumnNames = tuple[str, ...]
# Columns that refer to another table, with the columns of that table.
ForeignKeys = dict[ColumnNames, tuple[str, ColumnNames]]
EXPORT_LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class ExportField:
    """A column: its name, its Frictionless type, its meaning."""

    name: str
    kind: str = "string"
    title: str = ""
    values: ColumnNames = ()
    is_required: bool = False


@dataclass(frozen=True)
class ExportTable:
    name: str
    title: str
    fields: list[ExportField]
    rows: Iterable[ExportRow]
    key: ColumnNames = ()
    foreign_keys: ForeignKeys = field(default_factory=dict)


TYPES_BY_QUESTION_KIND = {
    QuestionKind.SEVERAL: "list",
    QuestionKind.RANKING: "list",
    QuestionKind.SCALE: "integer",
    QuestionKind.NUMBER: "integer",
    QuestionKind.DECIMAL: "number",
    QuestionKind.AMOUNT: "number",
    QuestionKind.YEAR: "integer",
    QuestionKind.YES_NO: "boolean",
    QuestionKind.DATE: "date",
    **dict.fromkeys((*QuestionKind.DIRECTORY, QuestionKind.MATRIX), "list"),
}


def build_question_field(question: Question, *, is_full: bool) -> ExportField:
    """Return the column of a question; in an anonymised file values are classes."""
    kind = TYPES_BY_QUESTION_KIND.get(QuestionKind(question.kind), "string")
    if not is_full:
        kind = "list" if kind == "list" else "string"
    options: tuple[str, ...] = ()
    if is_full and question.kind == QuestionKind.ONE:
        options = tuple(one.code for one in question.options.all())
    return ExportField(question.code, kind, question.label_fr, options)


def format_answer_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return EXPORT_LIST_SEPARATOR.join(map(format_list_value, value))
    if isinstance(value, dict):
        return format_map(value)
    return value


def format_list_value(value: Any) -> str:
    """Return a code, or a row of the directory as "Niger [NE]"."""
    if not isinstance(value, dict):
        return str(value)
    return f"{value['label']} [{value['key']}]" if value["key"] else value["label"]


def format_map(value: dict[str, str]) -> str:
    """Return the name of a file, or the cells of a matrix as "row=column"."""
    if "label" in value and "key" in value:
        return value["label"]
    return EXPORT_LIST_SEPARATOR.join(f"{row}={one}" for row, one in value.items())
