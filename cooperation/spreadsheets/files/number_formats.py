"""Number formats of cells: dates, leading zeros, currencies."""

import re
from functools import lru_cache
from typing import NamedTuple

# The formats of days and hours that Excel keeps by number (ECMA-376, 18.8.30).
DAYS = {14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)}
HOURS = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47}
DAYS_AND_HOURS = {22}
# Quoted words, escaped signs, colours, conditions and languages are no codes.
LITERAL_PARTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
CURRENCY_SIGNS = {
    "XOF": r"F\.? ?CFA|FCFA|XOF|CFA",
    "XAF": r"XAF",
    "CHF": r"CHF|SFr|Fr\.",
    "USD": r"USD|\$US|US\$|\[\$\$|(?<![\[\w])\$",
    "GBP": r"GBP|£",
    "CAD": r"CAD",
    "MAD": r"MAD",
    "TND": r"TND",
}


class NumberFormat(NamedTuple):
    """What a cell's format says of its number.

    ``moment`` is "date", "time", "moment" or ""; ``zeros`` is a width to pad to.
    """

    moment: str = ""
    zeros: int = 0
    currency: str = ""


PLAIN_FORMAT = NumberFormat()


def get_number_format(number: int, codes: dict[int, str]) -> NumberFormat:
    if number in DAYS:
        return NumberFormat("date")
    if number in HOURS:
        return NumberFormat("time")
    if number in DAYS_AND_HOURS:
        return NumberFormat("moment")
    return parse_format_code(codes.get(number, ""))


@lru_cache(maxsize=512)
def parse_format_code(code: str) -> NumberFormat:
    """Parse a custom format: "dd/mm/yyyy", "00000", '# ##0 "CHF"'."""
    bare = LITERAL_PARTS.sub("", code.split(";")[0]).lower()
    if bare in ("general", "standard", "@"):
        return PLAIN_FORMAT
    has_day = bool(re.search(r"[yd]|mmm", bare))
    has_hour = bool(re.search(r"[hs]", bare))
    if has_day or has_hour:
        return NumberFormat(
            "moment" if has_day and has_hour else "date" if has_day else "time"
        )
    if re.fullmatch("0{2,20}", bare):
        return NumberFormat(zeros=len(bare))
    return NumberFormat(currency=detect_currency(code))


def detect_currency(text: str) -> str:
    """Return the currency that a format or displayed amount names; "" for euros."""
    for currency, signs in CURRENCY_SIGNS.items():
        if re.search(signs, text):
            return currency
    return ""
