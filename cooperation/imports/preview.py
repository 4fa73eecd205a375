"""Preview of a batch: its lines planned, corrected or left out; nothing is written."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cooperation.db import iter_batches, without_timeouts
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports.jobs import BatchError
from cooperation.imports.upload import ImportTable, get_file_path
from cooperation.models import ImportBatch, ImportLine
from cooperation.spreadsheets.dictionary import is_example_row
from cooperation.spreadsheets.files import WEB_LIMITS, open_spreadsheet
from cooperation.spreadsheets.files.types import Limits
from cooperation.spreadsheets.matching.partners import IndexedPartner
from cooperation.spreadsheets.resources.base import WorksheetResource, Writer
from cooperation.spreadsheets.resources.context import ImportContext, TemporaryKeys
from cooperation.spreadsheets.resources.registry import (
    IMPORT_ORDER,
    build_resource,
    get_import_spec,
)
from cooperation.spreadsheets.resources.results import LinePlan, SourceLine

PREVIEW_CHUNK_SIZE = 1_000


def list_known_tables(batch: ImportBatch) -> list[ImportTable]:
    """Return the recognized tables of a file, in the order of writing."""
    ours = [table for table in batch.sheets if table["code"]]
    return sorted(ours, key=lambda table: IMPORT_ORDER.index(table["code"]))


def iter_file_lines(
    batch: ImportBatch, table: ImportTable, limits: Limits = WEB_LIMITS
) -> Iterator[SourceLine]:
    with open_spreadsheet(get_file_path(batch), limits) as book:
        for sheet in book.sheets():
            if sheet.name == table["name"]:
                yield from iter_texts_by_column(table, sheet.rows)


def iter_texts_by_column(
    table: ImportTable, rows: Iterable[tuple[int, list[str]]]
) -> Iterator[SourceLine]:
    """Yield each line that is not empty, but for example rows of the template."""
    columns = [
        (place, table["mapping"][name])
        for place, name in enumerate(table["header"])
        if table["mapping"].get(name)
    ]
    key = get_import_spec(table["code"]).key
    for line, cells in rows:
        texts = {code: cells[place] for place, code in columns}
        if any(texts.values()) and not is_example_row(texts.get(key, "")):
            yield SourceLine(line, texts)


@transaction.atomic
def preview_batch(batch: ImportBatch) -> None:
    """Read a batch's file and plan each of its lines.

    Raises ``BatchError`` if the batch is not pending or no table is known.
    """
    if not batch.is_pending:
        raise BatchError(_("Cet import n’attend plus rien."))
    if not list_known_tables(batch):
        raise BatchError(
            _("Aucune feuille du fichier n’est connue : dites lesquelles le sont.")
        )
    without_timeouts()
    batch.lines.all().delete()
    context = ImportContext(TemporaryKeys())
    for table in list_known_tables(batch):
        resource = build_batch_resource(batch, table["code"], context)
        for lines in iter_batches(iter_file_lines(batch, table), PREVIEW_CHUNK_SIZE):
            save_plans(batch, table["code"], resource.import_lines(lines))
    update_counts(batch)


def save_plans(batch: ImportBatch, sheet: str, plans: list[LinePlan]) -> None:
    ImportLine.objects.bulk_create(
        fill_line_from_plan(ImportLine(batch=batch, sheet=sheet, line=plan.line), plan)
        for plan in plans
    )


def fill_line_from_plan(line: ImportLine, plan: LinePlan) -> ImportLine:
    """Copy a plan to a line, not saved, and return the line."""
    if line._state.adding:
        line.cells = plan.cells
    line.outcome = plan.outcome
    line.title = plan.title[:300]
    line.object_id = plan.key
    line.changes = plan.changes
    line.remarks = [remark.to_json() for remark in plan.remarks]
    return line


PLANNED_FIELDS = ["outcome", "title", "object_id", "changes", "remarks"]


def build_batch_resource(
    batch: ImportBatch,
    sheet: str,
    context: ImportContext,
    writer: Writer | None = None,
) -> WorksheetResource:
    """Return the resource of a worksheet, for the columns of a file and corrections."""
    columns = {
        code: name
        for table in batch.sheets
        if table["code"] == sheet
        for name, code in table["mapping"].items()
        if code
    }
    corrected = batch.lines.filter(sheet=sheet).exclude(corrections={})
    for corrections in corrected.values_list("corrections", flat=True):
        columns = dict.fromkeys(corrections, "") | columns
    is_csv = batch.kind == "csv"
    return build_resource(sheet, columns, context, is_csv=is_csv, writer=writer)


def plan_stored_lines(
    resource: WorksheetResource, lines: Iterable[ImportLine]
) -> list[LinePlan]:
    """Return the plans of lines that are stored, corrections included."""
    return resource.import_lines(
        [SourceLine(line.line, line.texts, list(line.corrections)) for line in lines]
    )


def update_counts(batch: ImportBatch) -> None:
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


REFERENCED_WORKSHEETS = ("annuaire_partenaires", "accords", "actions")


@transaction.atomic
def correct_cell(
    batch: ImportBatch, line: ImportLine, column: str, value: str, *, by: Any
) -> ImportLine:
    """Replace the text of a cell, and plan the line again.

    Refused lines of other worksheets are planned again too: they may name it.
    """
    held = get_pending_line(batch, line)
    if column not in get_import_spec(held.sheet).by_code:
        raise BatchError(_("Cette colonne n’existe pas."))
    held.corrections = held.corrections | {column: value.strip()}
    held.save(update_fields=["corrections"])
    replan_lines(batch, [held])
    if held.sheet in REFERENCED_WORKSHEETS:
        others = batch.lines.refused().exclude(pk=held.pk)
        replan_lines(batch, list(others.exclude(sheet=held.sheet)))
    update_counts(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out_line(
    batch: ImportBatch, line: ImportLine, *, by: Any, out: bool = True
) -> ImportLine:
    """Leave a line out of the import, or include it again."""
    held = get_pending_line(batch, line)
    if out:
        held.outcome = LineOutcome.LEFT_OUT
        held.save(update_fields=["outcome"])
    else:
        replan_lines(batch, [held])
    update_counts(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out_refused_lines(batch: ImportBatch, *, by: Any) -> int:
    check_pending(batch)
    number = batch.lines.refused().update(outcome=LineOutcome.LEFT_OUT)
    update_counts(batch)
    return number


def get_pending_line(batch: ImportBatch, line: ImportLine) -> ImportLine:
    """Return a line of a pending batch, locked."""
    check_pending(batch)
    return batch.lines.select_for_update(of=("self",)).get(pk=line.pk)


def check_pending(batch: ImportBatch) -> None:
    """Lock the batch; raise ``BatchError`` unless it is pending."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not held.is_pending:
        raise BatchError(_("Cet import n’attend plus rien : il ne se corrige plus."))


def replan_lines(batch: ImportBatch, lines: list[ImportLine]) -> None:
    """Plan some lines again, against the database and the rest of the file."""
    if not lines:
        return
    context = ImportContext(TemporaryKeys())
    register_created_entries(batch, context, {line.pk for line in lines})
    for sheet in IMPORT_ORDER:
        ours = [line for line in lines if line.sheet == sheet]
        if not ours:
            continue
        resource = build_batch_resource(batch, sheet, context)
        plans = plan_stored_lines(resource, ours)
        for line, plan in zip(ours, plans, strict=True):
            fill_line_from_plan(line, plan)
        ImportLine.objects.bulk_update(ours, PLANNED_FIELDS)


def register_created_entries(
    batch: ImportBatch, context: ImportContext, but: set[int]
) -> None:
    """Register what other lines create, so that these lines can name it."""
    made = batch.lines.filter(
        outcome=LineOutcome.CREATED, sheet__in=REFERENCED_WORKSHEETS
    )
    for pk, sheet, title, cells in made.values_list("pk", "sheet", "title", "cells"):
        if pk in but:
            continue
        key = context.keys.next(ImportLine)
        if sheet == "actions":
            context.actions.register(title, key)
        elif sheet == "accords":
            context.agreements.register(title, key)
        else:
            known = IndexedPartner(key, "", title, cells.get("pays_code", ""), "")
            context.names.partners.register(known)
