"""The plan of a line."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from cooperation.columns.specs import ColumnSpec
from cooperation.enums import LineOutcome

CellTexts = dict[str, str]
Operation = Literal["create", "change", "remove"]


class Level(StrEnum):
    REFUSED = "refusé"
    DOUBT = "doute"
    INFORMATION = "information"


@dataclass
class RowWrite:
    """One row to create, change or remove: columns → values, lists → keys."""

    sheet: str
    operation: Operation
    key: int
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class CellChoice:
    """A candidate for a cell: the text to put in it, and its label."""

    value: str
    label: str


@dataclass
class CellMessage:
    """A message about one cell of a line."""

    column: str
    value: str
    level: Level
    reason: str
    detail: str = ""
    candidates: list[CellChoice] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "value": self.value,
            "level": self.level.value,
            "reason": str(self.reason),
            "detail": self.detail,
            "candidates": [
                {"value": choice.value, "label": choice.label}
                for choice in self.candidates
            ],
        }


@dataclass
class LinePlan:
    """What an import would do with one line."""

    line: int
    texts: CellTexts
    key: int | None = None
    is_new: bool = False
    title: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    remarks: list[CellMessage] = field(default_factory=list)
    writes: list[RowWrite] = field(default_factory=list)
    records_changes: bool = True

    def __post_init__(self) -> None:
        """Keep the texts of the file: planning may ignore some of ``texts``."""
        self.cells = self.texts

    def add_message(
        self,
        column: str,
        level: Level,
        reason: Any,
        detail: str = "",
        candidates: list[CellChoice] | None = None,
    ) -> None:
        value = self.cells.get(column, "")[:300]
        message = CellMessage(
            column, value, level, str(reason), detail, candidates or []
        )
        self.remarks.append(message)

    def refuse(
        self, column: str, reason: Any, candidates: list[CellChoice] | None = None
    ) -> None:
        self.add_message(column, Level.REFUSED, reason, candidates=candidates)

    def add_change(self, column: ColumnSpec, old: Any, new: Any) -> None:
        """Add the change of a column, in words, if changes are recorded."""
        if not self.records_changes:
            return
        self.changes.append(
            {
                "column": column.code,
                "label": str(column.label),
                "old": str(old),
                "new": str(new),
            }
        )

    @property
    def is_refused(self) -> bool:
        return any(message.level == Level.REFUSED for message in self.remarks)

    @property
    def outcome(self) -> LineOutcome:
        if self.is_refused:
            return LineOutcome.REFUSED
        if self.is_new and self.writes:
            return LineOutcome.CREATED
        return LineOutcome.CHANGED if self.writes else LineOutcome.UNCHANGED
