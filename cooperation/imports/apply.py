"""Apply a batch in one transaction, at once or by a worker."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from cooperation.db import iter_batches, without_timeouts
from cooperation.enums import ImportState, LineOutcome
from cooperation.imports.jobs import (
    MAX_LINES_IN_REQUEST,
    BatchError,
    acquire_import_lock,
    enqueue_job,
    get_batch_of_job,
    get_person,
    mark_failed,
    mark_running,
    refresh_state,
)
from cooperation.imports.preview import (
    PLANNED_FIELDS,
    build_batch_resource,
    fill_line_from_plan,
    plan_stored_lines,
    update_counts,
)
from cooperation.models import ImportBatch, ImportLine
from cooperation.search.fulltext import defer_search_vectors
from cooperation.spreadsheets.resources.base import WorksheetResource, Writer
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.registry import IMPORT_ORDER, get_import_spec
from cooperation.spreadsheets.resources.results import LinePlan
from cooperation.spreadsheets.writing.keys import SequenceKeys
from cooperation.spreadsheets.writing.writer import PlanWriter
from cooperation.web.jobs import JobProgress, describe_interruption, track_progress

APPLY_CHUNK_SIZE = 500
MAX_DETAILS = 20


class OutdatedPreview(Exception):
    """Raised when the plan of some lines differs from their preview."""

    def __init__(self, lines: list[ImportLine]) -> None:
        super().__init__()
        self.lines = lines


def start_import(batch: ImportBatch, *, by: Any) -> None:
    """Apply a small batch at once, have a worker apply a large one."""
    refresh_state(batch)
    if batch.lines.count() <= MAX_LINES_IN_REQUEST:
        apply_batch(batch, by=by)
        return
    with transaction.atomic():
        mark_running(batch)
        enqueue_job(batch, run_import, by)


@task(takes_context=True)
def run_import(context: TaskContext, batch: int, by: int | None) -> None:
    """Apply a batch that is marked so; its page says why it is refused, if it is."""
    held = get_batch_of_job(context, batch)
    if held:
        with suppress(BatchError):
            apply_batch(held, by=get_person(by), begun=True)


def apply_batch(batch: ImportBatch, *, by: Any, begun: bool = False) -> None:
    """Write what the preview showed, if the plan is unchanged.

    Raises ``BatchError``, nothing being written: lines to correct, another import
    running, entries changed since the preview (these lines are planned again).
    """
    if not begun:
        refresh_state(batch)
        mark_running(batch)
    try:
        with transaction.atomic(), track_progress(batch) as progress:
            write_all_lines(batch, by, progress)
    except OutdatedPreview as error:
        refuse_outdated_preview(batch, error.lines)
    except BatchError as error:
        mark_failed(batch, ImportState.READ, str(error))
        raise
    except DatabaseError as error:
        mark_failed(batch, ImportState.READ, error_message(error))
        raise BatchError(error_message(error)) from error
    except BaseException as error:
        problem = _("Un imprévu a arrêté l’import : rien n’est écrit.")
        mark_failed(batch, ImportState.READ, describe_interruption(error, problem))
        raise
    batch.refresh_from_db()


def write_all_lines(batch: ImportBatch, by: Any, progress: JobProgress) -> None:
    """Plan and write every line, in the current transaction."""
    acquire_import_lock()
    without_timeouts()
    writer = PlanWriter(batch, by)
    guard = PreviewGuard(writer)
    with defer_search_vectors(writer.touched):
        for lines, resource in iter_included_lines(batch, guard):
            guard.lines = lines
            plan_stored_lines(resource, lines)
            progress.advance(len(lines))
        if guard.outdated:
            raise OutdatedPreview(guard.outdated)
    if progress.done > MAX_LINES_IN_REQUEST:
        writer.analyze_written()
    mark_applied(batch, by, progress.done)


def mark_applied(batch: ImportBatch, by: Any, lines: int) -> None:
    """Mark a batch as applied; raise ``BatchError`` if it was begun anew since."""
    same = ImportBatch.objects.filter(state=ImportState.RUNNING, job=batch.job)
    applied = same.filter(pk=batch.pk).update(
        state=ImportState.APPLIED,
        applied_at=timezone.now(),
        applied_by=by,
        job=None,
        steps_done=lines,
    )
    if not applied:
        raise BatchError(_("Cet import a été relancé entre-temps."))


class PreviewGuard:
    """Hands plans to a writer as long as they are what the preview showed."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.lines: list[ImportLine] = []
        self.outdated: list[ImportLine] = []

    def write(self, plans: list[LinePlan]) -> None:
        self.outdated += find_outdated_lines(self.lines, plans)
        if not self.outdated:
            self.writer.write(plans)


def iter_included_lines(
    batch: ImportBatch, writer: Writer
) -> Iterator[tuple[list[ImportLine], WorksheetResource]]:
    """Yield the lines that are not left out, in chunks, in the order of writing."""
    context = ImportContext(SequenceKeys(), publishes=batch.publishes_new)
    included = batch.lines.exclude(outcome=LineOutcome.LEFT_OUT)
    for sheet in IMPORT_ORDER:
        rows = included.filter(sheet=sheet).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        if not keys:
            continue
        resource = build_batch_resource(batch, sheet, context, writer)
        for some in iter_batches(keys, APPLY_CHUNK_SIZE):
            yield list(rows.filter(pk__in=some)), resource


def find_outdated_lines(
    lines: list[ImportLine], plans: list[LinePlan]
) -> list[ImportLine]:
    """Return the lines whose plan differs from the preview, updated to the new plan."""
    return [
        fill_line_from_plan(line, plan)
        for line, plan in zip(lines, plans, strict=True)
        if (line.outcome, line.changes) != (plan.outcome, plan.changes)
    ]


def refuse_outdated_preview(batch: ImportBatch, lines: list[ImportLine]) -> None:
    """Save the new plan of outdated lines, and raise ``BatchError``."""
    ImportLine.objects.bulk_update(lines, PLANNED_FIELDS)
    update_counts(batch)
    message = _(
        "Des fiches ont changé depuis l’aperçu : relisez-les, puis recommencez."
    )
    batch.problem = message
    batch.save(update_fields=["problem"])
    details = [
        _("%(sheet)s, ligne %(line)s : %(title)s")
        % {
            "sheet": get_import_spec(line.sheet).label,
            "line": line.line,
            "title": line.title or "—",
        }
        for line in lines[:MAX_DETAILS]
    ]
    raise BatchError(message, details)


def error_message(error: DatabaseError) -> str:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, IntegrityError):
        return _("La base refuse ces lignes, rien n’est écrit : %s") % reason
    return _("La base n’a pas pu finir, rien n’est écrit : réessayez (%s)") % reason
