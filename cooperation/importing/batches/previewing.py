"""Preview of a batch: each line planned, nothing written to the entries."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cooperation.enums import ImportState, LineOutcome
from cooperation.exchange.dictionary import is_example
from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.receiving import file_of
from cooperation.importing.planning.context import Context, FalseKeys
from cooperation.importing.planning.planner import SheetPlanner
from cooperation.importing.planning.plans import Plan
from cooperation.importing.planning.state import Lines
from cooperation.importing.reading import WEB, open_book
from cooperation.importing.reading.shapes import Limits
from cooperation.importing.taking_time import take_time
from cooperation.models import ImportBatch, ImportLine

AT_ONCE = 1_000
Item = TypeVar("Item")


def some_at_a_time(
    items: Iterable[Item], number: int = AT_ONCE
) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(islice(left, number)):
        yield batch


def tables_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return the recognized tables of a file, in the order of writing."""
    ours = [table for table in batch.sheets if table["code"]]
    return sorted(ours, key=lambda table: WRITING_ORDER.index(table["code"]))


def codes_of(table: dict[str, Any]) -> set[str]:
    return {code for code in table["mapping"].values() if code}


def lines_in_file(
    batch: ImportBatch, table: dict[str, Any], limits: Limits = WEB
) -> Iterator[tuple[int, dict[str, str]]]:
    with open_book(file_of(batch), limits) as book:
        for sheet in book.sheets():
            if sheet.name == table["name"]:
                yield from texts_by_column(table, sheet.rows)


def texts_by_column(
    table: dict[str, Any], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the texts by column code of each line that is not empty.

    Example rows of the template are skipped.
    """
    columns = [
        (place, table["mapping"][name])
        for place, name in enumerate(table["header"])
        if table["mapping"].get(name)
    ]
    key = SHEETS[table["code"]].key
    for line, cells in rows:
        texts = {code: cells[place] for place, code in columns}
        if any(texts.values()) and not is_example(texts.get(key, "")):
            yield line, texts


@transaction.atomic
def preview(batch: ImportBatch) -> None:
    """Read a batch's file and plan each of its lines.

    Raises ``BatchError`` if the batch is not pending or no table is known.
    """
    if not batch.is_pending:
        raise BatchProblem(_("Cet import n’attend plus rien."))
    if not tables_of(batch):
        raise BatchProblem(
            _("Aucune feuille du fichier n’est connue : dites lesquelles le sont.")
        )
    take_time()
    batch.lines.all().delete()
    context = Context(FalseKeys())
    for table in tables_of(batch):
        planner = SheetPlanner(
            SHEETS[table["code"]],
            codes_of(table),
            context,
            is_csv=batch.kind == "csv",
        )
        for lines in some_at_a_time(lines_in_file(batch, table)):
            keep(batch, table["code"], planner.plan(lines))
    settle(batch)


def keep(batch: ImportBatch, sheet: str, plans: list[Plan]) -> None:
    ImportLine.objects.bulk_create(
        described(ImportLine(batch=batch, sheet=sheet, line=plan.line), plan)
        for plan in plans
    )


def described(line: ImportLine, plan: Plan) -> ImportLine:
    """Copy a plan to a line, not saved, and return the line."""
    if line._state.adding:
        line.cells = plan.cells
    line.outcome = plan.outcome
    line.title = plan.title[:300]
    line.object_id = plan.key
    line.changes = plan.changes
    line.remarks = [said.as_data() for said in plan.remarks]
    return line


PLANNED_FIELDS = ["outcome", "title", "object_id", "changes", "remarks"]


def planner_of(
    batch: ImportBatch, sheet: str, context: Context, *, forgets: bool = False
) -> SheetPlanner:
    """Return the planner of a worksheet whose lines are stored already."""
    codes = {
        code
        for table in batch.sheets
        if table["code"] == sheet
        for code in codes_of(table)
    }
    corrected = batch.lines.filter(sheet=sheet).exclude(corrections={})
    for corrections in corrected.values_list("corrections", flat=True):
        codes.update(corrections)
    return SheetPlanner(
        SHEETS[sheet], codes, context, is_csv=batch.kind == "csv", forgets=forgets
    )


def texts_of(lines: Iterable[ImportLine]) -> Lines:
    """Return the numbers and texts of lines, corrections included."""
    return [(line.line, line.texts) for line in lines]


def settle(batch: ImportBatch) -> None:
    """Count the outcomes of a batch, and set its state accordingly."""
    counted = (
        batch.lines.order_by().values_list("sheet", "outcome").annotate(n=Count("pk"))
    )
    counts: dict[str, dict[str, int]] = {"total": {}}
    for sheet, outcome, number in counted:
        counts.setdefault(sheet, {})[outcome] = number
        counts["total"][outcome] = counts["total"].get(outcome, 0) + number
    refused = counts["total"].get(LineOutcome.REFUSED, 0)
    batch.counts = counts
    batch.state = ImportState.TO_CORRECT if refused else ImportState.READ
    batch.problem = ""
    batch.save(update_fields=["counts", "state", "problem"])
