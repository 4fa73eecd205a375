"""The plan of a line."""

from dataclasses import dataclass, field
from typing import Any, Literal

from cooperation.enums import LineOutcome
from cooperation.exchange.columns import ColumnSpec
from cooperation.importing.report import Level

Texts = dict[str, str]
Deed = Literal["create", "change", "remove"]


@dataclass
class Write:
    """One row to create, change or remove: columns → values, lists → keys."""

    sheet: str
    deed: Deed
    key: int
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Choice:
    """A candidate for a cell: the text to put in it, and its label."""

    value: str
    label: str


@dataclass
class Said:
    """A message about one cell of a line."""

    column: str
    value: str
    level: Level
    reason: str
    detail: str = ""
    candidates: list[Choice] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
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
class Plan:
    """What an import would do with one line."""

    line: int
    texts: Texts
    key: int | None = None
    is_new: bool = False
    title: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    is_told: bool = True

    def __post_init__(self) -> None:
        """Keep the texts of the file: planning may ignore some of ``texts``."""
        self.cells = self.texts

    def say(
        self,
        column: str,
        level: Level,
        reason: Any,
        detail: str = "",
        candidates: list[Choice] | None = None,
    ) -> None:
        value = self.cells.get(column, "")[:300]
        said = Said(column, value, level, str(reason), detail, candidates or [])
        self.remarks.append(said)

    def refuse(
        self, column: str, reason: Any, candidates: list[Choice] | None = None
    ) -> None:
        self.say(column, Level.REFUSED, reason, candidates=candidates)

    def note(self, column: ColumnSpec, old: Any, new: Any) -> None:
        """Add the change of a column, in words, if changes are recorded."""
        if not self.is_told:
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
        return any(said.level == Level.REFUSED for said in self.remarks)

    @property
    def outcome(self) -> LineOutcome:
        if self.is_refused:
            return LineOutcome.REFUSED
        if self.is_new and self.writes:
            return LineOutcome.CREATED
        return LineOutcome.CHANGED if self.writes else LineOutcome.UNCHANGED
