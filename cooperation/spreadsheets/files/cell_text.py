"""The text and number format of a cell: the same text for one value in every format."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.types import UnreadableFile

YES, NO = "oui", "non"
# Neither PostgreSQL nor people can do anything with these.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
ESCAPED_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")
ERROR_VALUES = re.compile(
    r"#(N/A|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL!"
    r"|NUL!|GETTING_DATA|SPILL!|CALC!)|Err:\d{3}"
)
ERROR_PREFIXES = ("#", "Err:")
# A call of another programme, however it is written.
DDE_CALL = re.compile(r"\|'?[^'|!]*'?!|\bDDE[ ]?\(", re.I)
QUOTED_TEXT = re.compile('"[^"]*"')
SERIAL_EPOCH, SERIAL_EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# The first format of Excel takes 1900 for a leap year: days before March are one off.
LEAP_YEAR_BUG_DAYS = 60
MAX_SERIAL_DAYS = 2_958_466
SIGNIFICANT_DIGITS = 15
THREE_DECIMALS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
PLAIN_INTEGER = re.compile("0|[1-9][0-9]{0,14}")


def clean_cell_text(text: str) -> str:
    """Return a text without unprintable characters, with "\n" as line ends."""
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNPRINTABLE.sub("", text).strip()


def unescape_text(text: str) -> str:
    """Replace the characters that XLSX writes as "_x000D_"."""
    if "_x" not in text:
        return text
    return ESCAPED_CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)


def is_formula_or_error(text: str) -> bool:
    """Return whether a cell holds a formula without result, or an error."""
    return text.startswith("=") or is_error_value(text)


def is_error_value(text: str) -> bool:
    """Return whether a cell holds an error value such as "#REF!"."""
    return text.startswith(ERROR_PREFIXES) and ERROR_VALUES.fullmatch(text) is not None


def format_raw_number(raw: str, where: Callable[[], str]) -> str:
    """Return a number as people would write it: no exponent, no needless zeros.

    Spreadsheets keep 15 digits: 0.1 + 0.2 is 0.3. Raises ``UnreadableFile`` for what no
    spreadsheet program writes as a number; ``where`` returns the address of the cell.
    """
    if PLAIN_INTEGER.fullmatch(raw):
        return raw
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number.adjusted() > 307:
        reason = _("La cellule %(where)s contient un nombre impossible : « %(raw)s ».")
        raise UnreadableFile(reason % {"where": where(), "raw": raw[:40]})
    if len(number.as_tuple().digits) > SIGNIFICANT_DIGITS:
        number = Decimal(f"{number:.{SIGNIFICANT_DIGITS}g}")
    if number.adjusted() < -20:
        return "0"
    plain = f"{number:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else disambiguate_decimals(plain)


def disambiguate_decimals(plain: str) -> str:
    """Add a fourth decimal to three: "234.567" would be read as thousands."""
    return f"{plain}0" if THREE_DECIMALS.fullmatch(plain) else plain


def format_boolean(raw: str) -> str:
    return YES if raw.strip().lower() in ("1", "true") else NO


def format_serial_moment(number: str, kind: str, *, from_1904: bool) -> str:
    """Return the date or time that a number of days stands for.

    A number outside of the calendar is returned as it is.
    """
    days = float(number)
    if not 0 <= days < MAX_SERIAL_DAYS:
        return number
    if days < 1 and kind != "date":
        return format_clock_time(timedelta(days=days))
    if days < LEAP_YEAR_BUG_DAYS and not from_1904:
        days += 1
    start = SERIAL_EPOCH_1904 if from_1904 else SERIAL_EPOCH
    try:
        moment = start + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return number
    return moment.date().isoformat() if kind == "date" else format_moment(moment)


def format_moment(moment: datetime) -> str:
    """Return an ISO date, with its time unless that is midnight."""
    at_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if at_midnight else moment.isoformat()


def format_clock_time(since_midnight: timedelta) -> str:
    """Return "HH:MM", with seconds if there are any."""
    minutes, seconds = divmod(round(since_midnight.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def normalize_iso_moment(raw: str) -> str:
    """Return an ISO date or datetime in canonical form; other text as it is."""
    try:
        if len(raw) <= 10:
            return date.fromisoformat(raw).isoformat()
        return format_moment(datetime.fromisoformat(raw).replace(microsecond=0))
    except ValueError:
        return raw


DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", re.ASCII)


def format_ods_duration(duration: str, displayed: str) -> str:
    """Return "14:30" for the duration "PT14H30M00S", else ``displayed``."""
    found = DURATION.fullmatch(duration)
    if not found:
        return displayed
    hours, minutes, seconds = map(int, found.groups())
    return format_clock_time(timedelta(hours=hours, minutes=minutes, seconds=seconds))


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
