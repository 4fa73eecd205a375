"""Lines that repeat an existing row, or another line of the file."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from django.db.models import QuerySet, UniqueConstraint
from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.spreadsheets.matching.choices import CellChoice
from cooperation.spreadsheets.resources.results import LinePlan, RowWrite

NEW_ENTRY_CODE = "nouvelle"
DuplicateKey = tuple[Any, ...]


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
    sheet: WorksheetSpec, plans: list[LinePlan], seen: set[Hashable]
) -> None:
    """Drop new rows that exist already; refuse those that become a duplicate."""
    model, parent = sheet.model, f"{sheet.parent_field}_id"
    parents = {plan.get(parent) for plan in plans}
    rows = sheet.rows().filter(**{f"{parent}__in": [key for key in parents if key]})
    columns = list_unique_columns(model)
    known: dict[tuple[Any, ...], int] = {
        row[1:]: row[0] for row in rows.values_list("pk", *columns)
    }
    for plan in plans:
        write, before = plan.write, plan.current.row if plan.current else {}
        values = get_unique_values(model, write, before)
        other = known.get(values)
        is_duplicate = (other not in (None, write.key)) or values in seen
        if write.operation == "create" and is_duplicate:
            plan.writes.remove(write)
            plan.changes.clear()
            plan.inform(sheet.key, _("déjà noté : rien n’est ajouté"))
        elif is_duplicate and write.operation == "change":
            plan.refuse(sheet.key, _("deviendrait le double d’une autre ligne"))
        seen.add(values)


def group_by_duplicate_key(
    rows: QuerySet[Any], code: str, title: str, *key: str
) -> dict[DuplicateKey, list[tuple[str, str]]]:
    """Return code and title of rows by the columns that duplicates share."""
    found = defaultdict(list)
    values = rows.order_by("pk").values_list(code, title, *key)
    for row_code, row_title, *same in values:
        found[tuple(same)].append((row_code, row_title))
    return found


def refuse_duplicates(
    plans: Iterable[tuple[LinePlan, DuplicateKey]],
    known: dict[DuplicateKey, list[tuple[str, str]]],
    seen: set[Hashable],
) -> None:
    """Refuse new entries that exist already; the cell may insist on a new one."""
    again = CellChoice(NEW_ENTRY_CODE, _("créer une autre fiche"))
    for plan, same in plans:
        others = known.get(same, [])
        if others:
            choices = [CellChoice(code, f"{title} ({code})") for code, title in others]
            reason = _("une fiche dit déjà cela : choisissez-la, ou créez-en une autre")
            plan.refuse(plan.spec.key, reason, [*choices, again])
        elif same in seen:
            plan.refuse(plan.spec.key, _("une ligne du fichier dit déjà cela"), [again])
        seen.add(same)
