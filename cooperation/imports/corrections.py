"""Lines of a batch corrected in the preview, or left out."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperation.columns.worksheets import WORKSHEETS, WRITING_ORDER
from cooperation.enums import LineOutcome
from cooperation.imports.errors import BatchError
from cooperation.imports.preview import (
    PLANNED_FIELDS,
    build_planner,
    fill_line_from_plan,
    get_line_texts,
    update_counts,
)
from cooperation.models import ImportBatch, ImportLine
from cooperation.spreadsheets.matching.lookups import IndexedPartner
from cooperation.spreadsheets.planning.context import ImportContext, TemporaryKeys

REFERENCED_WORKSHEETS = ("annuaire_partenaires", "accords", "actions")


@transaction.atomic
def correct_cell(
    batch: ImportBatch, line: ImportLine, column: str, value: str, *, by: Any
) -> ImportLine:
    """Replace the text of a cell, and plan the line again.

    Refused lines of other worksheets are planned again too: they may name it.
    """
    held = get_pending_line(batch, line)
    if column not in WORKSHEETS[held.sheet].by_code:
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
    for sheet in WRITING_ORDER:
        ours = [line for line in lines if line.sheet == sheet]
        if not ours:
            continue
        plans = build_planner(batch, sheet, context).plan(get_line_texts(ours))
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
