"""Rules between the cells of a line: database constraints, with messages."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.spreadsheets.planning.current_rows import CurrentRow
from cooperation.spreadsheets.planning.types import LinePlan, RowWrite
from cooperation.spreadsheets.report import Level


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
