"""The resource of a flat table of cooperations: each line is rows of our worksheets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cooperation.enums import LineOutcome
from cooperation.spreadsheets.layouts import FlatLayout, translate_row
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.layouts.reader import (
    ACTIONS,
    AGREEMENTS,
    EVENTS,
    TranslatedRow,
    WorksheetRow,
)
from cooperation.spreadsheets.resources.base import WorksheetResource
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.results import (
    CellMessage,
    Level,
    LinePlan,
    RowWrite,
    SourceLine,
)
from cooperation.spreadsheets.resources.worksheets import (
    ActionResource,
    AgreementResource,
    EventResource,
)

# A text that no file holds: readers take such signs out of cells.
OWN_AGREEMENT = "\ufeff{}"


class CooperationResource(WorksheetResource):
    """Imports a flat table through the resources of agreements, events and actions.

    ``columns`` has the table's own name of each code. A line is written whole or not
    at all: its parts are planned without a writer.
    """

    spec = FLAT_WORKSHEET

    def __init__(
        self,
        codes: set[str],
        context: ImportContext,
        *,
        columns: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(codes, context, **options)
        self.layout = FlatLayout.from_columns(columns)
        self.codes_by_name = {name: code for code, name in self.layout.columns.items()}
        self.parts = {
            part.spec.code: self.build_part(part)
            for part in (AgreementResource, EventResource, ActionResource)
        }

    def build_part(self, resource: type[WorksheetResource]) -> WorksheetResource:
        codes = {column.code for column in resource.spec.columns}
        part = resource(
            codes - {"version"}, self.context, is_streaming=self.is_streaming
        )
        part.is_locking = self.writer is not None
        part.is_part = True
        return part

    def import_lines(self, lines: Sequence[SourceLine]) -> list[LinePlan]:
        """Plan a chunk of lines, and write it if there is a writer."""
        plans = [self.build_plan(line) for line in lines]
        rows = [self.translate(plan) for plan in plans]
        made = list(zip(plans, rows, strict=True))
        self.context.agreements.by_token.clear()
        for code in (AGREEMENTS, EVENTS, ACTIONS):
            self.plan_part(code, made)
        self.context.settle(plans)
        if self.writer:
            self.writer.write(plans)
        return plans

    def build_plan(self, line: SourceLine) -> LinePlan:
        write = RowWrite(self.spec.code, "create", 0)
        plan = LinePlan(self.spec, line.number, line.texts, write)
        plan.records_changes = not self.is_streaming
        plan.is_new = False
        return plan

    def translate(self, plan: LinePlan) -> TranslatedRow:
        """Return the rows that a line makes, and say what was not taken of it."""
        row = {
            name: plan.texts.get(code, "") for code, name in self.layout.columns.items()
        }
        result = translate_row(self.layout, row)
        for remark in result.remarks:
            level = Level.REFUSED if remark.is_refusal else Level.DOUBT
            plan.add_message(self.get_code(remark.column), level, remark.reason)
        first = [*result.worksheets[AGREEMENTS], *result.worksheets[ACTIONS]]
        plan.title = first[0]["titre"].text[:300] if first else ""
        return result

    def get_code(self, column: str) -> str:
        return self.codes_by_name.get(column, "title")

    def plan_part(
        self, code: str, made: Iterable[tuple[LinePlan, TranslatedRow]]
    ) -> None:
        """Plan the rows of one worksheet; those of a refused line are left."""
        rows = [
            (plan, row)
            for plan, result in made
            if not plan.is_refused
            for row in result.worksheets[code]
        ]
        lines = [self.build_line(plan, row, code) for plan, row in rows]
        parts = self.parts[code].import_lines(lines) if lines else []
        for (plan, row), part in zip(rows, parts, strict=True):
            self.add_part(plan, row, part)

    def build_line(self, plan: LinePlan, row: WorksheetRow, code: str) -> SourceLine:
        """Return a row of a worksheet; it names the agreement of its own line."""
        texts = {name: cell.text for name, cell in row.items()}
        token = OWN_AGREEMENT.format(plan.line)
        if code != AGREEMENTS and token in self.context.agreements.by_token:
            texts["accord"] = token
        optional = {name for name, cell in row.items() if cell.is_optional}
        return SourceLine(plan.line, texts, optional=optional)

    def add_part(self, plan: LinePlan, row: WorksheetRow, part: LinePlan) -> None:
        """Add to the plan of a line what one of its rows makes and says."""
        plan.writes += part.writes
        # A known entry to which a line adds an event is changed, not created.
        if part.spec.code != EVENTS:
            plan.is_new |= part.outcome == LineOutcome.CREATED
            if part.current:
                plan.entries.append((part.spec.code, part.write.key))
        for message in part.remarks:
            plan.remarks.append(self.translate_message(plan, row, message))
        for change in part.changes:
            label = f"{part.spec.label} : {change['label']}"
            plan.changes.append(change | {"label": label})
        if part.spec.code == AGREEMENTS:
            token = OWN_AGREEMENT.format(plan.line)
            self.context.agreements.by_token[token] = part.write.key

    def translate_message(
        self, plan: LinePlan, row: WorksheetRow, message: CellMessage
    ) -> CellMessage:
        """Return a message about a cell of a row, as one about the line's cell."""
        cell = row.get(message.column)
        is_key = message.column == "reference"
        message.column = (
            "entry" if is_key else self.get_code(cell.column if cell else "")
        )
        message.value = plan.cells.get(message.column, "")[:300]
        return message
