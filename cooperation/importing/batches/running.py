"""One import at a time; how far it is; what became of one that was killed."""

import subprocess
import sys
from collections.abc import Iterator
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
from cooperation.importing.batches.problems import BatchProblem
from cooperation.models import ImportBatch

LOCK = 815_015
MOST_AT_ONCE = 500
TIME_TO_START = timedelta(seconds=60)


# One at a time ----------------------------------------------------------------------


def hold_the_lock() -> None:
    """Keep other imports out until the end of the transaction.

    Raises ``BatchProblem`` where another import is at work. The lock goes with the
    connection: that of a killed process is free.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_held,) = cursor.fetchone()
    if not is_held:
        raise BatchProblem(
            _("Un autre import est en cours : réessayez quand il est fini.")
        )


def is_lock_held() -> bool:
    """Say whether an import is at work, whoever started it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK],
        )
        (is_held,) = cursor.fetchone()
        return bool(is_held)


# How far it is ----------------------------------------------------------------------


class Progress:
    """Writes how far an import is outside its transaction, so that others see it."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self.own: Any = connections.create_connection("default")

    def show(self, done: int) -> None:
        """Show how many lines are done."""
        with self.own.cursor() as cursor:
            cursor.execute(
                "UPDATE cooperation_importbatch SET steps_done = %s WHERE id = %s",
                [done, self.batch.pk],
            )

    def close(self) -> None:
        """Close the connection."""
        self.own.close()


@contextmanager
def progress_of(batch: ImportBatch) -> Iterator[Progress]:
    """Give what shows how far an import is."""
    progress = Progress(batch)
    try:
        yield progress
    finally:
        progress.close()


# States -----------------------------------------------------------------------------


def begin(batch: ImportBatch, *, process: int | None = None) -> None:
    """Note that a batch is being applied; refuse one that is not ready."""
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
        raise BatchProblem(why_not(batch))


def why_not(batch: ImportBatch) -> str:
    """Say why a batch cannot be applied."""
    return {
        ImportState.RECEIVED: _("Le fichier n’est pas encore lu."),
        ImportState.TO_CORRECT: _(
            "Des lignes sont refusées : corrigez-les ou écartez-les d’abord."
        ),
        ImportState.RUNNING: _("Cet import est déjà en cours."),
        ImportState.APPLIED: _("Cet import est déjà appliqué."),
    }.get(ImportState(batch.state), _("Cet import n’attend plus rien."))


def fail(batch: ImportBatch, state: str, problem: str) -> None:
    """Note that nothing was applied, and why."""
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state, problem=problem, process=None
    )
    batch.refresh_from_db()


def look(batch: ImportBatch) -> ImportBatch:
    """Give a batch as it stands; one whose process died is interrupted, and says so.

    Nothing of it was done: all of it is one transaction.
    """
    batch.refresh_from_db()
    if batch.state == ImportState.RUNNING and is_dead(batch):
        dead = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING)
        dead.update(
            state=ImportState.INTERRUPTED,
            process=None,
            problem=_("L’import a été interrompu : rien n’a été écrit. Relancez-le."),
        )
        batch.refresh_from_db()
    return batch


def is_dead(batch: ImportBatch) -> bool:
    """Say whether nobody applies a batch that is said to be in progress."""
    if is_lock_held():
        return False
    if batch.process is not None:
        return not is_alive(batch.process)
    started = batch.started_at or timezone.now()
    return timezone.now() - started > TIME_TO_START


def is_alive(process: int) -> bool:
    """Say whether a process is there and at work."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def look_at_all() -> list[ImportBatch]:
    """Find the batches that were killed; give those that are interrupted now."""
    running = ImportBatch.objects.filter(state=ImportState.RUNNING)
    looked = [look(batch) for batch in running]
    return [batch for batch in looked if batch.state == ImportState.INTERRUPTED]


# Start ------------------------------------------------------------------------------


def start(batch: ImportBatch, *, by: Any) -> None:
    """Apply a small batch at once; let a process of its own apply a large one."""
    from cooperation.importing.batches.applying import apply  # noqa: PLC0415 -- cycle

    look(batch)
    if batch.lines.count() <= MOST_AT_ONCE:
        apply(batch, by=by)
        return
    begin(batch)
    transaction.on_commit(lambda: run_apart(batch, by))


def run_apart(batch: ImportBatch, by: Any) -> None:
    """Start the process that applies a batch, which outlives the request."""
    manage = settings.BASE_DIR / "manage.py"
    program = [sys.executable, str(manage), "run_import", str(batch.pk)]
    if by is not None:
        program += ["--by", str(by.pk)]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        program,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Its end is waited for apart, so that no dead process lingers.
    Thread(target=process.wait, daemon=True).start()
    running = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING)
    running.update(process=process.pid)
    batch.refresh_from_db()
