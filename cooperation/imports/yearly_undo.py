"""Undoing the lists of a year: the difference that they made is written back.

What undoing needs is the difference of the authorities before and after.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from cooperation.db import iter_batches, iter_relations, without_timeouts
from cooperation.enums import CollectivityKind, YearlyUpdateState
from cooperation.imports.jobs import BatchError, acquire_import_lock
from cooperation.models import Collectivity, CollectivityAlias, YearlyUpdateRun
from cooperation.reference.sync import HISTORY_REASON
from cooperation.web.jobs import JobProgress, track_progress

KINDS = [CollectivityKind.COMMUNE, CollectivityKind.EPCI]
# The columns that the lists, and the closing of authorities, may write.
WRITTEN_COLUMNS = (
    *("kind", "name", "siren", "insee_code", "epci_type", "department_id"),
    *("region_id", "epci_id", "population", "postcodes", "lat", "lng"),
    *("point_is_approximate", "closed_on", "successor_id"),
)
UNDO_REASON = f"{HISTORY_REASON} annulé"
MAX_CONFLICTS = 20
Values = dict[str, Any]


# What changed -------------------------------------------------------------------------


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


def restore_authorities(run: YearlyUpdateRun, progress: JobProgress) -> None:
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
