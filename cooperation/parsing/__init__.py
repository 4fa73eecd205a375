"""Parsing of what cells say: years, amounts, countries, choices, dates.

``ParseError`` is the only error raised for a text that is not understood. Functions
that return ``Parsed`` accept what people write, and give a remark where the reading
took liberties; nothing is guessed. Others accept one strict form.
"""

from cooperation.parsing.amounts import Money, parse_amount
from cooperation.parsing.choices import (
    ChoiceNames,
    parse_euro_amount,
    parse_partner_list,
    parse_plain_year,
    parse_status,
    parse_yes_no,
    split_list,
)
from cooperation.parsing.countries import CountryNames
from cooperation.parsing.dates import (
    PartialDate,
    YearSpan,
    parse_date,
    parse_year,
    parse_years,
)
from cooperation.parsing.names import (
    NamedKind,
    parse_named_kind,
    split_names,
)
from cooperation.parsing.result import Parsed, ParseError, is_placeholder

__all__ = [
    "ChoiceNames",
    "CountryNames",
    "Money",
    "NamedKind",
    "ParseError",
    "Parsed",
    "PartialDate",
    "YearSpan",
    "is_placeholder",
    "parse_amount",
    "parse_date",
    "parse_euro_amount",
    "parse_named_kind",
    "parse_partner_list",
    "parse_plain_year",
    "parse_status",
    "parse_year",
    "parse_years",
    "parse_yes_no",
    "split_list",
    "split_names",
]
