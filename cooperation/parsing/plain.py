"""Strict parsing of cells whose form is known."""

import re
from decimal import Decimal

from cooperation.enums import ActionStatus
from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing.result import ParseError
from cooperation.text import normalize

STATUSES = {
    "en cours": ActionStatus.ACTIVE,
    "termine": ActionStatus.ENDED,
    "terminee": ActionStatus.ENDED,
    "suspendu": ActionStatus.SUSPENDED,
    "suspendue": ActionStatus.SUSPENDED,
    "planifie": ActionStatus.PLANNED,
    "planifiee": ActionStatus.PLANNED,
    "inconnu": ActionStatus.UNKNOWN,
    "inconnue": ActionStatus.UNKNOWN,
    "a verifier": ActionStatus.UNKNOWN,
    "": ActionStatus.UNKNOWN,
}


def parse_plain_year(text: str) -> int | None:
    """Parse a year of three or four digits; ``None`` for an empty cell.

    Raises ``ParseError`` for anything else.
    """
    if not text:
        return None
    if not re.fullmatch(r"\d{3,4}", text, re.ASCII):
        raise ParseError(text)
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParseError(text)
    return year


def parse_euro_amount(text: str) -> Decimal | None:
    """Parse an amount in euros; ``None`` for an empty cell.

    Digits, with spaces or dots between thousands and a comma or a dot before cents.
    Raises ``ParseError`` for anything else.
    """
    compact = re.sub(r"[\s\u00a0\u202f]|€", "", text)
    if not compact:
        return None
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d{1,2})?", compact, re.ASCII):
        compact = compact.replace(".", "")
    if not re.fullmatch(r"\d{1,12}([.,]\d{1,2})?", compact, re.ASCII):
        raise ParseError(text)
    return Decimal(compact.replace(",", "."))


def parse_status(text: str) -> ActionStatus:
    """Parse a status; raise ``ParseError`` for an unknown word."""
    try:
        return STATUSES[normalize(text)]
    except KeyError as error:
        raise ParseError(text) from error


def split_list(text: str, separators: str = ";|") -> list[str]:
    return [part.strip() for part in re.split(f"[{separators}]", text) if part.strip()]


def parse_partner_list(text: str) -> list[tuple[str, str]]:
    """Return the (name, kind) pairs of "name (kind);name"."""
    found = []
    for part in split_list(text, ";"):
        match = re.fullmatch(r"(.+?)\(([^()]+)\)", part)
        found.append((match[1].rstrip(), match[2]) if match else (part, ""))
    return found
