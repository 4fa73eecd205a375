"""Years, dates and amounts as people write them; a message tells each assumption."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import ColumnSpec, SheetSpec
from cooperation.importing.planning.cells import Unread
from cooperation.importing.planning.money import Rates
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.planning.state import Current
from cooperation.importing.planning.texts import undefused
from cooperation.importing.reading.texts import is_no_value
from cooperation.importing.report import Level
from cooperation.importing.values import (
    NotUnderstood,
    say_amount,
    say_date,
    say_year,
    say_years,
)
from cooperation.models.common import FIRST_YEAR, LAST_YEAR

EURO = "EUR"
# Which year an amount is of, and where the original of a converted one is kept.
YEARS = {"amount": "year", "budget_eur": "start_year", "own_share_eur": "start_year"}
NOTES = {
    "amount": ("note", 300),
    "budget_eur": ("source_note", 2_000),
    "own_share_eur": ("source_note", 2_000),
}


def unread(error: NotUnderstood, example: Any) -> Unread:
    reason = error.reason or _("illisible")
    return Unread(
        _("%(reason)s ; écrivez par exemple %(example)s")
        % {
            "reason": reason,
            "example": example,
        }
    )


def remark(plan: Plan, code: str, text: str) -> None:
    if text:
        plan.say(code, Level.INFORMATION, text)


def is_formula(text: str, code: str, plan: Plan) -> bool:
    """Return whether a cell holds a formula without result, and add a message if so."""
    is_one = is_no_value(undefused(text))
    if is_one:
        remark(plan, code, _("formule sans résultat : aucune valeur n’est retenue"))
    return is_one


def is_plain(text: str) -> bool:
    """Return whether a text is a plausible year and nothing else."""
    return (
        len(text) == 4
        and text.isascii()
        and text.isdecimal()
        and FIRST_YEAR <= int(text) <= LAST_YEAR
    )


def one_year(text: str, code: str, plan: Plan) -> int | None:
    if is_plain(text):
        return int(text)
    if is_formula(text, code, plan):
        return None
    try:
        value, said = say_year(text)
    except NotUnderstood as error:
        raise unread(error, "2019") from error
    remark(plan, code, said)
    return value


def year(
    sheet: SheetSpec, column: ColumnSpec, text: str, plan: Plan, write: Write
) -> int | None:
    """Return a year; a start such as "2012-2015" may set an empty end too."""
    if is_plain(text):
        return int(text)
    if column.field != "start_year" or is_no_value(undefused(text)):
        return one_year(text, column.code, plan)
    try:
        years, said = say_years(text)
    except NotUnderstood as error:
        raise unread(error, "2019") from error
    remark(plan, column.code, said)
    end = sheet.by_field["end_year"]
    if years.end and not plan.texts.get(end.code):
        write.values["end_year"] = years.end
        plan.note(end, "", years.end)
    return years.start


def whole_day(column: ColumnSpec, text: str, plan: Plan) -> datetime.date | None:
    """Return a date; raise ``UnreadableCell`` if its month or day is missing."""
    if is_formula(text, column.code, plan):
        return None
    try:
        found, said = say_date(text)
    except NotUnderstood as error:
        raise unread(error, "24/06/1995") from error
    remark(plan, column.code, said)
    if found is None:
        return None
    if found.month is None or found.day is None:
        raise Unread(_("il faut un jour entier, par exemple 24/06/1995"))
    return datetime.date(found.year, found.month, found.day)


def amount_in_euros(
    text: str, code: str, year: int | None, plan: Plan, rates: Rates
) -> tuple[Decimal | None, str]:
    """Return an amount in euros, and a note on the original if it was converted."""
    if text.isascii() and text.isdecimal() and len(text) <= 12:
        return Decimal(text), ""
    if is_formula(text, code, plan):
        return None, ""
    try:
        money, said = say_amount(text)
    except NotUnderstood as error:
        raise unread(error, "50 000 €") from error
    remark(plan, code, said)
    if money is None or money.currency == EURO:
        return (money.amount if money else None), ""
    euros, kept = rates.in_euros(money.amount, money.currency, year)
    converted = _("converti : %(original)s, soit %(euros)s €")
    remark(plan, code, converted % {"original": kept, "euros": euros})
    return euros, kept


def amount(
    column: ColumnSpec,
    text: str,
    plan: Plan,
    write: Write,
    current: Current | None,
    rates: Rates,
) -> Decimal | None:
    """Return an amount in euros at its year's rate; keep the original in a note."""
    before = current.row if current else {}
    name = YEARS[column.field]
    year = write.values.get(name, before.get(name))
    euros, kept = amount_in_euros(text, column.code, year, plan, rates)
    if kept:
        field, longest = NOTES[column.field]
        told = write.values.get(field, before.get(field)) or ""
        if kept not in told:
            write.values[field] = " ; ".join(filter(None, [told, kept]))[:longest]
    return euros
