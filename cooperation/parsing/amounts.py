"""Amounts of money as people write them, with their currency, never converted."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from cooperation.parsing.result import Parsed, ParseError, is_placeholder
from cooperation.text import strip_accents

EURO = "EUR"
# How amounts name their currency, without accents and in lower case; longest first.
# Beside these, every code of ISO 4217.
CURRENCIES = [
    (r"francs? congolais|fc", "CDF"),
    (r"francs? guineens?|fg", "GNF"),
    (r"francs? rwandais|frw", "RWF"),
    (r"francs? burundais|fbu", "BIF"),
    (r"francs? djiboutiens?|fdj", "DJF"),
    (r"francs? comoriens?", "KMF"),
    (r"francs? (?:cfp|pacifique)|f ?cfp|cfp", "XPF"),
    (r"francs? francais|ff", "FRF"),
    (r"f\.? ?cfa ?\(?(?:beac|xaf)\)?|xaf", "XAF"),
    (r"(?:francs? |f\.? ?)cfa|cfa|fcfa|xof", "XOF"),
    (r"francs? suisses?|chf|sfr", "CHF"),
    (r"dollars? canadiens?|\$ ?can?|can? ?\$|c\$|cad", "CAD"),
    (r"dollars? australiens?|a\$|au\$", "AUD"),
    (r"yuans?|renminbis?|rmb|cn¥", "CNY"),
    (r"yens?|¥", "JPY"),
    (r"livres? libanaises?|ll", "LBP"),
    (r"livres? egyptiennes?", "EGP"),
    (r"livres? syriennes?", "SYP"),
    (r"livres? turques?|₺", "TRY"),
    (r"shekels?|nis|₪", "ILS"),
    (r"roupies? indiennes?|₹", "INR"),
    (r"dongs?|₫", "VND"),
    (r"hryvnias?|₴", "UAH"),
    (r"roubles?|₽", "RUB"),
    (r"nairas?|₦", "NGN"),
    (r"cedis?|₵", "GHS"),
    (r"gourdes?", "HTG"),
    (r"zlotys?", "PLN"),
    (r"reais|r\$", "BRL"),
    (r"dinars? algeriens?|da", "DZD"),
    (r"ouguiyas?", "MRU"),
    (r"dalasis?", "GMD"),
    (r"birrs?", "ETB"),
    (r"riels?", "KHR"),
    (r"kips?", "LAK"),
    (r"bahts?|฿", "THB"),
    (r"us ?\$|\$ ?us|usd|dollars?(?: (?:us|americains?))?|\$", "USD"),
    (r"livres? sterlings?|gbp|£", "GBP"),
    (r"dirhams?(?: marocains?)?|mad", "MAD"),
    (r"dinars? tunisiens?|tnd", "TND"),
    (r"ariarys?|ar|mga", "MGA"),
    (r"euros?|eur|€", EURO),
]
SEVERAL_CURRENCIES = re.compile(
    r"\b(?:f|francs?|dinars?|livres?|couronnes?|pesos?|roupies?|shillings?)\b"
)
MULTIPLIERS = [
    (r"milliards?|mds?|mrds?", 10**9),
    (r"millions?|mio|m", 10**6),
    (r"milliers?|mille|k", 10**3),
]
APPROXIMATE_WORDS = (
    r"environ|env\.?|approx\.?|approximativement|pres de|autour de|plus de|"
)
APPROXIMATE = re.compile(
    rf"(?:^|\s)(?:{APPROXIMATE_WORDS}moins de|de l'ordre de|a peu pres|about|ca\.?)"
    r"(?=\s|\d)"
    r"|[~≈±]"
)
YEARLY = re.compile(
    r"(?:/|par|chaque|l') ?(?:an|annee)\b|\bannuel(?:le)?(?:s|ment)?\b"
    r"|\bper (?:year|annum)\b|/ ?year\b|\byearly\b|\bp\.? ?a\b\.?"
)
OTHER_PERIODS = re.compile(
    r"(?:/|par|chaque) ?(?:mois|trimestre|semestre|jour|semaine|personne|habitant)\b"
    r"|\bmensuel"
)
TIMES = re.compile(r"(?:x|\*|×|pendant|durant) ?\d{1,2} ?(?:ans?|annees?|mois)\b")
DURATION = re.compile(r"\b(?:sur|pour) ?\d{1,2} ?(?:ans?|annees?|mois)\b")
TAXES = re.compile(r"\b(?:ht|ttc|h\.t\.|t\.t\.c\.)(?=\s|$)")
AMOUNT_SEPARATOR = re.compile(r"\s*(?:\bsoit\b|=|\()\s*")
IGNORED_WORDS = re.compile(
    r"(?:^|\s)(?:d'|de |d )(?=\s|\d|\w|€)|^(?:montant|budget|total) ?:? ?"
)
SPACES = re.compile("[\\s\u00a0\u202f\u2009]+")
GROUPED_NUMBERS = {
    " ": re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{1,2})?"),
    "'": re.compile(r"[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d{1,2})?"),
    ".": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2})?"),
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})|\d{1,3}(?:,\d{3}){2,}"),
}
UNGROUPED_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,2}|[.,]\d{4,20})?|0[.,]\d{3}")
MANY_DECIMALS = re.compile(r"\d{1,3}(?:[ ]?\d{3})*[.,]\d{1,6}")
THOUSANDS_IN_ENGLISH = re.compile(r"\d{1,3},\d{3}")
MAX_LENGTH = 120
MAX_AMOUNT = Decimal(10) ** 12
CENT = Decimal("0.01")


class Money(NamedTuple):
    """An amount in its own currency (ISO 4217)."""

    amount: Decimal
    currency: str = EURO
    is_approximate: bool = False
    is_yearly: bool = False


def parse_amount(text: str, currency: str = EURO) -> Parsed[Money | None]:
    """Parse an amount; one without currency is in ``currency``.

    An amount a year is said to be one, and never multiplied.

    "751.942€ soit 493.241.618 FCFA" gives the first, and the second in the remark.
    """
    if not text.strip():
        return Parsed(None)
    if is_placeholder(text):
        return Parsed(None, _("montant non connu"))
    if len(text) > MAX_LENGTH:
        raise ParseError(text)
    folded = SPACES.sub(" ", strip_accents(text).lower()).strip()
    first, *others = [
        part for part in AMOUNT_SEPARATOR.split(folded) if part.strip(" )")
    ] or [""]
    money, remarks = parse_one_amount(first, text, currency)
    for other in others:
        also, _remarks = parse_one_amount(other.rstrip(" )"), text, currency)
        parameters = {
            "amount": format_spaced_amount(also.amount),
            "currency": also.currency,
        }
        remarks.append(_("aussi donné : %(amount)s %(currency)s") % parameters)
    return Parsed(money, " ; ".join(remarks))


def parse_one_amount(part: str, text: str, currency: str) -> tuple[Money, list[str]]:
    remarks = []
    if OTHER_PERIODS.search(part) or TIMES.search(part):
        raise ParseError(text, _("un montant par période : donnez le total"))
    bare, is_about = extract_pattern(APPROXIMATE, part)
    bare, is_yearly = extract_pattern(YEARLY, bare)
    bare, has_duration = extract_pattern(DURATION, bare)
    bare, has_taxes = extract_pattern(TAXES, bare)
    bare, explicit_currency = extract_currency(bare)
    if not explicit_currency and SEVERAL_CURRENCIES.search(bare):
        raise ParseError(text, _("monnaie à préciser"))
    bare, times = extract_multiplier(IGNORED_WORDS.sub(" ", bare).strip())
    amount = parse_number(bare.strip(" .:"), text, explicit_currency or currency, times)
    if is_about:
        remarks.append(_("montant approximatif"))
    if is_yearly:
        remarks.append(_("montant par an, non un total"))
    if has_duration:
        remarks.append(_("montant pour toute la durée"))
    if has_taxes:
        remarks.append(_("taxes : voir la source"))
    if explicit_currency == "XOF" and "xof" not in part:
        remarks.append(_("francs CFA lus comme XOF (Afrique de l’Ouest)"))
    rounded = amount.quantize(CENT)
    if rounded != amount:
        remarks.append(_("arrondi au centime"))
    money = Money(rounded, explicit_currency or currency, is_about, is_yearly)
    return money, remarks


def extract_pattern(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    """Remove a pattern from a text, and return whether it was there."""
    left, number = pattern.subn(" ", text)
    return left.strip(), number > 0


def extract_currency(text: str) -> tuple[str, str]:
    """Split an amount into the rest and its currency; "k€" keeps its k."""
    if text.isdecimal():
        return text, ""
    for pattern, code in compile_currencies():
        if match := pattern.search(text):
            return cut_match(match), code
    for match in re.finditer(r"(?<![a-z])[a-z]{3}(?![a-z])", text):
        if match[0].upper() in list_currencies():
            return cut_match(match), match[0].upper()
    return text, ""


@cache
def compile_currencies() -> list[tuple[re.Pattern[str], str]]:
    """Return the patterns of currencies; a scale may stand before: "kFCFA", "Md€"."""
    return [
        (
            re.compile(
                rf"(?:(?<![a-z])|(?<=\d)|(?<=[km])|(?<=md)|(?<=mds))(?:{words})"
                r"(?![a-z])"
            ),
            code,
        )
        for words, code in CURRENCIES
    ]


def cut_match(match: re.Match[str]) -> str:
    """Return a text without what matched in it."""
    return f"{match.string[: match.start()]} {match.string[match.end() :]}".strip()


def extract_multiplier(text: str) -> tuple[str, int]:
    """Split "millions", "M" or "k" off the end; return the rest and the factor."""
    for pattern, times in MULTIPLIERS:
        match = re.fullmatch(rf"(.*\d)\s*(?:{pattern})(?: de| d')?", text)
        match = match or re.fullmatch(rf"(?:{pattern})\s*(\d.*)", text)
        if match:
            return match[1].strip(), times
    return text, 1


def parse_number(bare: str, text: str, currency: str, times: int) -> Decimal:
    """Parse a number, times ``times``.

    "481.180" is thousands as in France; "3,000" is thousands in dollars, and raises
    ``ParseError`` in euros.
    """
    if re.fullmatch(r".*\d\s*(?:-|a|et|ou|to)\s*\d.*", bare):
        raise ParseError(text, _("une fourchette, ou plusieurs montants"))
    compact = normalize_number(bare, currency, times)
    if compact is None:
        is_unsure = THOUSANDS_IN_ENGLISH.fullmatch(bare) is not None
        raise ParseError(text, _("milliers ou décimales ?") if is_unsure else "")
    amount = Decimal(compact) * times
    if amount >= MAX_AMOUNT:
        raise ParseError(text, _("montant démesuré"))
    return amount


def normalize_number(bare: str, currency: str, times: int) -> str | None:
    """Return a number with a dot and no thousands separators, or ``None``."""
    bare = bare.replace("’", "'")
    if times > 1 and MANY_DECIMALS.fullmatch(bare):
        return bare.replace(" ", "").replace(",", ".")
    for sign, pattern in GROUPED_NUMBERS.items():
        if pattern.fullmatch(bare):
            return bare.replace(sign, "").replace(",", ".")
    if UNGROUPED_NUMBER.fullmatch(bare):
        return bare.replace(",", ".")
    if currency not in (EURO, "XOF", "XAF") and THOUSANDS_IN_ENGLISH.fullmatch(bare):
        return bare.replace(",", "")
    return None


def format_spaced_amount(amount: Decimal) -> str:
    """Return an amount in French form, with narrow spaces between thousands."""
    whole = amount == amount.to_integral()
    return f"{amount:,.{0 if whole else 2}f}".replace(",", "\u202f").replace(".", ",")
