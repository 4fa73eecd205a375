"""What cells say: the mess that people write, read or refused, never guessed."""

from decimal import Decimal

import pytest

from cooperation.parsing import (
    Money,
    ParseError,
    PartialDate,
    YearSpan,
    parse_amount,
    parse_date,
    parse_year,
    parse_years,
)

# Years ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("", YearSpan()),
        ("2019", YearSpan(2019)),
        ("836", YearSpan(836)),
        ("2012-2015", YearSpan(2012, 2015)),
        ("2012 – 2015", YearSpan(2012, 2015)),
        ("2012/2015", YearSpan(2012, 2015)),
        ("de 2012 à 2015", YearSpan(2012, 2015)),
        ("entre 2001 et 2003", YearSpan(2001, 2003)),
        ("2018-19", YearSpan(2018, 2019)),
        ("depuis 2007", YearSpan(2007)),
        ("Depuis l’année 2007", YearSpan(2007)),
        ("2007 -", YearSpan(2007)),
        ("2007-en cours", YearSpan(2007)),
        ("2015 – aujourd’hui", YearSpan(2015)),
        ("jusqu’en 2015", YearSpan(None, 2015)),
        ("12/03/2019", YearSpan(2019)),
        ("signé le 12/03/2019", YearSpan(2019)),
        ("mars 2019", YearSpan(2019)),
        ("2019-03-12", YearSpan(2019)),
    ],
)
def test_years_that_are_clear_are_read_without_a_word(
    text: str, years: YearSpan
) -> None:
    assert parse_years(text) == (years, "")


@pytest.mark.parametrize(
    ("text", "years", "said"),
    [
        ("depuis plus de 20 ans", YearSpan(), "aucune année n’en est déduite"),
        ("XIXe siècle", YearSpan(), "aucune année n’en est déduite"),
        ("années 90", YearSpan(), "entre 1990 et 1999"),
        ("début des années 1980", YearSpan(), "entre 1980 et 1989"),
        ("12 mars", YearSpan(), "un jour sans année"),
        ("2022 : 36 mois", YearSpan(2022), "fin entre 2024 et 2025"),
        ("2022 : 3 ans", YearSpan(2022), "durée de 36 mois"),
        ("1986 puis 1988", YearSpan(1986, None, (1988,)), "aussi 1988"),
        ("1986, 1988", YearSpan(1986, None, (1988,)), "aussi 1988"),
        ("1988 et 1986", YearSpan(1986, None, (1988,)), "1986 est le début"),
        ("1986 (renouvelé en 1988)", YearSpan(1986, None, (1988,)), "aussi 1988"),
        ("836, puis 1967", YearSpan(836, None, (1967,)), "aussi 1967"),
        ("Depuis 1998 (jumelage)", YearSpan(1998), "« jumelage » laissé de côté"),
        ("vers 2010", YearSpan(2010), "approximative"),
        ("2010 ?", YearSpan(2010), "approximative"),
        ("43831", YearSpan(2020), "01/01/2020"),
        ("NC", YearSpan(), "non connue"),
        ("?", YearSpan(), "non connue"),
    ],
)
def test_years_that_leave_something_open_say_so(
    text: str, years: YearSpan, said: str
) -> None:
    value, remark = parse_years(text)
    assert value == years
    assert said in remark


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2015-2012", "la fin précède le début"),
        ("9999", "hors des bornes"),
        ("en cours", ""),
        ("201", "hors des bornes"),
        ("x" * 500, ""),
    ],
)
def test_years_that_cannot_be_are_not_understood(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_years(text)
    assert reason in refused.value.reason


def test_one_year_is_asked_for_and_a_span_is_two() -> None:
    assert parse_year("mars 2019").value == 2019
    with pytest.raises(ParseError):
        parse_year("2012-2015")


# Amounts ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("481.180 €", "481180", "EUR"),
        ("2 700 000", "2700000", "EUR"),
        ("78000", "78000", "EUR"),
        ("12,50", "12.50", "EUR"),
        ("1234.5", "1234.50", "EUR"),
        ("1.234,56 €", "1234.56", "EUR"),
        ("1,234.56", "1234.56", "EUR"),
        ("2,7 M€", "2700000", "EUR"),
        ("2.7 millions d’euros", "2700000", "EUR"),
        ("3 k€", "3000", "EUR"),
        ("45000 euros", "45000", "EUR"),
        ("50’000 CHF", "50000", "CHF"),
        ("CHF 50'000.00", "50000", "CHF"),
        ("300 000 XAF", "300000", "XAF"),
        ("12000000 XOF", "12000000", "XOF"),
        ("$ 3,000", "3000", "USD"),
        ("3,000 USD", "3000", "USD"),
        ("0", "0", "EUR"),
    ],
)
def test_amounts_are_read_in_their_own_currency(
    text: str, amount: str, currency: str
) -> None:
    assert parse_amount(text) == (Money(Decimal(amount), currency), "")


@pytest.mark.parametrize(
    ("text", "amount", "said"),
    [
        ("env. 50 000 €", Money(Decimal(50_000), "EUR", True), "approximatif"),
        ("≈ 45 000", Money(Decimal(45_000), "EUR", True), "approximatif"),
        ("751.942€ soit 493.241.618 FCFA", Money(Decimal(751_942)), "493"),
        ("5 000€ (soit 3 279 785 FCFA)", Money(Decimal(5_000)), "XOF"),
        ("12 000 000 FCFA", Money(Decimal(12_000_000), "XOF"), "francs CFA"),
        ("50 000 €/an", Money(Decimal(50_000), is_yearly=True), "par an"),
        ("50 000 € HT", Money(Decimal(50_000)), "taxes"),
        ("234.5670", Money(Decimal("234.57")), "arrondi"),
        ("n.c.", None, "non connu"),
    ],
)
def test_amounts_that_say_more_than_a_number_are_said(
    text: str, amount: Money | None, said: str
) -> None:
    value, remark = parse_amount(text)
    assert value == amount
    assert said in remark


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3,000", "milliers ou décimales"),
        ("10 000 à 20 000 €", "fourchette"),
        ("-5", ""),
        ("1e5", ""),
        ("beaucoup", ""),
        ("€", ""),
        ("12 34", ""),
        ("9" * 14, "démesuré"),
    ],
)
def test_amounts_that_may_be_two_things_are_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_amount(text)
    assert reason in refused.value.reason


# Dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12/03/2019", PartialDate(2019, 3, 12)),
        ("12/03/2019 14:30:00", PartialDate(2019, 3, 12)),
        ("2019-03-12", PartialDate(2019, 3, 12)),
        ("2019-03-12T14:30:00", PartialDate(2019, 3, 12)),
        ("1er mars 2019", PartialDate(2019, 3, 1)),
        ("12 août 2019", PartialDate(2019, 8, 12)),
        ("March 2019", PartialDate(2019, 3)),
        ("03/2019", PartialDate(2019, 3)),
        ("2019", PartialDate(2019)),
        ("43831", PartialDate(2020, 1, 1)),
        ("12/03/74", PartialDate(1974, 3, 12)),
    ],
)
def test_dates_are_read_day_first(text: str, date: PartialDate) -> None:
    assert parse_date(text).value == date


@pytest.mark.parametrize("text", ["31/02/2019", "2019-13-01", "12 mars", "hier"])
def test_days_out_of_the_calendar_are_not_understood(text: str) -> None:
    with pytest.raises(ParseError):
        parse_date(text)
