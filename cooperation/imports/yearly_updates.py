"""The lists of a year as staff apply them: previewed, applied by a worker, undone.

What was previewed is what is applied, or nothing: the lists are kept from one to the
other, and the changes are compared again under the lock of imports. What undoing needs
is the difference of the authorities before and after.
"""

import secrets
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskContext, TaskResultStatus, task
from simple_history.utils import bulk_update_with_history

from cooperation.db import (
    analyze_tables,
    iter_batches,
    iter_relations,
    without_timeouts,
)
from cooperation.enums import CollectivityKind, YearlyUpdateState
from cooperation.imports.jobs import (
    BatchError,
    ImportProgress,
    acquire_import_lock,
    enqueue_job,
    get_job,
    get_person,
    track_progress,
)
from cooperation.imports.upload import RETENTION_PERIOD, get_import_directory
from cooperation.models import Collectivity, CollectivityAlias, YearlyUpdateRun
from cooperation.reference.change_report import (
    MAX_LINES,
    format_change,
    get_kind_heading,
)
from cooperation.reference.edition_changes import EditionChanges
from cooperation.reference.editions import SITE_EDITION
from cooperation.reference.loading import list_yearly_steps
from cooperation.reference.source_files import ReferenceDataError
from cooperation.reference.sync import HISTORY_REASON
from cooperation.reference.yearly_update import YearlyUpdate
from cooperation.web.jobs import is_lost

KINDS = [CollectivityKind.COMMUNE, CollectivityKind.EPCI]
# The columns that the lists, and the closing of authorities, may write.
WRITTEN_COLUMNS = (
    *("kind", "name", "siren", "insee_code", "epci_type", "department_id"),
    *("region_id", "epci_id", "population", "postcodes", "lat", "lng"),
    *("point_is_approximate", "closed_on", "successor_id"),
)
FOLDER = "millesime"
FILE_NAMES = ("communes", "epcis")
UNDO_REASON = f"{HISTORY_REASON} annulé"
MAX_CONFLICTS = 20
Values = dict[str, Any]


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
    place = get_import_directory() / path
    place.mkdir(parents=True, mode=0o700)
    try:
        for name in FILE_NAMES:
            store_list(files[name], place / f"{name}.csv")
        return store_preview(build_update(path, on).plan, on, path, by)
    except ReferenceDataError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise ReferenceDataError(str(error).replace(f"{place}/", "")) from error
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def store_list(sent: Any, target: Path) -> None:
    with target.open("wb") as file:
        for chunk in sent.chunks():
            file.write(chunk)
    target.chmod(0o600)


def build_update(path: str, on: date) -> YearlyUpdate:
    """Return the update by the lists of a folder; by those of the site without one."""
    if not path:
        return YearlyUpdate()
    place = get_import_directory() / path
    communes, epcis = (place / f"{name}.csv" for name in FILE_NAMES)
    return YearlyUpdate(communes, epcis, on)


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
    except BaseException:
        problem = _("Un imprévu a tout arrêté : rien n’a changé. Recommencez.")
        same.update(state=state, problem=problem, job=None)
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
    with transaction.atomic(), track_progress(run) as progress:
        acquire_import_lock()
        without_timeouts()
        update = build_update(run.path, run.on)
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


def check_unchanged(run: YearlyUpdateRun, update: YearlyUpdate) -> None:
    if run.path and not (get_import_directory() / run.path).is_dir():
        raise BatchError(
            _("Les listes ont été effacées au bout d’un jour : envoyez-les de nouveau.")
        )
    if update.is_outdated or compute_fingerprint(update.plan) != run.fingerprint:
        raise BatchError(
            _(
                "L’annuaire a changé depuis la comparaison : rien n’est écrit. "
                "Comparez de nouveau."
            )
        )


def write_lists(update: YearlyUpdate, progress: ImportProgress) -> None:
    """Write the lists as ``load_reference`` does, step by step."""
    steps = list_yearly_steps(update)
    progress.start(len(steps))
    for _title, write in steps:
        write()
        progress.advance(1)


def read_authorities() -> dict[int, Values]:
    """Return the communes and EPCI, by key, as JSON has them."""
    rows = Collectivity.objects.filter(kind__in=KINDS).values("pk", *WRITTEN_COLUMNS)
    return {row.pop("pk"): to_json_values(row) for row in rows.iterator(2_000)}


def to_json_values(values: Values) -> Values:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def list_alias_keys() -> set[int]:
    return set(CollectivityAlias.objects.values_list("pk", flat=True))


def list_differences(before: dict[int, Values], after: dict[int, Values]) -> Values:
    """Return what changed, as ``YearlyUpdateRun.changes`` keeps it."""
    rows = []
    for key, values in after.items():
        then = before.get(key)
        if then is not None and then != values:
            names = [name for name in values if values[name] != then[name]]
            rows.append(
                [key, {n: then[n] for n in names}, {n: values[n] for n in names}]
            )
    created = [[key, row] for key, row in after.items() if key not in before]
    return {"rows": rows, "created": created}


def delete_lists(run: YearlyUpdateRun) -> None:
    if run.path:
        shutil.rmtree(get_import_directory() / run.path, ignore_errors=True)
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


# Undoing ------------------------------------------------------------------------------


def revert_update(run: YearlyUpdateRun, by: Any) -> None:
    """Restore the authorities, and delete those that the lists brought.

    Raises ``BatchError``, nothing being changed, where a later edit would be lost:
    ``details`` names the authorities.
    """
    with transaction.atomic(), track_progress(run) as progress:
        acquire_import_lock()
        without_timeouts()
        lock_authorities(run)
        conflicts = list_conflicts(run)
        if conflicts:
            message = _("Des collectivités ont changé depuis : rien n’est annulé.")
            raise BatchError(message, conflicts[:MAX_CONFLICTS])
        restore_authorities(run, progress)
        CollectivityAlias.objects.filter(pk__in=run.changes["aliases"]).delete()
        delete_created(run)
        run.state, run.job = YearlyUpdateState.UNDONE, None
        run.undone_at, run.undone_by = timezone.now(), by
        run.save(update_fields=["state", "job", "undone_at", "undone_by"])


def lock_authorities(run: YearlyUpdateRun) -> None:
    keys = [key for key, *_values in (*run.changes["rows"], *run.changes["created"])]
    rows = Collectivity._base_manager.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def list_conflicts(run: YearlyUpdateRun) -> list[str]:
    """Return why the state before cannot come back, authority by authority."""
    now = read_authorities()
    found = [
        _("« %(name)s » : supprimée depuis") % {"name": then.get("name", key)}
        if key not in now
        else _("« %(name)s » : modifiée depuis") % {"name": now[key]["name"]}
        for key, then in (
            *((key, after) for key, _before, after in run.changes["rows"]),
            *run.changes["created"],
        )
        if key not in now or any(now[key][name] != then[name] for name in then)
    ]
    return found or list_references(run)


def list_references(run: YearlyUpdateRun) -> list[str]:
    """Return what refers since to authorities that the lists brought."""
    created = {key: row["name"] for key, row in run.changes["created"]}
    restored = [key for key, *_values in run.changes["rows"]]
    found = []
    for relation in iter_relations(Collectivity):
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": created})
        if relation.related_model._meta.concrete_model is Collectivity:
            rows = rows.exclude(pk__in=[*created, *restored])
        if relation.related_model is CollectivityAlias:
            rows = rows.exclude(pk__in=run.changes["aliases"])
        label = relation.related_model._meta.verbose_name
        for key in rows.order_by().values_list(name, flat=True).distinct():
            values = {"name": created[key], "what": label}
            found.append(_("« %(name)s » : « %(what)s » s’y rattache depuis") % values)
    return found


def restore_authorities(run: YearlyUpdateRun, progress: ImportProgress) -> None:
    """Write the values of before, with a record of history for each row."""
    before = {key: values for key, values, _after in run.changes["rows"]}
    names = [name.removesuffix("_id") for name in WRITTEN_COLUMNS]
    progress.start(len(before))
    for keys in iter_batches(before, 500):
        rows = list(Collectivity._base_manager.filter(pk__in=keys))
        for row in rows:
            for name, value in before[row.pk].items():
                field: Any = Collectivity._meta.get_field(name.removesuffix("_id"))
                is_key = field.is_relation or value is None
                setattr(row, name, value if is_key else field.to_python(value))
        bulk_update_with_history(
            rows,
            Collectivity,
            names,
            batch_size=500,
            default_change_reason=UNDO_REASON,
            manager=Collectivity._base_manager,
        )
        progress.advance(len(rows))


def delete_created(run: YearlyUpdateRun) -> None:
    """Delete the authorities that the lists brought, communes before their EPCI."""
    keys = [key for key, _row in run.changes["created"]]
    for kind in KINDS:
        for row in Collectivity._base_manager.filter(pk__in=keys, kind=kind):
            row._change_reason = UNDO_REASON  # type: ignore[attr-defined]
            row.delete()
