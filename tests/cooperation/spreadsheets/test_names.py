"""Names in cells, closed lists, and what holds for whatever a cell says."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.enums import ActionStatus, PartnerKind
from cooperation.parsing import (
    ChoiceNames,
    CountryNames,
    Money,
    ParseError,
    PartialDate,
    YearSpan,
    parse_amount,
    parse_date,
    parse_year,
    parse_years,
    parse_yes_no,
)

COUNTRIES = CountryNames(
    [
        ("BF", "BFA", "Burkina Faso", "Burkina Faso"),
        ("CD", "COD", "Congo-Kinshasa", "Congo - Kinshasa"),
        ("CG", "COG", "Congo-Brazzaville", "Congo - Brazzaville"),
        ("CI", "CIV", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("ML", "MLI", "Mali", "Mali"),
        ("NC", "NCL", "Nouvelle-Calédonie", "New Caledonia"),
        ("NE", "NER", "Niger", "Niger"),
        ("NL", "NLD", "Pays-Bas", "Netherlands"),
        ("PS", "PSE", "Territoires palestiniens", "Palestinian Territories"),
        ("SN", "SEN", "Sénégal", "Senegal"),
        ("XK", "XKX", "Kosovo", "Kosovo"),
    ]
)
STATUSES = ChoiceNames(ActionStatus.choices, {"fini": "terminee"})
KINDS = ChoiceNames(PartnerKind.choices)


# Countries and choices --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("BF", "BF"),
        ("bfa", "BF"),
        ("Burkina", "BF"),
        ("Cote d'Ivoire", "CI"),
        ("CÔTE D’IVOIRE", "CI"),
        ("RCI", "CI"),
        ("Ivory Coast", "CI"),
        ("RDC", "CD"),
        ("République démocratique du Congo", "CD"),
        ("République du Congo", "CG"),
        ("Le Sénégal", "SN"),
        ("République du Sénégal", "SN"),
        ("les Pays-Bas", "NL"),
        ("Hollande", "NL"),
        ("Palestine", "PS"),
        ("Kosovo", "XK"),
        ("NCL", "NC"),
    ],
)
def test_countries_are_known_by_their_usual_names(text: str, code: str) -> None:
    assert COUNTRIES.parse(text) == (code, "")


def test_a_name_of_two_countries_is_asked_about() -> None:
    with pytest.raises(ParseError) as refused:
        COUNTRIES.parse("Congo")
    assert "Congo-Kinshasa, Congo-Brazzaville" in refused.value.reason


@pytest.mark.parametrize("text", ["Atlantide", "Mali, Sénégal", "XX9"])
def test_a_country_of_no_list_is_not_understood(text: str) -> None:
    with pytest.raises(ParseError):
        COUNTRIES.parse(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en_cours", "en_cours"),
        ("En cours", "en_cours"),
        ("TERMINÉ", "terminee"),
        ("terminées", "terminee"),
        ("Fini", "terminee"),
        ("", ""),
    ],
)
def test_choices_are_known_by_code_or_label(text: str, code: str) -> None:
    assert STATUSES.parse(text).value == code


def test_every_choice_is_known_by_what_exports_write() -> None:
    for code, label in PartnerKind.choices:
        assert KINDS.parse(code).value == KINDS.parse(str(label)).value == code


@pytest.mark.parametrize("text", ["gelé", "!!"])
def test_a_word_of_no_choice_is_not_understood(text: str) -> None:
    with pytest.raises(ParseError):
        STATUSES.parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("Oui", True), ("x", True), ("NON", False), ("0", False), ("", None)],
)
def test_yes_and_no(text: str, value: bool | None) -> None:
    assert parse_yes_no(text).value is value


# What holds for every text ----------------------------------------------------------

READERS: list[Any] = [
    parse_amount,
    parse_date,
    parse_year,
    parse_years,
    parse_yes_no,
    COUNTRIES.parse,
    STATUSES.parse,
]
WORDS = st.sampled_from(
    [
        *("depuis", "20", "ans", "2012", "1988", "années", "90", "mois", ":", "-", "/"),
        *(
            ",",
            ";",
            "env.",
            "€",
            "M€",
            "k€",
            "FCFA",
            "soit",
            "CHF",
            "12/03/2019",
            "mars",
        ),
        *("et", "puis", "(", ")", "Ville de", "481.180", "1e9", "²", "٢٠١٢", "\x00"),
        *("NaN", "99999", "Congo", "oui", "nc", "à", "le", "12/1974"),
    ]
)
NONSENSE = st.text(max_size=40) | st.lists(WORDS, max_size=8).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(NONSENSE)
def test_nonsense_is_read_or_not_understood_and_nothing_else(text: str) -> None:
    for reader in READERS:
        with suppress(ParseError):
            assert isinstance(reader(text).remark, str)


@settings(max_examples=100, deadline=None)
@given(st.decimals(0, 10**11, places=2), st.sampled_from(["EUR", "CHF", "XOF", "USD"]))
def test_an_amount_comes_back_as_it_was_written(amount: Decimal, currency: str) -> None:
    assert parse_amount(f"{amount} {currency}") == (Money(amount, currency), "")
    grouped = f"{amount:,}".replace(",", " ")
    assert parse_amount(grouped, currency).value == Money(amount, currency)


@settings(max_examples=100, deadline=None)
@given(st.dates())
def test_a_date_comes_back_as_it_was_written(day: Any) -> None:
    if 1000 <= day.year <= 2100:
        written = PartialDate(day.year, day.month, day.day)
        assert parse_date(day.isoformat()) == (written, "")
        assert parse_date(day.strftime("%d/%m/%Y")) == (written, "")


@settings(max_examples=50, deadline=None)
@given(st.integers(800, 2100))
def test_a_year_comes_back_as_it_was_written(year: int) -> None:
    assert parse_years(str(year)) == (YearSpan(year), "")
    assert parse_years(f"{year}-2100") == (YearSpan(year, 2100), "")


@pytest.mark.parametrize("sign", [" ", "(", ",", "|", "9", "-", "a ", "' ", "et "])
def test_a_long_cell_takes_no_time(sign: str) -> None:
    long = f"x{sign * 30_000}!"
    for reader in READERS:
        with suppress(ParseError):
            assert isinstance(reader(long).remark, str)
