"""The number formats of cells: what they show of a number is part of its meaning.

``#,##0 "GNF"`` and ``0 "k€"`` name a unit that the number lacks; ``#,##0,"k€"`` shows
thousands of a number that is whole. The codes are those of XLSX; the styles of ODS are
put into the same codes.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cooperation.spreadsheets.files.cell_text import disambiguate_decimals

# The formats of days and hours that Excel keeps by number (ECMA-376, 18.8.30).
DAYS = {14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)}
HOURS = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47}
DAYS_AND_HOURS = {22}
SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)')
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].'
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<place>[^\]]*))?\]"
    r"|\[(?P<test>[<>=]+)(?P<limit>-?\d{1,15}(?:\.\d+)?)\]"
    r"|(?P<elapsed>\[(?:h+|m+|s+)\])|\[[^\]]*\]|(?P<sign>[€$£¥])|(?P<code>.)",
    re.I | re.S,
)
PLACEHOLDER = re.compile(r"[0#?]|general|standard|@")
FRACTION_OF_SECONDS = re.compile(r"s\.0+")
# Commas after the last digit before the decimal point, each for a thousand.
SCALE_COMMAS = re.compile(r"[0#?.](,+)(?:[^0#?,]|$)")
CODE_SIGNS = re.compile(r"general|standard|e[+-]0+|[^a-z]", re.I)
CURRENCY_SIGN = re.compile("[€$£¥₣₦₵]")
HAS_WORD = re.compile(r"[^\W\d_]|" + CURRENCY_SIGN.pattern)
KNOWN_CURRENCIES = {
    "": r"€|EUR|euros?",
    "XOF": r"F\.? ?CFA|FCFA|XOF|CFA",
    "CHF": r"CHF|SFr\.?|Fr\.",
    "USD": r"USD|\$ ?US|US ?\$|\$",
    "GBP": r"GBP|£",
    "CAD": r"CAD|\$ ?CA|CA ?\$",
    "MGA": r"MGA|Ar|Ariary",
}
# Signs that several currencies share, by country or by Excel's number of a language.
SHARED_SIGNS = ("$", "¥", "￥", "£", "kr", "kr.")
CURRENCY_OF_PLACE = {
    **dict.fromkeys(("409", "US", "540A"), "USD"),
    **dict.fromkeys(("C0C", "1009", "CA"), "CAD"),
    **dict.fromkeys(("C09", "AU"), "AUD"),
    **dict.fromkeys(("411", "JP"), "JPY"),
    **dict.fromkeys(("804", "CN"), "CNY"),
    **dict.fromkeys(("809", "GB"), "GBP"),
    **dict.fromkeys(("41D", "SE"), "SEK"),
    **dict.fromkeys(("414", "NO"), "NOK"),
    **dict.fromkeys(("406", "DK"), "DKK"),
}
SCALE = re.compile(
    r"(?P<scale>milliards?|millions?|milliers?|mille|mio|mrd|mds?|m|k)"
    r"(?:\s*(?:d['’]|de\s)?\s*)(?P<rest>.*)",
    re.I,
)
SCALE_POWERS = {"k": 1, "mille": 1, "millier": 1, "m": 2, "mio": 2, "million": 2}
DEFAULT_TESTS = {1: ("",), 2: (">=0", ""), 3: (">0", "<0", "")}


class NumberFormat(NamedTuple):
    """What a cell's format says of its number.

    ``moment`` is "date", "time", "moment" or ""; ``zeros`` is a width to pad to. What
    is shown is the number divided by a thousand ``thousands`` times, or ``text`` alone.
    """

    moment: str = ""
    zeros: int = 0
    before: str = ""
    after: str = ""
    thousands: int = 0
    is_scaled: bool = False
    text: str = ""
    test: str = ""
    others: "tuple[NumberFormat, ...]" = ()

    def get_section(self, number: str) -> "NumberFormat":
        """Return the section of the format that shows a number."""
        sections = (self, *self.others)
        return next((one for one in sections if one.is_for(number)), sections[-1])

    def is_for(self, number: str) -> bool:
        limit = self.test.lstrip("<>=")
        difference = Decimal(number) - Decimal(limit or 0)
        order = "<" if difference < 0 else ">" if difference > 0 else "="
        return order in self.test or not self.test

    def format(self, number: str) -> str:
        if self.text:
            return self.text
        if self.zeros and number.isdecimal():
            number = number.zfill(self.zeros)
        if self.thousands:
            shown = Decimal(number).scaleb(-3 * self.thousands).normalize()
            number = disambiguate_decimals(f"{shown:f}")
        return f"{self.before}{number} {self.after}".strip()


PLAIN_FORMAT = NumberFormat()


def get_number_format(number: int, codes: dict[int, str]) -> NumberFormat:
    if number in codes:
        return parse_format_code(codes[number])
    if number in DAYS:
        return NumberFormat("date")
    if number in HOURS:
        return NumberFormat("time")
    return NumberFormat("moment") if number in DAYS_AND_HOURS else PLAIN_FORMAT


@lru_cache(maxsize=512)
def parse_format_code(code: str) -> NumberFormat:
    """Parse a custom format: "dd/mm/yyyy", "00000", '# ##0 "CHF"'."""
    codes = SECTION.findall(code)[:-1][:3] or [code]
    sections = [parse_section(one) for one in codes]
    if len({one._replace(test="") for one in sections}) == 1:
        first = sections[0]._replace(test="")
        return PLAIN_FORMAT if first == PLAIN_FORMAT else first
    if not any(one.test for one in sections):
        tests = DEFAULT_TESTS[len(sections)]
        sections = [
            one._replace(test=test) for one, test in zip(sections, tests, strict=True)
        ]
    return sections[0]._replace(others=tuple(sections[1:]))


def parse_section(section: str) -> NumberFormat:
    codes, before, after, test = "", "", "", ""
    for token in TOKEN.finditer(section):
        found = token.groupdict(default="")
        codes += found["elapsed"] + found["code"]
        literal = found["quoted"] + found["escaped"] + found["sign"]
        literal += name_currency(found["currency"], found["place"])
        test += found["test"] + found["limit"]
        if PLACEHOLDER.search(codes.lower()):
            after += literal
        else:
            before += literal
    return describe_section(codes, before, after)._replace(test=test)


def describe_section(codes: str, before: str, after: str) -> NumberFormat:
    bare = FRACTION_OF_SECONDS.sub("s", codes.lower())
    if not PLACEHOLDER.search(bare):
        if moment := get_moment(bare):
            return NumberFormat(moment)
        return NumberFormat(text=" ".join(before.split()) if has_word(before) else "")
    zeros = len(bare) if re.fullmatch("0{2,20}", bare) else 0
    after += "" if zeros else CODE_SIGNS.sub("", codes)
    commas = SCALE_COMMAS.search(bare)
    known = get_currency(before.strip()) if has_word(before) else None
    if known is not None or CURRENCY_SIGN.search(before):
        before, after = "", f"{before.strip() if known is None else known} {after}"
    before = before.lstrip() if has_word(before) else ""
    after = " ".join(after.split()) if has_word(after) else ""
    return describe_unit(zeros, before, after, len(commas[1]) if commas else 0)


def get_moment(codes: str) -> str:
    """Return the moment that a code shows; "jj/mm/aaaa" is what French people write."""
    has_day = bool(re.search(r"[ydj]|mmm|aaaa", codes))
    has_hour = bool(re.search(r"[hs]", codes))
    return ("moment" if has_hour else "date") if has_day else "time" * has_hour


def describe_unit(zeros: int, before: str, after: str, commas: int) -> NumberFormat:
    """Return a format by its unit: a scale in words undoes one that commas make."""
    known = get_currency(after)
    if known is not None or not commas:
        after = after if known is None else known
        return NumberFormat("", zeros, before, after, is_scaled=commas > 0)
    power, currency = get_scale(after)
    if currency is not None and (power == commas or after.startswith("m")):
        return NumberFormat("", zeros, before, currency)
    return NumberFormat("", zeros, before, after, thousands=commas)


def get_scale(unit: str) -> tuple[int, str | None]:
    """Return (1, "") for "k€", (2, "CHF") for "millions CHF"; no currency for others.

    The scale is a power of a thousand.
    """
    found = SCALE.fullmatch(unit)
    if not found:
        return 0, None
    word = found["scale"].lower().removesuffix("s")
    return SCALE_POWERS.get(word, 3), get_currency(found["rest"].strip())


def has_word(text: str) -> bool:
    return HAS_WORD.search(text) is not None


def get_currency(text: str) -> str | None:
    """Return the ISO code of a currency's sign or name, "" for the euro or none."""
    for currency, signs in KNOWN_CURRENCIES.items():
        if re.fullmatch(signs, text):
            return currency
    return text if re.fullmatch("[A-Z]{3}|", text) else None


def name_currency(sign: str, place: str) -> str:
    """Return a currency as cells name it; one of an unknown place keeps the place."""
    place = place.upper().lstrip("0")
    if sign not in SHARED_SIGNS or place in ("", "1"):
        return sign
    return CURRENCY_OF_PLACE.get(place[-4:].lstrip("0"), f"{sign}-{place}")


def get_displayed_format(displayed: str, number: str) -> NumberFormat:
    """Return the format of an amount that only its text tells, such as "12 k€"."""
    unit = re.sub(r"^[-+\d\s.,()]+|[-+\d\s.,()]+$", "", displayed)
    is_whole = re.sub(r"\D", "", displayed) == number
    if get_currency(unit) is None and not (is_whole and get_scale(unit)[1] is not None):
        return PLAIN_FORMAT
    return describe_unit(0, "", unit, 0)
