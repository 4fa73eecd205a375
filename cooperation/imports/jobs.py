"""Running imports: one at a time, their progress and states, interrupted ones."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import psutil
from django.conf import settings
from django.db import connection, connections, transaction
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
    """Writes how far a process is, outside its transaction."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.own: Any = connections.create_connection("default")

        self.done = 0

    def advance(self, lines: int) -> None:
        self.done += lines
        with self.own.cursor() as cursor:
            cursor.execute(
                "UPDATE cooperation_importbatch SET steps_done = %s WHERE id = %s",
                [self.done, self.batch.pk],
            )

    def start(self, steps: int) -> None:
        """Begin anew, with a known number of lines."""
        with self.own.cursor() as cursor:
            cursor.execute(
                "UPDATE cooperation_importbatch SET steps = %s WHERE id = %s",
                [steps, self.batch.pk],
            )
        self.done = 0
        self.advance(0)

    def close(self) -> None:
        self.own.close()


@contextmanager
def track_progress(batch: ImportBatch) -> Iterator[ImportProgress]:
    progress = ImportProgress(batch)
    try:
        yield progress
    finally:
        progress.close()


# A process of its own ---------------------------------------------------------------


def run_in_subprocess(batch: ImportBatch, *options: str) -> None:
    """Start ``run_import``, which outlives the request, once this is committed."""
    transaction.on_commit(lambda: start_subprocess(batch, options))


def start_subprocess(batch: ImportBatch, options: tuple[str, ...]) -> None:
    manage = settings.BASE_DIR / "manage.py"
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, str(manage), "run_import", str(batch.pk), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Another thread waits for its end, so that it leaves no zombie.
    Thread(target=process.wait, daemon=True).start()
    at_work = ImportBatch.objects.filter(pk=batch.pk, state__in=ImportState.AT_WORK)
    at_work.update(process=process.pid)
    batch.refresh_from_db()


# States -----------------------------------------------------------------------------


def mark_running(batch: ImportBatch) -> None:
    """Mark a batch as being applied; raise ``BatchError`` if it is not ready."""
    ready = [ImportState.READ, ImportState.INTERRUPTED]
    mark_at_work(batch, ImportState.RUNNING, ready, steps=batch.lines.count())


def mark_reading(batch: ImportBatch) -> None:
    """Mark a batch as being read; raise ``BatchError`` if it is not pending."""
    steps = sum(table["rows"] for table in batch.sheets)
    mark_at_work(batch, ImportState.READING, ImportState.PENDING, steps=steps)


def mark_at_work(
    batch: ImportBatch, state: str, ready: Sequence[str], steps: int
) -> None:
    begun = ImportBatch.objects.filter(pk=batch.pk, state__in=ready).update(
        state=state,
        started_at=timezone.now(),
        process=None,
        steps_done=0,
        steps=steps,
        problem="",
    )
    batch.refresh_from_db()
    if not begun:
        raise BatchError(get_refusal_reason(batch))


def get_refusal_reason(batch: ImportBatch) -> str:
    return {
        ImportState.RECEIVED: _("Le fichier n’est pas encore lu."),
        ImportState.READING: _("Le fichier est en cours de lecture."),
        ImportState.TO_CORRECT: _(
            "Des lignes sont refusées : corrigez-les ou écartez-les d’abord."
        ),
        ImportState.RUNNING: _("Cet import est déjà en cours."),
        ImportState.APPLIED: _("Cet import est déjà appliqué."),
    }.get(ImportState(batch.state), _("Cet import est déjà terminé."))


def mark_failed(batch: ImportBatch, state: str, problem: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state, problem=problem, process=None
    )
    batch.refresh_from_db()


def refresh_state(batch: ImportBatch) -> ImportBatch:
    """Return a batch with its current state; that of before if its process died.

    Nothing of an interrupted batch is written: it is one transaction.
    """
    batch.refresh_from_db()
    if batch.is_at_work and is_process_lost(batch):
        after, problem = {
            ImportState.READING.value: (
                ImportState.RECEIVED,
                _("La lecture du fichier a été interrompue : relancez-la."),
            ),
            ImportState.RUNNING.value: (
                ImportState.INTERRUPTED,
                _("L’import a été interrompu : rien n’a été écrit. Relancez-le."),
            ),
        }[batch.state]
        dead = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        dead.update(state=after, process=None, problem=problem)
        batch.refresh_from_db()
    return batch


def is_process_lost(batch: ImportBatch) -> bool:
    """Return whether no process reads or applies a batch that is marked so."""
    if batch.state == ImportState.RUNNING and is_import_lock_held():
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
    """Refresh the batches at work; return those whose import is interrupted."""
    at_work = ImportBatch.objects.filter(state__in=ImportState.AT_WORK)
    looked = [refresh_state(batch) for batch in at_work]
    return [batch for batch in looked if batch.state == ImportState.INTERRUPTED]
