"""Dates as people and spreadsheets write them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.folding import name_key
from cooperation.importing.values.saying import NotUnderstood, Said, is_unknown
from cooperation.models.common import FIRST_YEAR, LAST_YEAR

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
IN_WORDS = re.compile(r"(?:(?:le )?(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", re.ASCII)
SIGNED = re.compile(r"^(?:sign[eé]e? )?le (?=\d)", re.I)
SERIAL = re.compile(r"[1-6]\d{4}(?:\.\d+)?", re.ASCII)
FIRST_SERIAL = date(1899, 12, 30)
# "19" is 2019, "74" is 1974.
TURN_OF_CENTURY = 50


class PartialDate(NamedTuple):
    """A date of which perhaps only the year, or the month, is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{n:02}" for n in self[1:] if n)]
        return "-".join(parts)


def say_date(text: str) -> Said[PartialDate | None]:
    """Parse a date; the day comes before the month, as in France."""
    text = SIGNED.sub("", text.strip())
    if not text:
        return Said(None)
    if is_unknown(text):
        return Said(None, _("date non connue"))
    for reader in (iso_date, french_date, date_in_words, serial_date, year_alone):
        found = reader(text)
        if found is not None:
            return found
    raise NotUnderstood(text)


def dated(
    text: str, year: int, month: str | int | None, day: str | None, remark: str = ""
) -> Said[PartialDate | None]:
    """Return a date after checking it.

    Raises ``ParseError`` if it is not in the calendar, or its year is out of bounds.
    """
    found = PartialDate(year, int(month or 0) or None, int(day or 0) or None)
    try:
        date(year, found.month or 1, found.day or 1)
    except ValueError as error:
        raise NotUnderstood(text, _("cette date n’existe pas")) from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotUnderstood(text, _("cette année est hors des bornes"))
    return Said(found, remark)


def iso_date(text: str) -> Said[PartialDate | None] | None:
    """Parse "2019-03-12", with or without its time or its day."""
    match = ISO.fullmatch(text)
    return dated(text, int(match[1]), match[2], match[3]) if match else None


def french_date(text: str) -> Said[PartialDate | None] | None:
    """Parse "12/03/2019", "03/2019" or "12/03/19"."""
    match = FRENCH.fullmatch(text)
    if match is None or (match[1] is None and len(match[3]) == 2):
        return None
    year = int(match[3])
    if len(match[3]) == 4:
        return dated(text, year, match[2], match[1])
    year += 1900 if year >= TURN_OF_CENTURY else 2000
    remark = _("année à deux chiffres, lue %s") % year
    return dated(text, year, match[2], match[1], remark)


def date_in_words(text: str) -> Said[PartialDate | None] | None:
    """Parse "12 mars 2019", "1er mars 2019" or "mars 2019"."""
    match = IN_WORDS.fullmatch(name_key(text))
    if match is None or match[2] not in MONTHS:
        return None
    return dated(text, int(match[3]), MONTHS[match[2]], match[1])


def serial_date(text: str) -> Said[PartialDate | None] | None:
    """Parse a date that a spreadsheet stores as a number of days."""
    if not SERIAL.fullmatch(text):
        return None
    day = FIRST_SERIAL + timedelta(days=int(text.partition(".")[0]))
    remark = _("nombre de jours d’un tableur, lu %s") % day.strftime("%d/%m/%Y")
    return Said(PartialDate(day.year, day.month, day.day), remark)


def year_alone(text: str) -> Said[PartialDate | None] | None:
    if re.fullmatch(r"\d{3,4}", text, re.ASCII):
        return dated(text, int(text), None, None)
    return None
