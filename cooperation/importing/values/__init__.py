"""Parsing of what cells say: years, amounts, countries, choices, dates.

``ParseError`` is the only error raised for a text that is not understood. Functions
that return ``Parsed`` accept what people write, and give a remark where the reading
took liberties; nothing is guessed. Those of ``plain`` accept one strict form.
"""

from cooperation.importing.values.amounts import Money, say_amount
from cooperation.importing.values.choices import ChoiceNames, say_yes_no
from cooperation.importing.values.countries import CountryNames
from cooperation.importing.values.dates import PartialDate, say_date
from cooperation.importing.values.lists import PartnerName, say_names, say_partners
from cooperation.importing.values.plain import (
    read_amount,
    read_list,
    read_partners,
    read_status,
    read_year,
)
from cooperation.importing.values.saying import NotUnderstood, Said, is_unknown
from cooperation.importing.values.years import Years, say_year, say_years

__all__ = [
    "ChoiceNames",
    "CountryNames",
    "Money",
    "NotUnderstood",
    "PartialDate",
    "PartnerName",
    "Said",
    "Years",
    "is_unknown",
    "read_amount",
    "read_list",
    "read_partners",
    "read_status",
    "read_year",
    "say_amount",
    "say_date",
    "say_names",
    "say_partners",
    "say_year",
    "say_years",
    "say_yes_no",
]
