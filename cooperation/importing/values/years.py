"""Years and spans of years as people write them; an end not given is not deduced."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.folding import name_key
from cooperation.importing.values.dates import say_date
from cooperation.importing.values.saying import NotUnderstood, Said, is_unknown
from cooperation.models.common import FIRST_YEAR, LAST_YEAR

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
MONTHS = re.compile(
    rf"{YEAR} (?:pour |duree |sur )?(\d{{1,3}}) (mois|ans|an|months|years)"
)
DECADE = re.compile(r"(?:les |des |depuis les |debut |fin )*annees? (\d{2}|\d{3}0)s?")
CENTURY = re.compile(r".*\b([ivx]+|\d{1,2})e?m?e? siecle")
AGO = re.compile(r"(?:depuis|il y a)\b.*\b(?:ans?|annees?|decennies?|longtemps|mois)")
DAY = re.compile(r"(?:le )?\d{1,2}(?:er)? [a-z]+|\d{1,2} \d{1,2}")
ALL = re.compile(r"(?<!\d)\d{4}(?!\d)|(?<!\d)[89]\d\d(?!\d)", re.ASCII)
PUT_TOGETHER = re.compile(
    r"(?:[^\W\d_]+ )*[\d]{3,4}(?: (?:[^\W\d_]+ )*[\d]{3,4})+(?: [^\W\d_]+)*"
)
LISTED = re.compile(r"[,;+&]|\bpuis\b|(?<!\w)et\b", re.I)
ASIDE = re.compile(r"\s*\(([^()\d]*)\)")
LONGEST = 120
MARK = re.compile(r"\s*[~≈±?]+\s*")


class Years(NamedTuple):
    """A start, an end, and the further years that were named."""

    start: int | None = None
    end: int | None = None
    others: tuple[int, ...] = ()


def say_year(text: str) -> Said[int | None]:
    """Parse the one year of a cell; a date is accepted, a span is not."""
    years, remark = say_years(text)
    if years.end or years.others:
        raise NotUnderstood(text, _("plusieurs années"))
    return Said(years.start, remark)


def say_years(text: str) -> Said[Years]:
    """Parse a span of years: "2012-2015", "depuis 2007", "2022 : 36 mois"."""
    text = text.strip()
    if not text:
        return Said(Years())
    if is_unknown(text):
        return Said(Years(), _("année non connue"))
    if len(text) > LONGEST:
        raise NotUnderstood(text)
    if aside := ASIDE.search(text):
        years, remark = say_years(ASIDE.sub(" ", text))
        told = _("« %s » laissé de côté") % aside[1]
        return Said(years, "; ".join(filter(None, [remark, told])))
    found = bare_years(text)
    if found is None:
        raise NotUnderstood(text)
    checked(found.value, text)
    if MARK.search(text) and found.value.start and not found.remark:
        return Said(found.value, _("année approximative"))
    return found


def bare_years(text: str) -> Said[Years] | None:
    """Try each form in turn; a list of years is not a span."""
    key = name_key(text)
    is_span = key.startswith("entre ") or not LISTED.search(text)
    found = plain_years(key) if is_span else None
    return found or without_years(key, text) or of_date(text) or several(key)


def plain_years(key: str) -> Said[Years] | None:
    """Parse one year, or a start and an end."""
    if match := SPAN.fullmatch(key):
        return Said(Years(int(match[1]), int(match[2])))
    if match := OPEN_SPAN.fullmatch(key):
        return Said(Years(int(match[1])))
    if match := CLOSED_SPAN.fullmatch(key):
        return Said(Years(None, int(match[1])))
    if match := ABOUT_YEAR.fullmatch(key):
        return Said(Years(int(match[1] or match[2])), _("année approximative"))
    if match := MONTHS.fullmatch(key):
        return lasting(int(match[1]), int(match[2]), match[3])
    if match := SHORT_SPAN.fullmatch(key):
        start = int(match[1])
        end = start - start % 100 + int(match[2])
        return Said(Years(start, end)) if end > start else None
    return None


def lasting(start: int, number: int, unit: str) -> Said[Years]:
    """Return the start, the duration in the remark: the end depends on the month."""
    months = number if unit.startswith("mo") else number * 12
    told = {
        "months": months,
        "first": start + max(months - 1, 0) // 12,
        "last": start + (months + 11) // 12,
    }
    remark = _("durée de %(months)s mois : fin entre %(first)s et %(last)s, à préciser")
    return Said(Years(start), remark % told)


def without_years(key: str, text: str) -> Said[Years] | None:
    """Return a remark for a decade, a century or a day without a year.

    No year is deduced from it; ``None`` if the text is none of these.
    """
    if match := DECADE.fullmatch(key):
        decade = int(match[1]) + (1900 if len(match[1]) == 2 else 0)
        told = {"first": decade, "last": decade + 9}
        remark = _("entre %(first)s et %(last)s : aucune année n’est retenue") % told
        return Said(Years(), remark)
    if CENTURY.fullmatch(key) or (AGO.search(key) and not ALL.search(text)):
        remark = _("« %s » : aucune année n’en est déduite") % text[:60]
        return Said(Years(), remark)
    if DAY.fullmatch(key) and not ALL.search(text):
        return Said(Years(), _("un jour sans année : aucune année n’est retenue"))
    return None


def of_date(text: str) -> Said[Years] | None:
    try:
        found, remark = say_date(text)
    except NotUnderstood as error:
        if error.reason:
            raise
        return None
    return Said(Years(found.year if found else None), remark)


def several(key: str) -> Said[Years] | None:
    """Parse "1986 puis 1988": the first is the start, the remark gives the others."""
    if not PUT_TOGETHER.fullmatch(key) or len(key) > 80:
        return None
    years = list(dict.fromkeys(map(int, ALL.findall(key))))
    if len(years) < 2:
        return None
    start, *others = sorted(years)
    told = {"start": start, "others": ", ".join(map(str, others))}
    remark = _("plusieurs années : %(start)s est le début ; aussi %(others)s") % told
    return Said(Years(start, None, tuple(others)), remark)


def checked(years: Years, text: str) -> None:
    """Raise ``ParseError`` for years out of bounds, or an end before its start."""
    named = [year for year in (years.start, years.end, *years.others) if year]
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in named):
        raise NotUnderstood(text, _("cette année est hors des bornes"))
    if years.start and years.end and years.end < years.start:
        raise NotUnderstood(text, _("la fin précède le début"))
