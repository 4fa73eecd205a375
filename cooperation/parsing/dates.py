"""Dates and years as people write them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing.result import Parsed, ParseError, is_placeholder
from cooperation.text import normalize

YEAR = r"(\d{4}|[89]\d\d)"
SINCE = (
    r"(?:depuis|a partir de|des|debut|demarrage|since|from|en|signe en|signee en|annee)"
)
UNTIL = r"(?:jusqu en|jusqu a|fin|until|termine en|terminee en)"
NOW = r"(?:en cours|aujourd hui|ce jour|nos jours|present|maintenant|now|today)"
ABOUT = r"(?:environ|env|vers|circa|ca|autour de|about)"
SPAN = re.compile(rf"(?:de |entre |from )?{YEAR} (?:a |et |au |to )?{YEAR}")
SHORT_SPAN = re.compile(rf"{YEAR} (\d\d)")
OPEN_SPAN = re.compile(rf"(?:{SINCE} )?(?:l annee )?{YEAR}(?: (?:a )?{NOW})?")
CLOSED_SPAN = re.compile(rf"{UNTIL} {YEAR}")
ABOUT_YEAR = re.compile(rf"{ABOUT} {YEAR}|{YEAR} (?:{ABOUT}|approximativement)")
YEAR_WITH_DURATION = re.compile(
    rf"{YEAR} (?:pour |duree |sur )?(\d{{1,3}}) (mois|ans|an|months|years)"
)
DECADE = re.compile(r"(?:les |des |depuis les |debut |fin )*annees? (\d{2}|\d{3}0)s?")
CENTURY = re.compile(r".*\b([ivx]+|\d{1,2})e?m?e? siecle")
ELAPSED_TIME = re.compile(
    r"(?:depuis|il y a)\b.*\b(?:ans?|annees?|decennies?|longtemps|mois)"
)
DAY = re.compile(r"(?:le )?\d{1,2}(?:er)? [a-z]+|\d{1,2} \d{1,2}")
EVERY_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|(?<!\d)[89]\d\d(?!\d)", re.ASCII)
YEAR_LIST = re.compile(
    r"(?:[^\W\d_]+ )*[\d]{3,4}(?: (?:[^\W\d_]+ )*[\d]{3,4})+(?: [^\W\d_]+)*"
)
LIST_SIGN = re.compile(r"[,;+&]|\bpuis\b|(?<!\w)et\b", re.I)
BRACKETED_TEXT = re.compile(r"\s*\(([^()\d]*)\)")
MAX_LENGTH = 120
APPROXIMATE_SIGN = re.compile(r"\s*[~≈±?]+\s*")


class YearSpan(NamedTuple):
    """A start, an end, and the further years that were named."""

    start: int | None = None
    end: int | None = None
    others: tuple[int, ...] = ()


def parse_year(text: str) -> Parsed[int | None]:
    """Parse the one year of a cell; a date is accepted, a span is not."""
    years, remark = parse_years(text)
    if years.end or years.others:
        raise ParseError(text, _("plusieurs années"))
    return Parsed(years.start, remark)


def parse_years(text: str) -> Parsed[YearSpan]:
    """Parse a span of years: "2012-2015", "depuis 2007", "2022 : 36 mois"."""
    text = text.strip()
    if not text:
        return Parsed(YearSpan())
    if is_placeholder(text):
        return Parsed(YearSpan(), _("année non connue"))
    if len(text) > MAX_LENGTH:
        raise ParseError(text)
    if aside := BRACKETED_TEXT.search(text):
        years, remark = parse_years(BRACKETED_TEXT.sub(" ", text))
        aside_remark = _("« %s » laissé de côté") % aside[1]
        return Parsed(years, "; ".join(filter(None, [remark, aside_remark])))
    found = parse_any_years(text)
    if found is None:
        raise ParseError(text)
    check_years(found.value, text)
    if APPROXIMATE_SIGN.search(text) and found.value.start and not found.remark:
        return Parsed(found.value, _("année approximative"))
    return found


def parse_any_years(text: str) -> Parsed[YearSpan] | None:
    """Try each form in turn; a list of years is not a span."""
    key = normalize(text)
    is_span = key.startswith("entre ") or not LIST_SIGN.search(text)
    found = parse_year_span(key) if is_span else None
    return (
        found
        or parse_without_year(key, text)
        or parse_year_of_date(text)
        or parse_year_list(key)
    )


def parse_year_span(key: str) -> Parsed[YearSpan] | None:
    """Parse one year, or a start and an end."""
    if match := SPAN.fullmatch(key):
        return Parsed(YearSpan(int(match[1]), int(match[2])))
    if match := OPEN_SPAN.fullmatch(key):
        return Parsed(YearSpan(int(match[1])))
    if match := CLOSED_SPAN.fullmatch(key):
        return Parsed(YearSpan(None, int(match[1])))
    if match := ABOUT_YEAR.fullmatch(key):
        return Parsed(YearSpan(int(match[1] or match[2])), _("année approximative"))
    if match := YEAR_WITH_DURATION.fullmatch(key):
        return build_start_with_duration(int(match[1]), int(match[2]), match[3])
    if match := SHORT_SPAN.fullmatch(key):
        start = int(match[1])
        end = start - start % 100 + int(match[2])
        return Parsed(YearSpan(start, end)) if end > start else None
    return None


def build_start_with_duration(start: int, number: int, unit: str) -> Parsed[YearSpan]:
    """Return the start, the duration in the remark: the end depends on the month."""
    months = number if unit.startswith("mo") else number * 12
    parameters = {
        "months": months,
        "first": start + max(months - 1, 0) // 12,
        "last": start + (months + 11) // 12,
    }
    remark = _("durée de %(months)s mois : fin entre %(first)s et %(last)s, à préciser")
    return Parsed(YearSpan(start), remark % parameters)


def parse_without_year(key: str, text: str) -> Parsed[YearSpan] | None:
    """Return a remark for a decade, a century or a day without a year.

    No year is deduced from it; ``None`` if the text is none of these.
    """
    if match := DECADE.fullmatch(key):
        decade = int(match[1]) + (1900 if len(match[1]) == 2 else 0)
        parameters = {"first": decade, "last": decade + 9}
        remark = (
            _("entre %(first)s et %(last)s : aucune année n’est retenue") % parameters
        )
        return Parsed(YearSpan(), remark)
    if CENTURY.fullmatch(key) or (
        ELAPSED_TIME.search(key) and not EVERY_YEAR.search(text)
    ):
        remark = _("« %s » : aucune année n’en est déduite") % text[:60]
        return Parsed(YearSpan(), remark)
    if DAY.fullmatch(key) and not EVERY_YEAR.search(text):
        return Parsed(YearSpan(), _("un jour sans année : aucune année n’est retenue"))
    return None


def parse_year_of_date(text: str) -> Parsed[YearSpan] | None:
    try:
        found, remark = parse_date(text)
    except ParseError as error:
        if error.reason:
            raise
        return None
    return Parsed(YearSpan(found.year if found else None), remark)


def parse_year_list(key: str) -> Parsed[YearSpan] | None:
    """Parse "1986 puis 1988": the first is the start, the remark gives the others."""
    if not YEAR_LIST.fullmatch(key) or len(key) > 80:
        return None
    years = list(dict.fromkeys(map(int, EVERY_YEAR.findall(key))))
    if len(years) < 2:
        return None
    start, *others = sorted(years)
    parameters = {"start": start, "others": ", ".join(map(str, others))}
    remark = (
        _("plusieurs années : %(start)s est le début ; aussi %(others)s") % parameters
    )
    return Parsed(YearSpan(start, None, tuple(others)), remark)


def check_years(years: YearSpan, text: str) -> None:
    """Raise ``ParseError`` for years out of bounds, or an end before its start."""
    given_years = [year for year in (years.start, years.end, *years.others) if year]
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in given_years):
        raise ParseError(text, _("cette année est hors des bornes"))
    if years.start and years.end and years.end < years.start:
        raise ParseError(text, _("la fin précède le début"))


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
    if is_placeholder(text):
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
