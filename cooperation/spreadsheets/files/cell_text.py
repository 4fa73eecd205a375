"""The text of a cell: the same text for one value in every kind of file."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.types import UnreadableFile

YES, NO = "oui", "non"
# Neither PostgreSQL nor people can do anything with these: control characters, soft
# hyphens, signs without width, marks of direction and of byte order.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ud800-\udfff"
    "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
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
# A 0 or a duration under a format of dates shows a day of the first year: no date.
FIRST_YEAR_DAYS = 367
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


def format_serial_moment(number: str, kind: str, epoch: datetime) -> str:
    """Return the date or time that a number of days stands for, "" if for none.

    A number outside of the calendar is returned as it is.
    """
    days = float(number)
    if not 0 <= days < MAX_SERIAL_DAYS:
        return number
    if days < FIRST_YEAR_DAYS:
        return format_clock_time(timedelta(days=days)) if kind == "time" else ""
    try:
        moment = epoch + timedelta(seconds=round(days * 86_400))
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


def normalize_iso_moment(raw: str, epoch: datetime) -> str:
    """Return an ISO date or datetime in canonical form, "" for a day that is none.

    Other text is returned as it is.
    """
    try:
        moment = datetime.fromisoformat(raw).replace(microsecond=0, tzinfo=None)
    except ValueError:
        return raw
    if (moment - epoch).days < FIRST_YEAR_DAYS:
        return ""
    return format_moment(moment)


DURATION = re.compile(r"PT(\d{1,8})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", re.ASCII)


def format_ods_duration(duration: str, displayed: str, epoch: datetime) -> str:
    """Return "14:30" for the duration "PT14H30M00S", else ``displayed``.

    The time of a day is kept as the time since the first day of all.
    """
    found = DURATION.fullmatch(duration)
    if not found:
        return displayed
    hours, minutes, seconds = map(int, found.groups())
    days = timedelta(hours=hours, minutes=minutes, seconds=seconds) / timedelta(days=1)
    return format_serial_moment(str(days), "time", epoch)


MAX_AMOUNT_LENGTH = 40
AMOUNT = re.compile(
    r"[-+]?[\d\s\u00a0\u202f.,%€$]*\d[\d\s\u00a0\u202f.,%]*"
    r"(k|M|Mds?)?\s?[€$£¥]?[A-Z]{0,4}"
)
YEAR = re.compile(r"(19|20)\d\d")


def is_amount(cell: str) -> bool:
    """Return whether a cell is a number, with or without a currency."""
    return len(cell) <= MAX_AMOUNT_LENGTH and AMOUNT.fullmatch(cell) is not None


def is_year(cell: str) -> bool:
    return YEAR.fullmatch(cell) is not None
