"""Dates as people and spreadsheets write them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing.result import Parsed, ParseError, is_unknown
from cooperation.text import normalize

MONTHS = {
    word: number
    for number, words in enumerate(
        [
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ],
        1,
    )
    for word in words.split()
}
ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ][\d:.]*Z?)?)?", re.ASCII
)
FRENCH = re.compile(
    r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}[:h]\d{2}[\d:]*)?",
    re.ASCII,
)
WRITTEN = re.compile(r"(?:(?:le )?(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", re.ASCII)
SIGNED_PREFIX = re.compile(r"^(?:sign[eé]e? )?le (?=\d)", re.I)
SERIAL = re.compile(r"[1-6]\d{4}(?:\.\d+)?", re.ASCII)
SERIAL_EPOCH = date(1899, 12, 30)
# "19" is 2019, "74" is 1974.
CENTURY_PIVOT = 50


class PartialDate(NamedTuple):
    """A date of which perhaps only the year, or the month, is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{n:02}" for n in self[1:] if n)]
        return "-".join(parts)


def parse_date(text: str) -> Parsed[PartialDate | None]:
    """Parse a date; the day comes before the month, as in France."""
    text = SIGNED_PREFIX.sub("", text.strip())
    if not text:
        return Parsed(None)
    if is_unknown(text):
        return Parsed(None, _("date non connue"))
    for reader in (
        parse_iso_date,
        parse_french_date,
        parse_written_date,
        parse_serial_date,
        parse_bare_year,
    ):
        found = reader(text)
        if found is not None:
            return found
    raise ParseError(text)


def build_partial_date(
    text: str, year: int, month: str | int | None, day: str | None, remark: str = ""
) -> Parsed[PartialDate | None]:
    """Return a date after checking it.

    Raises ``ParseError`` if it is not in the calendar, or its year is out of bounds.
    """
    found = PartialDate(year, int(month or 0) or None, int(day or 0) or None)
    try:
        date(year, found.month or 1, found.day or 1)
    except ValueError as error:
        raise ParseError(text, _("cette date n’existe pas")) from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParseError(text, _("cette année est hors des bornes"))
    return Parsed(found, remark)


def parse_iso_date(text: str) -> Parsed[PartialDate | None] | None:
    """Parse "2019-03-12", with or without its time or its day."""
    match = ISO.fullmatch(text)
    return (
        build_partial_date(text, int(match[1]), match[2], match[3]) if match else None
    )


def parse_french_date(text: str) -> Parsed[PartialDate | None] | None:
    """Parse "12/03/2019", "03/2019" or "12/03/19"."""
    match = FRENCH.fullmatch(text)
    if match is None or (match[1] is None and len(match[3]) == 2):
        return None
    year = int(match[3])
    if len(match[3]) == 4:
        return build_partial_date(text, year, match[2], match[1])
    year += 1900 if year >= CENTURY_PIVOT else 2000
    remark = _("année à deux chiffres, lue %s") % year
    return build_partial_date(text, year, match[2], match[1], remark)


def parse_written_date(text: str) -> Parsed[PartialDate | None] | None:
    """Parse "12 mars 2019", "1er mars 2019" or "mars 2019"."""
    match = WRITTEN.fullmatch(normalize(text))
    if match is None or match[2] not in MONTHS:
        return None
    return build_partial_date(text, int(match[3]), MONTHS[match[2]], match[1])


def parse_serial_date(text: str) -> Parsed[PartialDate | None] | None:
    """Parse a date that a spreadsheet stores as a number of days."""
    if not SERIAL.fullmatch(text):
        return None
    day = SERIAL_EPOCH + timedelta(days=int(text.partition(".")[0]))
    remark = _("nombre de jours d’un tableur, lu %s") % day.strftime("%d/%m/%Y")
    return Parsed(PartialDate(day.year, day.month, day.day), remark)


def parse_bare_year(text: str) -> Parsed[PartialDate | None] | None:
    if re.fullmatch(r"\d{3,4}", text, re.ASCII):
        return build_partial_date(text, int(text), None, None)
    return None
