"""Lines of a batch corrected in the preview, or left out."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperation.enums import LineOutcome
from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.importing.batches.previewing import (
    PLANNED_FIELDS,
    described,
    planner_of,
    settle,
    texts_of,
)
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.planning.context import Context, FalseKeys
from cooperation.importing.planning.names import KnownPartner
from cooperation.models import ImportBatch, ImportLine

NAMED_ELSEWHERE = ("annuaire_partenaires", "accords", "actions")


@transaction.atomic
def correct(
    batch: ImportBatch, line: ImportLine, column: str, value: str, *, by: Any
) -> ImportLine:
    """Replace the text of a cell, and plan the line again.

    Refused lines of other worksheets are planned again too: they may name it.
    """
    held = pending_line(batch, line)
    if column not in SHEETS[held.sheet].by_code:
        raise BatchProblem(_("Cette colonne n’existe pas."))
    held.corrections = held.corrections | {column: value.strip()}
    held.save(update_fields=["corrections"])
    plan_again(batch, [held])
    if held.sheet in NAMED_ELSEWHERE:
        others = batch.lines.refused().exclude(pk=held.pk)
        plan_again(batch, list(others.exclude(sheet=held.sheet)))
    settle(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out(
    batch: ImportBatch, line: ImportLine, *, by: Any, out: bool = True
) -> ImportLine:
    """Leave a line out of the import, or include it again."""
    held = pending_line(batch, line)
    if out:
        held.outcome = LineOutcome.LEFT_OUT
        held.save(update_fields=["outcome"])
    else:
        plan_again(batch, [held])
    settle(batch)
    held.refresh_from_db()
    return held


@transaction.atomic
def leave_out_refused(batch: ImportBatch, *, by: Any) -> int:
    check_pending(batch)
    number = batch.lines.refused().update(outcome=LineOutcome.LEFT_OUT)
    settle(batch)
    return number


def pending_line(batch: ImportBatch, line: ImportLine) -> ImportLine:
    """Return a line of a pending batch, locked."""
    check_pending(batch)
    return batch.lines.select_for_update(of=("self",)).get(pk=line.pk)


def check_pending(batch: ImportBatch) -> None:
    """Lock the batch; raise ``BatchError`` unless it is pending."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not held.is_pending:
        raise BatchProblem(_("Cet import n’attend plus rien : il ne se corrige plus."))


def plan_again(batch: ImportBatch, lines: list[ImportLine]) -> None:
    """Plan some lines again, against the database and the rest of the file."""
    if not lines:
        return
    context = Context(FalseKeys())
    remember_created(batch, context, {line.pk for line in lines})
    for sheet in WRITING_ORDER:
        ours = [line for line in lines if line.sheet == sheet]
        if not ours:
            continue
        plans = planner_of(batch, sheet, context).plan(texts_of(ours))
        for line, plan in zip(ours, plans, strict=True):
            described(line, plan)
        ImportLine.objects.bulk_update(ours, PLANNED_FIELDS)


def remember_created(batch: ImportBatch, context: Context, but: set[int]) -> None:
    """Register what other lines create, so that these lines can name it."""
    made = batch.lines.filter(outcome=LineOutcome.CREATED, sheet__in=NAMED_ELSEWHERE)
    for pk, sheet, title, cells in made.values_list("pk", "sheet", "title", "cells"):
        if pk in but:
            continue
        key = context.keys.next(ImportLine)
        if sheet == "actions":
            context.actions.remember(title, key)
        elif sheet == "accords":
            context.agreements.remember(title, key)
        else:
            known = KnownPartner(key, "", title, cells.get("pays_code", ""), "")
            context.names.partners.remember(known)
