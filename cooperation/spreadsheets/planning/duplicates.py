"""New lines that duplicate a row of the database or of the file."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.planning.types import CellChoice, LinePlan, RowWrite
from cooperation.spreadsheets.report import Level
from cooperation.text import normalize

NEW_ENTRY_CODE = "nouvelle"


def list_unique_columns(model: type[Any]) -> list[str]:
    """Return the columns of the unique constraint of a child model."""
    (rule,) = [c for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    return [model._meta.get_field(name).attname for name in rule.fields]


def get_unique_values(
    model: type[Any], write: RowWrite, before: dict[str, Any]
) -> tuple[Any, ...]:
    values = []
    for name in list_unique_columns(model):
        field = model._meta.get_field(name.removesuffix("_id"))
        default = before.get(name) if before else field.get_default()
        value = write.values.get(name, default)
        values.append(str(value) if isinstance(value, str) else value)
    return tuple(values)


def drop_existing_rows(
    sheet: WorksheetSpec,
    planned: list[tuple[LinePlan, RowWrite, dict[str, Any]]],
    seen: set[Hashable],
) -> None:
    """Drop new rows that exist already; refuse those that become a duplicate."""
    model, parent = sheet.model, f"{sheet.parent_field}_id"
    says = [(p, w, get_unique_values(model, w, before)) for p, w, before in planned]
    parents = {w.values.get(parent, b.get(parent)) for _p, w, b in planned}
    rows = sheet.rows().filter(**{f"{parent}__in": [key for key in parents if key]})
    columns = list_unique_columns(model)
    known: dict[tuple[Any, ...], int] = {
        row[1:]: row[0] for row in rows.values_list("pk", *columns)
    }
    for plan, write, says_all in says:
        other = known.get(says_all)
        is_twin = (other not in (None, write.key)) or says_all in seen
        if write.operation == "create" and is_twin:
            plan.writes.remove(write)
            plan.changes.clear()
            plan.add_message(
                sheet.key, Level.INFORMATION, _("déjà noté : rien n’est ajouté")
            )
        elif is_twin and write.operation == "change":
            plan.refuse(sheet.key, _("deviendrait le double d’une autre ligne"))
        seen.add(says_all)


def get_duplicate_key(sheet: WorksheetSpec, write: RowWrite) -> tuple[Any, ...]:
    """Return what two entries that are duplicates have in common."""
    values = write.values
    if sheet.model is Action:
        return (normalize(values.get("title", "")), values.get("lead_id"))
    if sheet.model is Agreement:
        keys = ("collectivity_id", "counterpart_id", "kind")
        return tuple(values.get(key) for key in keys)
    return (normalize(values.get("name", "")), values.get("country_id"))


def refuse_duplicates(
    sheet: WorksheetSpec, planned: list[tuple[LinePlan, RowWrite]], seen: set[Hashable]
) -> None:
    """Refuse new entries that exist already; the cell may insist on a new one."""
    known = find_existing_duplicates(sheet, [write for _plan, write in planned])
    for plan, write in planned:
        same = get_duplicate_key(sheet, write)
        others = known.get(same, [])
        if others:
            again = CellChoice(NEW_ENTRY_CODE, _("créer une autre fiche"))
            choices = [CellChoice(code, f"{title} ({code})") for code, title in others]
            reason = _("une fiche dit déjà cela : choisissez-la, ou créez-en une autre")
            plan.refuse(sheet.key, reason, [*choices, again])
        elif same in seen:
            again = CellChoice(NEW_ENTRY_CODE, _("créer une autre fiche"))
            plan.refuse(sheet.key, _("une ligne du fichier dit déjà cela"), [again])
        seen.add(same)


def find_existing_duplicates(
    sheet: WorksheetSpec, writes: list[RowWrite]
) -> dict[tuple[Any, ...], list[tuple[str, str]]]:
    """Return code and title of existing entries, by duplicate key."""
    if sheet.model is Action:
        titles = sorted({normalize(write.values.get("title", "")) for write in writes})
        rows = Action.objects.filter(title_key__in=titles).values_list(
            "reference", "title", "title_key", "lead_id"
        )
    elif sheet.model is Agreement:
        signing = {write.values.get("counterpart_id") for write in writes} - {None}
        rows = Agreement.objects.filter(counterpart__in=signing).values_list(
            "reference", "title", "collectivity_id", "counterpart_id", "kind"
        )
    else:
        names = sorted({normalize(write.values.get("name", "")) for write in writes})
        rows = Partner.objects.filter(name_key__in=names).values_list(
            "slug", "name", "name_key", "country_id"
        )
    found = defaultdict(list)
    for code, title, *same in rows.order_by("pk"):
        found[tuple(same)].append((code, title))
    return found
