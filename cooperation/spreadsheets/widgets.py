"""Widgets that read the cells of a column; a message tells each assumption."""

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from cooperation.columns.datasets import unescape_formula
from cooperation.columns.specs import ColumnKind, ColumnSpec, format_cell_text
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

if TYPE_CHECKING:
    from cooperation.spreadsheets.resources.results import LinePlan

EURO = "EUR"
MAX_DEGREES = {"lat": 90, "lng": 180}
# Amounts of a whole action, of which a year's part is no value.
WHOLE_AMOUNTS = ("budget_eur", "own_share_eur")
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


class UnreadableCell(ValueError):
    """A cell that cannot be read; the message says why and what to do, in French."""


def build_cell_error(error: ParseError, example: Any) -> UnreadableCell:
    reason = error.reason or _("illisible")
    return UnreadableCell(
        _("%(reason)s ; écrivez par exemple %(example)s")
        % {"reason": reason, "example": example}
    )


class CellWidget(Widget):
    """Reads the text of a cell, and writes a value as such a text.

    ``clean`` takes the plan of the line too, for messages and for what other cells
    say, and raises ``UnreadableCell``.
    """

    def __init__(self, column: ColumnSpec) -> None:
        super().__init__(coerce_to_string=False)
        self.column = column

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return format_cell_text(value)

    def clean(
        self, value: str, row: Any = None, *, plan: "LinePlan", **kwargs: Any
    ) -> Any:
        return self.read(value, plan)

    def read(self, text: str, plan: "LinePlan") -> Any:
        raise NotImplementedError


class TextWidget(CellWidget):
    """Reads a text, an address of a page or of mail, within its length.

    In CSV, a formula was defused by an apostrophe.
    """

    def __init__(self, column: ColumnSpec, longest: int | None, is_csv: bool) -> None:
        super().__init__(column)
        self.longest, self.is_csv = longest, is_csv

    def read(self, text: str, plan: "LinePlan") -> str:
        text = unescape_formula(text) if self.is_csv else text
        if self.longest and len(text) > self.longest:
            raise UnreadableCell(
                _("%(length)s caractères : %(longest)s au plus")
                % {"length": len(text), "longest": self.longest}
            )
        if self.column.kind == ColumnKind.LINK and text:
            check_link(text)
        if self.column.kind == ColumnKind.EMAIL and text:
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
        raise UnreadableCell(_("adresse électronique illisible")) from error


class ChoiceWidget(CellWidget):
    """Reads a code or a label of a closed list."""

    def read(self, text: str, plan: "LinePlan") -> str:
        choices = self.column.choices
        if not text or choices is None:
            return ""
        try:
            return get_choice_names(choices).parse(text).value
        except ParseError as error:
            known = ", ".join(str(words) for _code, words in choices.choices)
            raise UnreadableCell(
                _("valeur inconnue ; choisissez parmi : %s") % known
            ) from error


@cache
def get_choice_names(choices: type[TextChoices]) -> ChoiceNames:
    return ChoiceNames((str(code), str(words)) for code, words in choices.choices)


class DegreesWidget(CellWidget):
    """Reads a latitude or a longitude."""

    def read(self, text: str, plan: "LinePlan") -> float | None:
        most = MAX_DEGREES.get(self.column.field, 180)
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


def skip_uncomputed_formula(text: str, code: str, plan: "LinePlan") -> bool:
    """Return whether a cell holds a formula without result, and add a message if so."""
    is_one = is_formula_or_error(unescape_formula(text))
    if is_one:
        plan.inform(code, _("formule sans résultat : aucune valeur n’est retenue"))
    return is_one


def is_plain_year(text: str) -> bool:
    """Return whether a text is a plausible year and nothing else."""
    return (
        len(text) == 4
        and text.isascii()
        and text.isdecimal()
        and FIRST_YEAR <= int(text) <= LAST_YEAR
    )


def read_year(text: str, code: str, plan: "LinePlan") -> int | None:
    if is_plain_year(text):
        return int(text)
    if skip_uncomputed_formula(text, code, plan):
        return None
    try:
        value, remark = parse_year(text)
    except ParseError as error:
        raise build_cell_error(error, "2019") from error
    plan.inform(code, remark)
    return value


class YearWidget(CellWidget):
    """Reads a year."""

    def read(self, text: str, plan: "LinePlan") -> int | None:
        return read_year(text, self.column.code, plan)


class StartYearWidget(CellWidget):
    """Reads a first year; "2012-2015" sets an empty last year too."""

    def __init__(self, column: ColumnSpec, end: ColumnSpec) -> None:
        super().__init__(column)
        self.end = end

    def read(self, text: str, plan: "LinePlan") -> int | None:
        code = self.column.code
        if is_plain_year(text) or is_formula_or_error(unescape_formula(text)):
            return read_year(text, code, plan)
        try:
            years, remark = parse_years(text)
        except ParseError as error:
            raise build_cell_error(error, "2019") from error
        plan.inform(code, remark)
        if years.end and not plan.texts.get(self.end.code):
            plan.write.values[self.end.field] = years.end
            plan.add_change(self.end, "", str(years.end))
        return years.start


class DateWidget(CellWidget):
    """Reads a whole date."""

    def read(self, text: str, plan: "LinePlan") -> datetime.date | None:
        if skip_uncomputed_formula(text, self.column.code, plan):
            return None
        try:
            found, remark = parse_date(text)
        except ParseError as error:
            raise build_cell_error(error, "24/06/1995") from error
        plan.inform(self.column.code, remark)
        if found is None:
            return None
        if found.month is None or found.day is None:
            raise UnreadableCell(_("il faut un jour entier, par exemple 24/06/1995"))
        return datetime.date(found.year, found.month, found.day)


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


def read_amount(
    text: str, code: str, year: int | None, plan: "LinePlan", rates: CurrencyRates
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
    plan.inform(code, remark)
    if money is None or money.currency == EURO:
        return (money.amount if money else None), ""
    euros, note = rates.convert_to_euros(money.amount, money.currency, year)
    converted = _("converti : %(original)s, soit %(euros)s €")
    plan.inform(code, converted % {"original": note, "euros": euros})
    return euros, note


def is_yearly_amount(text: str) -> bool:
    try:
        money = parse_amount(text).value
    except ParseError:
        return False
    return bool(money and money.is_yearly)


class AmountWidget(CellWidget):
    """Reads an amount in euros at its year's rate; a note keeps the original."""

    def __init__(self, column: ColumnSpec, rates: CurrencyRates) -> None:
        super().__init__(column)
        self.rates = rates

    def read(self, text: str, plan: "LinePlan") -> Decimal | None:
        year = plan.get(YEAR_FIELDS[self.column.field])
        if self.column.field in WHOLE_AMOUNTS and is_yearly_amount(text):
            raise UnreadableCell(
                _("montant par an : donnez le total, ou notez-le dans « financements »")
            )
        euros, note = read_amount(text, self.column.code, year, plan, self.rates)
        if note:
            field, longest = NOTE_FIELDS[self.column.field]
            old_note = plan.get(field) or ""
            if note not in old_note:
                notes = filter(None, [old_note, note])
                plan.write.values[field] = " ; ".join(notes)[:longest]
        return euros
