"""What runs of words say by their form: years, amounts, goals, an order.

Runs are normalized: without accents and signs.
"""

import re

from django.utils import timezone

from cooperation.models.common import LAST_YEAR
from cooperation.search.known_values import ParamValues

FIRST_SEARCHED_YEAR = 1900  # a smaller number is one of people or of wells
YEAR = r"(\d{4})"
# Each with the parameters that its groups are values of.
YEAR_PATTERNS = [
    (re.compile(rf"(?:entre|de|from) {YEAR} (?:et|a|to) {YEAR}"), "both"),
    (re.compile(rf"{YEAR} {YEAR}"), "both"),
    (re.compile(rf"(?:depuis|a partir de|apres|des|since|after) {YEAR}"), "first"),
    (re.compile(rf"(?:avant|jusqu en|jusqu a|before|until) {YEAR}"), "last"),
    (re.compile(rf"(?:en |in )?{YEAR}"), "same"),
]
# "années 90", "1990s"
DECADE = re.compile(r"annees (?:19)?([3-9]0)|annees (20[0-2]0)|19([3-9]0)s|(20[0-2]0)s")
GOAL = re.compile(r"(?:odd|sdg|objectif|goal) ?(1[0-7]|[1-9])")

WRITTEN_NUMBERS = {
    "dix": 10,
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "cent": 100,
    "ten": 10,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
SPAN = rf"(\d{{1,3}}|{'|'.join(WRITTEN_NUMBERS)})"
# "depuis plus de 30 ans": begun by then. "les dix dernières années": active since.
BEGUN_AGO = re.compile(
    rf"(?:(?:depuis|de|for) (?:(?:plus de|more than|over) )?"
    rf"|(?:plus de|more than|over) ){SPAN} (?:ans|annees|years)"
)
LAST_YEARS = re.compile(
    rf"(?:les |ces |the |depuis |depuis moins de |ces )?"
    rf"(?:{SPAN} dernieres annees|(?:last|past) {SPAN} years)"
)

# "le plus ancien", "oldest": the order of what is found.
ORDERS = [
    (
        re.compile(r"(?:l[ae]s? )?plus (?:anciens?|anciennes?|vieux|vieil(?:les?)?)"),
        "ancien",
    ),
    (re.compile(r"(?:the )?(?:oldest|earliest|longest)"), "ancien"),
    (re.compile(r"(?:l[ae]s? )?(?:plus recent(?:e?s?)|derni(?:ers?|eres?))"), "recent"),
    (re.compile(r"(?:the )?(?:latest|newest|most recent)"), "recent"),
    (re.compile(r"(?:l[ae]s? )?plus (?:gros|grands?|cher)s? budgets?"), "budget"),
    (re.compile(r"(?:the )?(?:largest|biggest|highest) budgets?"), "budget"),
]

NUMBER = r"(\d{1,3}(?: \d{3})+|\d+)(k| k| mille| millions?)?"
EUROS = r"(?: d)? ?(?:euros?|eur)"
AMOUNT = re.compile(
    r"(?:(?P<least>plus de|au moins|a partir de|more than|over|at least) "
    r"|(?P<most>moins de|au plus|jusqu a|less than|under|up to) "
    rf"|(?:environ|autour de|pres de|about|around) )?{NUMBER}{EUROS}"
)
AMOUNTS = re.compile(
    rf"(?:entre|de|between|from) {NUMBER} (?:et|a|and|to) {NUMBER}{EUROS}"
)
FACTORS = {"k": 1_000, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000}
# An amount alone stands for those that differ by no more than this share.
AROUND = 0.2


def read_pattern(key: str) -> ParamValues:
    """Return the years, the amounts, the goal or the order that a run says."""
    if match := GOAL.fullmatch(key):
        return {"odd": [match[1]]}
    if match := DECADE.fullmatch(key):
        return read_decade(next(filter(None, match.groups())))
    for pattern, order in ORDERS:
        if pattern.fullmatch(key):
            return {"tri": [order]}
    return read_years(key) or read_span(key) or read_amounts(key)


def read_years(key: str) -> ParamValues:
    for pattern, kind in YEAR_PATTERNS:
        match = pattern.fullmatch(key)
        if match and all(is_year(year) for year in match.groups()):
            first, last = match[1], match[match.lastindex or 1]
            if first > last:
                return {}
            params = {"first": ["annee_min"], "last": ["annee_max"]}.get(
                kind, ["annee_min", "annee_max"]
            )
            return dict(zip(params, ([first], [last]), strict=False))
    return {}


def read_decade(digits: str) -> ParamValues:
    """Return the years of a decade: "90" or "1990"."""
    first = int(digits) + (1900 if len(digits) == 2 else 0)
    return {"annee_min": [str(first)], "annee_max": [str(first + 9)]}


def is_year(text: str) -> bool:
    return FIRST_SEARCHED_YEAR <= int(text) <= LAST_YEAR


def read_span(key: str) -> ParamValues:
    """Return the year that lies a number of years ago."""
    for pattern, param in ((BEGUN_AGO, "annee_max"), (LAST_YEARS, "annee_min")):
        if match := pattern.fullmatch(key):
            written = next(filter(None, match.groups()))
            years = WRITTEN_NUMBERS.get(written) or int(written)
            return {param: [str(timezone.localdate().year - years)]}
    return {}


def read_amounts(key: str) -> ParamValues:
    """Return the bounds of amounts in euros: "40000-60000", "50000-"."""
    if match := AMOUNTS.fullmatch(key):
        low, high = (
            read_euros(match[1], match[2] or match[4]),
            read_euros(*match.group(3, 4)),
        )
        return {"montant": [f"{low}-{high}"]} if low <= high else {}
    match = AMOUNT.fullmatch(key)
    if not match:
        return {}
    euros = read_euros(match[3], match[4])
    if match["least"]:
        return {"montant": [f"{euros}-"]}
    if match["most"]:
        return {"montant": [f"-{euros}"]}
    low, high = round(euros * (1 - AROUND)), round(euros * (1 + AROUND))
    return {"montant": [f"{low}-{high}"]}


def read_euros(number: str, factor: str | None) -> int:
    return int(number.replace(" ", "")) * FACTORS.get((factor or "").strip(), 1)
