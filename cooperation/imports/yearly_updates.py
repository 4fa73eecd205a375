"""The lists of a year as staff apply them: previewed, applied by a worker, undone.

What was previewed is what is applied, or nothing: the lists are kept from one to the
other, and the changes are compared again under the lock of imports. What undoing needs
is the difference of the authorities before and after.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, TaskResultStatus, task

from cooperation.db import (
    analyze_tables,
    without_timeouts,
)
from cooperation.enums import YearlyUpdateState
from cooperation.imports.jobs import (
    BatchError,
    acquire_import_lock,
    enqueue_job,
    get_person,
)
from cooperation.imports.pending_files import (
    has_folder,
    make_folder,
    open_folder,
    remove_folder,
)
from cooperation.imports.upload import RETENTION_PERIOD
from cooperation.imports.yearly_undo import (
    list_alias_keys,
    list_differences,
    read_authorities,
    revert_update,
)
from cooperation.models import Collectivity, YearlyUpdateRun
from cooperation.reference.change_report import (
    MAX_LINES,
    format_change,
    get_kind_heading,
)
from cooperation.reference.edition_changes import EditionChanges
from cooperation.reference.editions import SITE_EDITION
from cooperation.reference.loading import list_yearly_steps
from cooperation.reference.source_files import ReferenceDataError
from cooperation.reference.yearly_update import YearlyUpdate
from cooperation.web.jobs import (
    JobProgress,
    describe_interruption,
    get_job,
    is_lost,
    track_progress,
)

FOLDER = "millesime"
FILE_NAMES = ("communes", "epcis")


# Preview ------------------------------------------------------------------------------


def preview_site_lists(*, by: Any) -> YearlyUpdateRun:
    """Compare the lists of the site with the directory."""
    update = YearlyUpdate()
    if update.is_outdated:
        raise ReferenceDataError(
            _(
                "L’annuaire connaît des listes plus récentes que celles du site : "
                "envoyez celles de la nouvelle année."
            )
        )
    return store_preview(update.plan, SITE_EDITION, "", by)


def preview_lists(files: dict[str, Any], on: date, *, by: Any) -> YearlyUpdateRun:
    """Keep two lists, and compare them with the directory.

    Raises ``ReferenceDataError``, and keeps nothing, for lists that cannot be applied.
    """
    path = f"{FOLDER}/{secrets.token_urlsafe(16)}"
    with make_folder(path) as place:
        for name in FILE_NAMES:
            store_list(files[name], place / f"{name}.csv")
    try:
        with open_update(path, on) as update:
            return store_preview(update.plan, on, path, by)
    except BaseException:
        remove_folder(path)
        raise


def store_list(sent: Any, target: Path) -> None:
    with target.open("wb") as file:
        for chunk in sent.chunks():
            file.write(chunk)
    target.chmod(0o600)


@contextmanager
def open_update(path: str, on: date) -> Iterator[YearlyUpdate]:
    """Yield the update by the lists of a folder; by those of the site without one."""
    if not path:
        yield YearlyUpdate()
        return
    with open_folder(path) as place:
        communes, epcis = (place / f"{name}.csv" for name in FILE_NAMES)
        try:
            yield YearlyUpdate(communes, epcis, on)
        except ReferenceDataError as error:
            raise ReferenceDataError(str(error).replace(f"{place}/", "")) from error


def store_preview(
    plan: EditionChanges, on: date, path: str, by: Any
) -> YearlyUpdateRun:
    return YearlyUpdateRun.objects.create(
        on=on,
        path=path,
        uses_site_lists=not path,
        fingerprint=compute_fingerprint(plan),
        summary=summarize_changes(plan),
        unchanged=plan.unchanged,
        compared_by=by,
    )


def compute_fingerprint(plan: EditionChanges) -> str:
    """Return a digest of the changes; how many entries one has is none of them."""
    lines = [
        f"{one.kind}|{one.code}|{one.name}|{one.before}|{one.after}|{one.successor}"
        for one in plan.changes
    ]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def summarize_changes(plan: EditionChanges) -> list[tuple[str, int, list[str]]]:
    """Return the changes by kind: title, number, sentences about the first ones."""
    return [
        (
            get_kind_heading(kind),
            len(changes),
            [format_change(one) for one in changes[:MAX_LINES]],
        )
        for kind, changes in plan.group_by_kind()
    ]


# Jobs ---------------------------------------------------------------------------------


def start_update(run: YearlyUpdateRun, *, by: Any) -> None:
    """Have a worker apply a preview; raise ``BatchError`` if it is at work or done."""
    with transaction.atomic():
        mark_at_work(run, YearlyUpdateState.PREVIEWED, YearlyUpdateState.RUNNING)
        enqueue_job(run, apply_yearly_update, by)


def start_undo(run: YearlyUpdateRun, *, by: Any) -> None:
    with transaction.atomic():
        mark_at_work(run, YearlyUpdateState.APPLIED, YearlyUpdateState.UNDOING)
        enqueue_job(run, undo_yearly_update, by)


def mark_at_work(run: YearlyUpdateRun, ready: str, state: str) -> None:
    """Mark a run as being at work, once: a second click or tab is refused."""
    begun = YearlyUpdateRun.objects.filter(pk=run.pk, state=ready).update(
        state=state, steps=0, steps_done=0, problem="", job=None
    )
    run.refresh_from_db()
    if not begun:
        message = _("Rien de plus n’a été fait : %(state)s.")
        raise BatchError(message % {"state": run.get_state_display()})


@task(takes_context=True)
def apply_yearly_update(context: TaskContext, key: int, by: int | None) -> None:
    run_job(context, key, YearlyUpdateState.PREVIEWED, apply_update, by)


@task(takes_context=True)
def undo_yearly_update(context: TaskContext, key: int, by: int | None) -> None:
    run_job(context, key, YearlyUpdateState.APPLIED, revert_update, by)


def run_job(
    context: TaskContext,
    key: int,
    state: str,
    work: Callable[[YearlyUpdateRun, Any], None],
    by: int | None,
) -> None:
    """Do a job on a run; if it is refused, its page says why, in the state before."""
    same = YearlyUpdateRun.objects.filter(pk=key, job=context.task_result.id)
    run = same.filter(state__in=YearlyUpdateState.AT_WORK).first()
    if run is None:
        return
    try:
        work(run, get_person(by))
    except (BatchError, ReferenceDataError) as error:
        text = "\n".join([str(error), *getattr(error, "details", [])])
        same.update(state=state, problem=text, job=None)
    except DatabaseError as error:
        reason = str(error).splitlines()[0]
        problem = _("La base refuse : rien n’a changé. %s") % reason
        same.update(state=state, problem=problem, job=None)
    except BaseException as error:
        problem = _("Un imprévu a tout arrêté : rien n’a changé. Recommencez.")
        why = describe_interruption(error, problem)
        same.update(state=state, problem=why, job=None)
        raise


def refresh_run(run: YearlyUpdateRun) -> YearlyUpdateRun:
    """Return a run with its state; that of before if the process of its job died."""
    if not run.is_at_work:
        return run
    job = get_job(run)
    at_work = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    if job is not None and job.status in at_work and not is_lost(job):
        return run
    before = {
        YearlyUpdateState.RUNNING: YearlyUpdateState.PREVIEWED,
        YearlyUpdateState.UNDOING: YearlyUpdateState.APPLIED,
    }[YearlyUpdateState(run.state)]
    problem = _("Le traitement a été interrompu : rien n’a changé. Relancez-le.")
    same = YearlyUpdateRun.objects.filter(pk=run.pk, state=run.state, job=run.job)
    same.update(state=before, job=None, problem=problem)
    run.refresh_from_db()
    return run


# Applying -----------------------------------------------------------------------------


def apply_update(run: YearlyUpdateRun, by: Any) -> None:
    """Write what the preview showed, or nothing.

    Raises ``BatchError`` where the directory changed since, or the lists are gone.
    """
    check_lists(run)
    with (
        open_update(run.path, run.on) as update,
        transaction.atomic(),
        track_progress(run) as progress,
    ):
        acquire_import_lock()
        without_timeouts()
        check_unchanged(run, update)
        before = read_authorities()
        aliases = list_alias_keys()
        write_lists(update, progress)
        run.changes = list_differences(before, read_authorities())
        run.changes["aliases"] = sorted(list_alias_keys() - aliases)
        run.state, run.job = YearlyUpdateState.APPLIED, None
        run.applied_at, run.applied_by = timezone.now(), by
        run.save(update_fields=["changes", "state", "job", "applied_at", "applied_by"])
    delete_lists(run)
    analyze_tables([Collectivity._meta.db_table])


def check_lists(run: YearlyUpdateRun) -> None:
    """Raise ``BatchError`` if the lists of a preview are gone."""
    if run.path and not has_folder(run.path):
        raise BatchError(
            _("Les listes ont été effacées au bout d’un jour : envoyez-les de nouveau.")
        )


def check_unchanged(run: YearlyUpdateRun, update: YearlyUpdate) -> None:
    if update.is_outdated or compute_fingerprint(update.plan) != run.fingerprint:
        raise BatchError(
            _(
                "L’annuaire a changé depuis la comparaison : rien n’est écrit. "
                "Comparez de nouveau."
            )
        )


def write_lists(update: YearlyUpdate, progress: JobProgress) -> None:
    """Write the lists as ``load_reference`` does, step by step."""
    steps = list_yearly_steps(update)
    progress.start(len(steps))
    for _title, write in steps:
        write()
        progress.advance(1)


def delete_lists(run: YearlyUpdateRun) -> None:
    if run.path:
        remove_folder(run.path)
        YearlyUpdateRun.objects.filter(pk=run.pk).update(path="")


def purge_previews(older_than: timedelta = RETENTION_PERIOD) -> int:
    """Discard previews that nobody applied for a day, with their lists."""
    old = YearlyUpdateRun.objects.filter(
        state=YearlyUpdateState.PREVIEWED,
        compared_at__lt=timezone.now() - older_than,
    )
    runs = list(old)
    for run in runs:
        delete_lists(run)
    return old.update(state=YearlyUpdateState.DISCARDED)
