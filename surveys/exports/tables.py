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
    QuestionKind.AMOUNT: "number",
    QuestionKind.YEAR: "integer",
    QuestionKind.YES_NO: "boolean",
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
        return EXPORT_LIST_SEPARATOR.join(str(one) for one in value)
    return value
