"""Apply a batch in one transaction."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState, LineOutcome
from cooperation.exchange.sheets import SHEETS, WRITING_ORDER
from cooperation.importing.batches.previewing import (
    PLANNED_FIELDS,
    described,
    planner_of,
    settle,
    some_at_a_time,
    texts_of,
)
from cooperation.importing.batches.problems import BatchProblem
from cooperation.importing.batches.running import (
    Progress,
    begin,
    fail,
    hold_the_lock,
    look,
    progress_of,
)
from cooperation.importing.planning.context import Context
from cooperation.importing.planning.planner import SheetPlanner
from cooperation.importing.planning.plans import Plan
from cooperation.importing.taking_time import take_time
from cooperation.importing.writing.keys import SequenceKeys
from cooperation.importing.writing.writer import Writer
from cooperation.models import ImportBatch, ImportLine
from cooperation.search import words_of_some_at_the_end

AT_ONCE = 500
MOST_TOLD = 20


class Stale(Exception):
    """Raised when the plan of some lines differs from their preview."""

    def __init__(self, lines: list[ImportLine]) -> None:
        super().__init__()
        self.lines = lines


def apply(batch: ImportBatch, *, by: Any, begun: bool = False) -> None:
    """Write what the preview showed, if the plan is unchanged.

    Raises ``BatchError``, nothing being written: lines to correct, another import
    running, entries changed since the preview (these lines are planned again).
    """
    if not begun:
        look(batch)
        begin(batch)
    try:
        with transaction.atomic(), progress_of(batch) as progress:
            write_all(batch, by, progress)
    except Stale as error:
        stale(batch, error.lines)
    except BatchProblem as error:
        fail(batch, ImportState.READ, str(error))
        raise
    except DatabaseError as error:
        fail(batch, ImportState.READ, because(error))
        raise BatchProblem(because(error)) from error
    except BaseException:
        fail(
            batch,
            ImportState.READ,
            _("Un imprévu a arrêté l’import : rien n’est écrit."),
        )
        raise
    batch.refresh_from_db()


def write_all(batch: ImportBatch, by: Any, progress: Progress) -> None:
    """Plan and write every line, in the current transaction."""
    hold_the_lock()
    take_time()
    context = Context(SequenceKeys())
    writer = Writer(batch, by)
    done = 0
    stale: list[ImportLine] = []
    with words_of_some_at_the_end(writer.touched):
        for lines, planner in kept_lines(batch, context):
            hold(lines)
            plans = planner.plan(texts_of(lines))
            stale += compared(lines, plans)
            if not stale:
                writer.write(plans)
            done += len(lines)
            progress.show(done)
        if stale:
            raise Stale(stale)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.APPLIED,
        applied_at=timezone.now(),
        applied_by=by,
        process=None,
        steps_done=done,
    )


def kept_lines(
    batch: ImportBatch, context: Context
) -> Iterator[tuple[list[ImportLine], SheetPlanner]]:
    """Yield the lines that are not left out, in chunks, in the order of writing."""
    kept = batch.lines.exclude(outcome=LineOutcome.LEFT_OUT)
    for sheet in WRITING_ORDER:
        rows = kept.filter(sheet=sheet).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        if not keys:
            continue
        planner = planner_of(batch, sheet, context)
        for some in some_at_a_time(keys, AT_ONCE):
            yield list(rows.filter(pk__in=some)), planner


def hold(lines: list[ImportLine]) -> None:
    """Lock the rows that lines change, and their parent entries.

    The transaction waits for a change that is being written; later ones wait for it.
    """
    keys = sorted({line.object_id for line in lines if line.object_id})
    if not keys:
        return
    sheet = SHEETS[lines[0].sheet]
    if sheet.is_child:
        parents = sheet.rows().filter(pk__in=keys).values(sheet.parent_field)
        owners = SHEETS[sheet.parent].rows().filter(pk__in=parents).order_by("pk")
        list(owners.select_for_update(of=("self",), no_key=True).values_list("pk"))
    rows = sheet.rows().filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def compared(lines: list[ImportLine], plans: list[Plan]) -> list[ImportLine]:
    """Return the lines whose plan differs from the preview, updated to the new plan."""
    return [
        described(line, plan)
        for line, plan in zip(lines, plans, strict=True)
        if (line.outcome, line.changes) != (plan.outcome, plan.changes)
    ]


def stale(batch: ImportBatch, lines: list[ImportLine]) -> None:
    """Save the new plan of outdated lines, and raise ``BatchError``."""
    ImportLine.objects.bulk_update(lines, PLANNED_FIELDS)
    settle(batch)
    message = _(
        "Des fiches ont changé depuis l’aperçu : relisez-les, puis recommencez."
    )
    batch.problem = message
    batch.save(update_fields=["problem"])
    details = [
        _("%(sheet)s, ligne %(line)s : %(title)s")
        % {
            "sheet": SHEETS[line.sheet].label,
            "line": line.line,
            "title": line.title or "—",
        }
        for line in lines[:MOST_TOLD]
    ]
    raise BatchProblem(message, details)


def because(error: DatabaseError) -> str:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, IntegrityError):
        return _("La base refuse ces lignes, rien n’est écrit : %s") % reason
    return _("La base n’a pas pu finir, rien n’est écrit : réessayez (%s)") % reason
