"""Parsing of one cell by the kind of its column; a message tells each assumption."""

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.models import ExchangeRate
from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing import (
    ChoiceNames,
    ParseError,
    parse_amount,
    parse_date,
    parse_year,
    parse_years,
    parse_yes_no,
)
from cooperation.spreadsheets.files.cell_text import is_formula_or_error
from cooperation.spreadsheets.planning.current_rows import CurrentRow, unescape_formula
from cooperation.spreadsheets.planning.types import Level, LinePlan, RowWrite


class UnreadableCell(ValueError):
    """A cell that cannot be read; the message says why and what to do, in French."""


def read_text(column: ColumnSpec, text: str, longest: int | None) -> str:
    """Return the text; raise ``UnreadableCell`` if its column cannot hold it."""
    if longest and len(text) > longest:
        raise UnreadableCell(
            _("%(length)s caractères : %(longest)s au plus")
            % {"length": len(text), "longest": longest}
        )
    if column.kind == ColumnKind.LINK and text:
        check_link(text)
    if column.kind == ColumnKind.EMAIL and text:
        check_email(text)
    return text


def check_link(text: str) -> None:
    try:
        parts = urlsplit(text)
        is_page = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        is_page = False
    if not is_page or re.search(r"\s", text):
        raise UnreadableCell(_("adresse à donner en entier, avec https://"))


def check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as error:
        raise UnreadableCell(_("adresse de courriel illisible")) from error


@cache
def get_choice_names(choices: type[TextChoices]) -> ChoiceNames:
    return ChoiceNames((str(code), str(words)) for code, words in choices.choices)


def read_choice(column: ColumnSpec, text: str, *, optional: bool) -> str:
    if not text and optional:
        return ""
    assert column.choices is not None  # noqa: S101 -- only columns of closed lists
    try:
        return get_choice_names(column.choices).parse(text).value
    except ParseError as error:
        known = ", ".join(str(words) for _code, words in column.choices.choices)
        raise UnreadableCell(
            _("valeur inconnue ; choisissez parmi : %s") % known
        ) from error


def read_degrees(text: str, most: int) -> float | None:
    """Return a latitude or longitude between ``-most`` and ``most``."""
    if not text:
        return None
    try:
        degrees = float(text.replace(",", ".").removesuffix("°"))
    except ValueError as error:
        raise UnreadableCell(
            _("degrés illisibles : écrivez par exemple 14,0072")
        ) from error
    if not math.isfinite(degrees) or abs(degrees) > most:
        limits = {"most": most}
        raise UnreadableCell(
            _("hors de la Terre : entre -%(most)s et %(most)s") % limits
        )
    return degrees


def read_yes_no(text: str) -> bool:
    try:
        return bool(parse_yes_no(text).value)
    except ParseError as error:
        raise UnreadableCell(_("écrivez « oui » ou laissez vide")) from error


def is_equal(value: Any, current: Any) -> bool:
    """Return whether two values are equal: spreadsheets round the last digits."""
    if isinstance(value, float) and isinstance(current, float):
        return math.isclose(value, current, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(value, Decimal) and isinstance(current, Decimal):
        return value == current
    return bool(value == (current if current is not None else get_empty_value(value)))


def get_empty_value(value: Any) -> Any:
    return "" if isinstance(value, str) else None


CENT = Decimal("0.01")


class CurrencyRates:
    """The exchange rates, read once."""

    @cached_property
    def known(self) -> list[ExchangeRate]:
        """Every rate, the newest of each currency first."""
        return list(ExchangeRate.objects.order_by("currency", "-valid_from"))

    def get_rate(self, currency: str, year: int | None) -> ExchangeRate:
        """Return the rate of a currency on 1 July of a year.

        Without a year, only a currency with a single fixed parity has one. Raises
        ``UnreadableCell``, whose message says what to do.
        """
        rates = [rate for rate in self.known if rate.currency == currency]
        if year is None:
            fixed = [rate for rate in rates if rate.valid_until is None]
            if len(rates) == 1 and fixed:
                return fixed[0]
            raise UnreadableCell(_("montant en %s : donnez son année") % currency)
        day = datetime.date(year, 7, 1)
        for rate in rates:
            if rate.valid_from <= day and (
                rate.valid_until is None or rate.valid_until >= day
            ):
                return rate
        raise UnreadableCell(
            _(
                "pas de taux pour %(currency)s en %(year)s : saisissez-le, avec sa "
                "source, dans « Taux de change »"
            )
            % {"currency": currency, "year": year}
        )

    def convert_to_euros(
        self, amount: Decimal, currency: str, year: int | None
    ) -> tuple[Decimal, str]:
        """Return an amount in euros, and a note on the original amount and rate."""
        rate = self.get_rate(currency, year)
        euros = (amount / rate.per_euro).quantize(CENT, ROUND_HALF_UP)
        note = _(
            "%(amount)s %(currency)s au taux de %(rate)s pour un euro (%(source)s)"
        )
        values = {
            "amount": f"{amount.normalize():f}",
            "currency": currency,
            "rate": f"{rate.per_euro.normalize():f}",
            "source": rate.source.split(" : ")[0][:80],
        }
        return euros, note % values


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
        % {"reason": reason, "example": example}
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
        value, remark = parse_year(text)
    except ParseError as error:
        raise build_cell_error(error, "2019") from error
    add_information(plan, code, remark)
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
        years, remark = parse_years(text)
    except ParseError as error:
        raise build_cell_error(error, "2019") from error
    add_information(plan, column.code, remark)
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
        found, remark = parse_date(text)
    except ParseError as error:
        raise build_cell_error(error, "24/06/1995") from error
    add_information(plan, column.code, remark)
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
        money, remark = parse_amount(text)
    except ParseError as error:
        raise build_cell_error(error, "50 000 €") from error
    add_information(plan, code, remark)
    if money is None or money.currency == EURO:
        return (money.amount if money else None), ""
    euros, note = rates.convert_to_euros(money.amount, money.currency, year)
    converted = _("converti : %(original)s, soit %(euros)s €")
    add_information(plan, code, converted % {"original": note, "euros": euros})
    return euros, note


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
    euros, note = read_amount_in_euros(text, column.code, year, plan, rates)
    if note:
        field, longest = NOTE_FIELDS[column.field]
        old_note = write.values.get(field, before.get(field)) or ""
        if note not in old_note:
            write.values[field] = " ; ".join(filter(None, [old_note, note]))[:longest]
    return euros
