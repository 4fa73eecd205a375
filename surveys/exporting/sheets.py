"""The tables of an export: columns and rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from surveys.enums import QuestionKind
from surveys.models import Question

Row = list[Any]
Names = tuple[str, ...]
# Columns that refer to another sheet, with that sheet's columns.
Refers = dict[Names, tuple[str, Names]]
BETWEEN = "|"


@dataclass(frozen=True)
class Field:
    """A column: its name, its Frictionless type, its meaning."""

    name: str
    kind: str = "string"
    title: str = ""
    values: Names = ()
    is_required: bool = False


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    fields: list[Field]
    rows: Iterable[Row]
    key: Names = ()
    refers: Refers = field(default_factory=dict)


TYPES = {
    QuestionKind.SEVERAL: "list",
    QuestionKind.RANKING: "list",
    QuestionKind.SCALE: "integer",
    QuestionKind.NUMBER: "integer",
    QuestionKind.AMOUNT: "number",
    QuestionKind.YEAR: "integer",
    QuestionKind.YES_NO: "boolean",
}


def column_of(question: Question, *, is_full: bool) -> Field:
    """Return the column of a question; in an anonymised file values are classes."""
    kind = TYPES.get(QuestionKind(question.kind), "string")
    if not is_full:
        kind = "list" if kind == "list" else "string"
    options: tuple[str, ...] = ()
    if is_full and question.kind == QuestionKind.ONE:
        options = tuple(one.code for one in question.options.all())
    return Field(question.code, kind, question.label_fr, options)


def cell_of(value: Any) -> Any:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return BETWEEN.join(str(one) for one in value)
    return value
