"""Cells hold what they should, and nothing that a spreadsheet would run."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.columns.datasets import (
    FORMULA_PREFIXES,
    escape_formula,
    format_cell_value,
)
from cooperation.exports.csv import stream_csv


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("Téra", "Téra"),
        (2024, "2024"),
        (Decimal("481180.00"), "481180"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+6"), "1000000"),
        (["Mali", "Niger"], "Mali | Niger"),
        (["opérateur", None, ""], "opérateur |  | "),
        ([None, ""], ""),
        ([], ""),
        (["a|b"], "a¦b"),
    ],
)
def test_value_is_text_in_a_cell(value, cell):
    assert format_cell_value(value) == cell


@pytest.mark.parametrize("start", FORMULA_PREFIXES)
def test_text_that_starts_as_a_formula_is_held_by_an_apostrophe(start):
    assert escape_formula(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_plain_text_is_left_as_it_is():
    assert escape_formula("Eau = vie") == "Eau = vie"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_no_text_becomes_a_formula_and_every_text_is_found_again(value):
    stream = b"".join(stream_csv(header=["a"], rows=[(value,)])).decode("utf-8-sig")

    (_header, *rows) = csv.reader(io.StringIO(stream, newline=""), delimiter=";")
    (cell,) = rows[0] if rows and rows[0] else [""]

    assert not cell.startswith(FORMULA_PREFIXES)
    assert cell in (value, f"'{value}")
