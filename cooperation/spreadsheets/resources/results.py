"""What an import makes of a line: its plan, and the library's results that carry it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal, Self

from django.utils.translation import gettext as _
from import_export.resources import Diff
from import_export.results import RowResult

from cooperation.columns.specs import ColumnSpec, WorksheetSpec
from cooperation.enums import LineOutcome
from cooperation.spreadsheets.matching.choices import CellChoice
from cooperation.spreadsheets.resources.current_rows import (
    ERASING_WORD,
    CurrentRow,
    find_changed_text,
)
from cooperation.spreadsheets.resources.words import NamedRows
from cooperation.spreadsheets.row_versions import RowVersion

CellTexts = dict[str, str]
Operation = Literal["create", "change", "remove"]


class Level(StrEnum):
    REFUSED = "refusé"
    DOUBT = "doute"
    INFORMATION = "information"


@dataclass(frozen=True)
class SourceLine:
    """A line of a file: its number, and its texts by column code.

    What staff corrected in the columns ``corrected`` is newer than any export; a cell
    of the columns ``optional`` that cannot be read is left, and refuses no line.
    """

    number: int
    texts: CellTexts
    corrected: Collection[str] = ()
    optional: Collection[str] = ()


@dataclass
class RowWrite:
    """One row to create, change or remove: columns → values, lists → keys."""

    sheet: str
    operation: Operation
    key: int
    values: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)


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
        return asdict(self) | {"level": self.level.value}


@dataclass
class LinePlan:
    """What an import would do with one line: the instance that its fields fill.

    ``cells`` are the texts of the file by column code, ``texts`` those that are read.
    ``write`` is the row of the worksheet itself; ``writes`` has it, if there is
    anything to write, and the rows that the line makes in other worksheets.
    ``entries`` are the existing entries of a flat table's line, each by its worksheet.
    """

    spec: WorksheetSpec
    line: int
    cells: CellTexts
    write: RowWrite
    current: CurrentRow | None = None
    title: str = ""
    is_new: bool = False
    changes: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[CellMessage] = field(default_factory=list)
    writes: list[RowWrite] = field(default_factory=list)
    entries: list[tuple[str, int]] = field(default_factory=list)
    version: RowVersion | None = None
    changed_texts: dict[str, str | None] = field(default_factory=dict)
    optional: Collection[str] = ()
    records_changes: bool = True
    is_settled: bool = False

    def __post_init__(self) -> None:
        self.texts = self.cells
        self.is_new = self.current is None

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        """Return itself: the library copies instances to compare them later."""
        return self

    def __str__(self) -> str:
        """Return the title: the library notes it, and a dataclass would tell all."""
        return self.title

    @property
    def key(self) -> int | None:
        return self.write.key if self.current else None

    def get(self, attname: str) -> Any:
        """Return the value that the row would have."""
        before = self.current.row.get(attname) if self.current else None
        return self.write.values.get(attname, before)

    def get_changed_text(self, column: ColumnSpec | None) -> str | None:
        """Return the text of a cell that was changed, or filled on a new line.

        None if it says nothing: a blank cell leaves what is there, and a word empties
        it. Where the row's version is known, a cell that was not touched since its
        export says nothing either, and one that both sides changed is refused.
        """
        if column is None or column.code not in self.texts:
            return None
        if column.code not in self.changed_texts:
            text = find_changed_text(column, self.texts[column.code], self.current)
            if text is not None and self.version and self.version.knows(column):
                text = self.compare_with_export(column, text, self.version)
            self.changed_texts[column.code] = text
        return self.changed_texts[column.code]

    def compare_with_export(
        self, column: ColumnSpec, text: str, version: RowVersion
    ) -> str | None:
        """Return the text of a cell if it was changed on one side only, else None."""
        typed = self.texts[column.code]
        now = self.current.text(column.code) if self.current else ""
        is_ours_new = not version.said(column, now)
        if version.said(column, typed):
            if is_ours_new and not column.read_only:
                reason = _("changée dans l’annuaire depuis l’export : laissée")
                self.inform(column.code, reason)
            return None
        if column.read_only or not is_ours_new:
            return text
        choices = [
            CellChoice(now or str(ERASING_WORD), _("garder « %s »") % now),
            CellChoice(typed, _("mettre « %s »") % typed),
        ]
        reason = _("changée dans l’annuaire aussi depuis l’export : choisissez")
        self.refuse(column.code, reason, choices)
        return None

    # What is said -------------------------------------------------------------------

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

    def inform(self, column: str, reason: Any, detail: str = "") -> None:
        """Add an information, if there is any."""
        if reason:
            self.add_message(column, Level.INFORMATION, reason, detail)

    def refuse(
        self, column: str, reason: Any, candidates: list[CellChoice] | None = None
    ) -> None:
        level = Level.DOUBT if column in self.optional else Level.REFUSED
        self.add_message(column, level, reason, candidates=candidates)

    def refuse_field(self, field: str, reason: Any) -> None:
        self.refuse(self.spec.by_field[field].code, reason)

    def add_change(
        self,
        column: ColumnSpec,
        old: str | NamedRows,
        new: str | NamedRows,
        typed: str = "",
    ) -> None:
        """Add the change of a column, in words, if changes are recorded.

        ``typed`` is what the cell says, where that is not what was understood.
        """
        if not self.records_changes:
            return
        named = {"column": column.code, "label": str(column.label)}
        beside = {"typed": typed} if typed else {}
        self.changes.append({**named, "old": old, "new": new, **beside})

    def has_locked(self, column: ColumnSpec) -> bool:
        """Return whether staff lock a column's field; say so if it does."""
        if self.current is None or column.field not in self.current.locked:
            return False
        self.inform(column.code, _("champ protégé : laissé"))
        return True

    # What comes of it ---------------------------------------------------------------

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


class LineResult(RowResult):
    """The result of a line: ``instance`` is its plan, with remarks and candidates."""

    instance: LinePlan
    diff: list[dict[str, Any]]


class ChangeList(Diff):
    """The difference that a line makes, as data: column, label, old, new, typed."""

    def __init__(self, resource: Any, instance: LinePlan, new: bool) -> None:
        self.plan = instance

    def compare_with(self, resource: Any, instance: LinePlan | None) -> None:
        """Do nothing: fields note changes as they read them."""

    def as_html(self) -> list[dict[str, Any]]:
        """Return the changes; the library stores them as the result's ``diff``."""
        return self.plan.changes
