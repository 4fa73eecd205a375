"""Years, dates and amounts as people write them; a message tells each assumption."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnSpec, WorksheetSpec
from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing import (
    ParseError,
    parse_amount,
    parse_date,
    parse_year,
    parse_years,
)
from cooperation.spreadsheets.files.cell_text import is_formula_or_error
from cooperation.spreadsheets.planning.cell_text import unescape_formula
from cooperation.spreadsheets.planning.cells import UnreadableCell
from cooperation.spreadsheets.planning.currencies import CurrencyRates
from cooperation.spreadsheets.planning.current_rows import CurrentRow
from cooperation.spreadsheets.planning.types import LinePlan, RowWrite
from cooperation.spreadsheets.report import Level

EURO = "EUR"
# Which year an amount is of, and where the original of a converted one is kept.
YEAR_FIELDS = {
    "amount": "year",
    "budget_eur": "start_year",
    "own_share_eur": "start_year",
}
NOTE_FIELDS = {
    "amount": ("note", 300),
    "budget_eur": ("source_note", 2_000),
    "own_share_eur": ("source_note", 2_000),
}


def build_cell_error(error: ParseError, example: Any) -> UnreadableCell:
    reason = error.reason or _("illisible")
    return UnreadableCell(
        _("%(reason)s ; écrivez par exemple %(example)s")
        % {
            "reason": reason,
            "example": example,
        }
    )


def add_information(plan: LinePlan, code: str, text: str) -> None:
    if text:
        plan.add_message(code, Level.INFORMATION, text)


def skip_uncomputed_formula(text: str, code: str, plan: LinePlan) -> bool:
    """Return whether a cell holds a formula without result, and add a message if so."""
    is_one = is_formula_or_error(unescape_formula(text))
    if is_one:
        add_information(
            plan, code, _("formule sans résultat : aucune valeur n’est retenue")
        )
    return is_one


def is_plain_year(text: str) -> bool:
    """Return whether a text is a plausible year and nothing else."""
    return (
        len(text) == 4
        and text.isascii()
        and text.isdecimal()
        and FIRST_YEAR <= int(text) <= LAST_YEAR
    )


def read_year_cell(text: str, code: str, plan: LinePlan) -> int | None:
    if is_plain_year(text):
        return int(text)
    if skip_uncomputed_formula(text, code, plan):
        return None
    try:
        value, said = parse_year(text)
    except ParseError as error:
        raise build_cell_error(error, "2019") from error
    add_information(plan, code, said)
    return value


def read_year_column(
    sheet: WorksheetSpec, column: ColumnSpec, text: str, plan: LinePlan, write: RowWrite
) -> int | None:
    """Return a year; a start such as "2012-2015" may set an empty end too."""
    if is_plain_year(text):
        return int(text)
    if column.field != "start_year" or is_formula_or_error(unescape_formula(text)):
        return read_year_cell(text, column.code, plan)
    try:
        years, said = parse_years(text)
    except ParseError as error:
        raise build_cell_error(error, "2019") from error
    add_information(plan, column.code, said)
    end = sheet.by_field["end_year"]
    if years.end and not plan.texts.get(end.code):
        write.values["end_year"] = years.end
        plan.add_change(end, "", years.end)
    return years.start


def read_whole_date(
    column: ColumnSpec, text: str, plan: LinePlan
) -> datetime.date | None:
    """Return a date; raise ``UnreadableCell`` if its month or day is missing."""
    if skip_uncomputed_formula(text, column.code, plan):
        return None
    try:
        found, said = parse_date(text)
    except ParseError as error:
        raise build_cell_error(error, "24/06/1995") from error
    add_information(plan, column.code, said)
    if found is None:
        return None
    if found.month is None or found.day is None:
        raise UnreadableCell(_("il faut un jour entier, par exemple 24/06/1995"))
    return datetime.date(found.year, found.month, found.day)


def read_amount_in_euros(
    text: str, code: str, year: int | None, plan: LinePlan, rates: CurrencyRates
) -> tuple[Decimal | None, str]:
    """Return an amount in euros, and a note on the original if it was converted."""
    if text.isascii() and text.isdecimal() and len(text) <= 12:
        return Decimal(text), ""
    if skip_uncomputed_formula(text, code, plan):
        return None, ""
    try:
        money, said = parse_amount(text)
    except ParseError as error:
        raise build_cell_error(error, "50 000 €") from error
    add_information(plan, code, said)
    if money is None or money.currency == EURO:
        return (money.amount if money else None), ""
    euros, kept = rates.convert_to_euros(money.amount, money.currency, year)
    converted = _("converti : %(original)s, soit %(euros)s €")
    add_information(plan, code, converted % {"original": kept, "euros": euros})
    return euros, kept


def read_amount_column(
    column: ColumnSpec,
    text: str,
    plan: LinePlan,
    write: RowWrite,
    current: CurrentRow | None,
    rates: CurrencyRates,
) -> Decimal | None:
    """Return an amount in euros at its year's rate; keep the original in a note."""
    before = current.row if current else {}
    name = YEAR_FIELDS[column.field]
    year = write.values.get(name, before.get(name))
    euros, kept = read_amount_in_euros(text, column.code, year, plan, rates)
    if kept:
        field, longest = NOTE_FIELDS[column.field]
        told = write.values.get(field, before.get(field)) or ""
        if kept not in told:
            write.values[field] = " ; ".join(filter(None, [told, kept]))[:longest]
    return euros
