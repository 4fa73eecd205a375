"""Parsing of what cells say: years, amounts, countries, choices, dates.

``ParseError`` is the only error raised for a text that is not understood. Functions
that return ``Parsed`` accept what people write, and give a remark where the reading
took liberties; nothing is guessed. Those of ``plain`` accept one strict form.
"""

from cooperation.importing.values.amounts import Money, parse_amount
from cooperation.importing.values.choices import ChoiceNames, parse_yes_no
from cooperation.importing.values.countries import CountryNames
from cooperation.importing.values.dates import PartialDate, parse_date
from cooperation.importing.values.lists import PartnerName, parse_names, parse_partners
from cooperation.importing.values.plain import (
    parse_euro_amount,
    split_list,
    parse_partner_list,
    parse_status,
    parse_plain_year,
)
from cooperation.importing.values.saying import ParseError, Parsed, is_unknown
from cooperation.importing.values.years import YearSpan, parse_year, parse_years

__all__ = [
    "ChoiceNames",
    "CountryNames",
    "Money",
    "ParseError",
    "PartialDate",
    "PartnerName",
    "Parsed",
    "YearSpan",
    "is_unknown",
    "parse_euro_amount",
    "split_list",
    "parse_partner_list",
    "parse_status",
    "parse_plain_year",
    "parse_amount",
    "parse_date",
    "parse_names",
    "parse_partners",
    "parse_year",
    "parse_years",
    "parse_yes_no",
]
