"""Rules between the cells of a line, and lines that duplicate a row or another line.

The rules are database constraints, with messages."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any

from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.planning.current_rows import CurrentRow
from cooperation.spreadsheets.planning.types import (
    CellChoice,
    Level,
    LinePlan,
    RowWrite,
)
from cooperation.text import normalize


class LineValues:
    """The values that a line would leave in its row."""

    def __init__(
        self,
        sheet: WorksheetSpec,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
    ) -> None:
        self.sheet, self.plan, self.write = sheet, plan, write
        self.before = current.row if current else {}

    def get(self, attname: str) -> Any:
        return self.write.values.get(attname, self.before.get(attname))

    def refuse(self, field: str, reason: Any) -> None:
        self.plan.refuse(self.sheet.by_field[field].code, reason)

    def changes(self, *attnames: str) -> bool:
        return any(name in self.write.values for name in attnames)


def check_year_order(line: LineValues) -> None:
    start, end = line.get("start_year"), line.get("end_year")
    if start and end and end < start:
        line.refuse("end_year", _("la fin précède le début"))


def check_own_share(line: LineValues) -> None:
    budget, own = line.get("budget_eur"), line.get("own_share_eur")
    if budget is not None and own is not None and own > budget:
        line.refuse("own_share_eur", _("la part dépasse le budget"))


def check_verification(line: LineValues) -> None:
    """Refuse a date without who verified, or the reverse."""
    if bool(line.get("verified_on")) != bool(line.get("verified_by")):
        reason = _("une vérification a un jour et un auteur, ou ni l’un ni l’autre")
        line.refuse("verified_on", reason)


def check_point(line: LineValues) -> None:
    if (line.get("lat") is None) != (line.get("lng") is None):
        line.refuse("lat", _("donnez la latitude et la longitude, ou aucune"))


def check_place_country(line: LineValues) -> None:
    """Refuse to move a row to another country while its place stays."""
    moved = line.changes("country_id") and not line.changes("place_id")
    if moved and line.before.get("place_id"):
        reason = _("le lieu est dans un autre pays : changez-le ou videz-le aussi")
        line.refuse("country", reason)


def check_event_date(line: LineValues) -> None:
    """Refuse a date in another year; set the year from a date alone, with a message."""
    date, year = line.get("date"), line.get("year")
    if date and year is None:
        line.write.values["year"] = date.year
        reason = _("année tirée du jour : %s") % date.year
        line.plan.add_message("jour", Level.INFORMATION, reason)
    elif date and date.year != year:
        line.refuse("date", _("le jour n’est pas dans l’année donnée"))


def check_funding_year(line: LineValues) -> None:
    if (line.get("year") or 1900) < 1900:
        line.refuse("year", _("cette année n’est pas plausible"))


RULES: dict[str, list[Callable[[LineValues], None]]] = {
    "actions": [check_year_order, check_own_share, check_verification],
    "lieux": [check_point, check_place_country],
    "financements": [check_funding_year],
    "accords": [check_place_country],
    "evenements": [check_event_date],
    "annuaire_partenaires": [check_place_country],
}


def check_rules(
    sheet: WorksheetSpec, plan: LinePlan, write: RowWrite, current: CurrentRow | None
) -> None:
    line = LineValues(sheet, plan, write, current)
    for rule in RULES.get(sheet.code, []):
        rule(line)


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
    rows_with_values = [
        (p, w, get_unique_values(model, w, before)) for p, w, before in planned
    ]
    parents = {w.values.get(parent, b.get(parent)) for _p, w, b in planned}
    rows = sheet.rows().filter(**{f"{parent}__in": [key for key in parents if key]})
    columns = list_unique_columns(model)
    known: dict[tuple[Any, ...], int] = {
        row[1:]: row[0] for row in rows.values_list("pk", *columns)
    }
    for plan, write, values in rows_with_values:
        other = known.get(values)
        is_duplicate = (other not in (None, write.key)) or values in seen
        if write.operation == "create" and is_duplicate:
            plan.writes.remove(write)
            plan.changes.clear()
            plan.add_message(
                sheet.key, Level.INFORMATION, _("déjà noté : rien n’est ajouté")
            )
        elif is_duplicate and write.operation == "change":
            plan.refuse(sheet.key, _("deviendrait le double d’une autre ligne"))
        seen.add(values)


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
