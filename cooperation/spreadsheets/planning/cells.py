"""Parsing of one cell by the kind of its column."""

import math
import re
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, ColumnSpec
from cooperation.parsing import ChoiceNames, ParseError, parse_yes_no


class UnreadableCell(ValueError):
    """A cell that cannot be read; the message says why and what to do, in French."""


def read_text(column: ColumnSpec, text: str, longest: int | None) -> str:
    """Return the text; raise ``UnreadableCell`` if its column cannot hold it."""
    if longest and len(text) > longest:
        raise UnreadableCell(
            _("%(length)s caractères : %(longest)s au plus")
            % {"length": len(text), "longest": longest}
        )
    if column.kind == ColumnKind.LINK and text:
        check_link(text)
    if column.kind == ColumnKind.EMAIL and text:
        check_email(text)
    return text


def check_link(text: str) -> None:
    try:
        parts = urlsplit(text)
        is_page = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        is_page = False
    if not is_page or re.search(r"\s", text):
        raise UnreadableCell(_("adresse à donner en entier, avec https://"))


def check_email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError as error:
        raise UnreadableCell(_("adresse de courriel illisible")) from error


@cache
def get_choice_names(choices: type[TextChoices]) -> ChoiceNames:
    return ChoiceNames((str(code), str(words)) for code, words in choices.choices)


def read_choice(column: ColumnSpec, text: str, *, optional: bool) -> str:
    if not text and optional:
        return ""
    assert column.choices is not None  # noqa: S101 -- only columns of closed lists
    try:
        return get_choice_names(column.choices).parse(text).value
    except ParseError as error:
        known = ", ".join(str(words) for _code, words in column.choices.choices)
        raise UnreadableCell(
            _("valeur inconnue ; choisissez parmi : %s") % known
        ) from error


def read_degrees(text: str, most: int) -> float | None:
    """Return a latitude or longitude between ``-most`` and ``most``."""
    if not text:
        return None
    try:
        degrees = float(text.replace(",", ".").removesuffix("°"))
    except ValueError as error:
        raise UnreadableCell(
            _("degrés illisibles : écrivez par exemple 14,0072")
        ) from error
    if not math.isfinite(degrees) or abs(degrees) > most:
        limits = {"most": most}
        raise UnreadableCell(
            _("hors de la Terre : entre -%(most)s et %(most)s") % limits
        )
    return degrees


def read_yes_no(text: str) -> bool:
    try:
        return bool(parse_yes_no(text).value)
    except ParseError as error:
        raise UnreadableCell(_("écrivez « oui » ou laissez vide")) from error


def is_equal(value: Any, current: Any) -> bool:
    """Return whether two values are equal: spreadsheets round the last digits."""
    if isinstance(value, float) and isinstance(current, float):
        return math.isclose(value, current, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(value, Decimal) and isinstance(current, Decimal):
        return value == current
    return bool(value == (current if current is not None else get_empty_value(value)))


def get_empty_value(value: Any) -> Any:
    return "" if isinstance(value, str) else None
