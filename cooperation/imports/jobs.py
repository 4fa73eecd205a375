"""Running imports: one at a time, their progress and states, interrupted ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psutil
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ImportState
from cooperation.models import ImportBatch

IMPORT_LOCK_ID = 815_015
START_TIMEOUT = timedelta(seconds=60)


class BatchError(Exception):
    """A refused operation: ``str()`` is the reason in French, ``details`` its lines."""

    def __init__(self, message: str, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.details = details or []


# One at a time ----------------------------------------------------------------------


def acquire_import_lock() -> None:
    """Lock out other imports until the end of the transaction.

    Raises ``BatchError`` if another import is running. The lock ends with the
    connection, so a killed process does not keep it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK_ID])
        (is_held,) = cursor.fetchone()
    if not is_held:
        raise BatchError(
            _("Un autre import est en cours : réessayez quand il est fini.")
        )


def is_import_lock_held() -> bool:
    """Return whether an import is running in any process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))",
            [IMPORT_LOCK_ID],
        )
        (is_held,) = cursor.fetchone()
        return bool(is_held)


# How far it is ----------------------------------------------------------------------


class ImportProgress:
    """Writes the progress of an import outside its transaction."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.own: Any = connections.create_connection("default")

    def show(self, done: int) -> None:
        with self.own.cursor() as cursor:
            cursor.execute(
                "UPDATE cooperation_importbatch SET steps_done = %s WHERE id = %s",
                [done, self.batch.pk],
            )

    def close(self) -> None:
        self.own.close()


@contextmanager
def track_progress(batch: ImportBatch) -> Iterator[ImportProgress]:
    progress = ImportProgress(batch)
    try:
        yield progress
    finally:
        progress.close()


# States -----------------------------------------------------------------------------


def mark_running(batch: ImportBatch, *, process: int | None = None) -> None:
    """Mark a batch as running; raise ``BatchError`` if it is not ready."""
    ready = [ImportState.READ, ImportState.INTERRUPTED]
    begun = ImportBatch.objects.filter(pk=batch.pk, state__in=ready).update(
        state=ImportState.RUNNING,
        started_at=timezone.now(),
        process=process,
        steps_done=0,
        steps=batch.lines.count(),
        problem="",
    )
    batch.refresh_from_db()
    if not begun:
        raise BatchError(get_refusal_reason(batch))


def get_refusal_reason(batch: ImportBatch) -> str:
    return {
        ImportState.RECEIVED: _("Le fichier n’est pas encore lu."),
        ImportState.TO_CORRECT: _(
            "Des lignes sont refusées : corrigez-les ou écartez-les d’abord."
        ),
        ImportState.RUNNING: _("Cet import est déjà en cours."),
        ImportState.APPLIED: _("Cet import est déjà appliqué."),
    }.get(ImportState(batch.state), _("Cet import n’attend plus rien."))


def mark_failed(batch: ImportBatch, state: str, problem: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state, problem=problem, process=None
    )
    batch.refresh_from_db()


def refresh_state(batch: ImportBatch) -> ImportBatch:
    """Return a batch with its current state; interrupted if its process died.

    Nothing of an interrupted batch is written: it is one transaction.
    """
    batch.refresh_from_db()
    if batch.state == ImportState.RUNNING and is_process_lost(batch):
        dead = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING)
        dead.update(
            state=ImportState.INTERRUPTED,
            process=None,
            problem=_("L’import a été interrompu : rien n’a été écrit. Relancez-le."),
        )
        batch.refresh_from_db()
    return batch


def is_process_lost(batch: ImportBatch) -> bool:
    """Return whether no process applies a batch that is marked as running."""
    if is_import_lock_held():
        return False
    if batch.process is not None:
        return not is_process_alive(batch.process)
    started = batch.started_at or timezone.now()
    return timezone.now() - started > START_TIMEOUT


def is_process_alive(process: int) -> bool:
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def find_interrupted_batches() -> list[ImportBatch]:
    """Refresh the running batches; return those that are interrupted."""
    running = ImportBatch.objects.filter(state=ImportState.RUNNING)
    looked = [refresh_state(batch) for batch in running]
    return [batch for batch in looked if batch.state == ImportState.INTERRUPTED]
