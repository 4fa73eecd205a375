"""Lists of names in one cell, and names with a kind in parentheses."""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.parsing.choices import PARTNER_KINDS, ChoiceNames
from cooperation.parsing.result import Parsed, is_placeholder
from cooperation.text import normalize

KIND_NAMES = ChoiceNames(
    ((code, str(label)) for code, label in PartnerKind.choices), PARTNER_KINDS
)
NAME_WITH_BRACKETS = re.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)")
SURE_SIGNS = re.compile(r"[;|\n]")
# These part a list, or stand in a name.
COMMA = re.compile(r",\s+")
WEAK_SIGNS = re.compile(r"\s*/\s*|\s(?:et|and|&|\+|-|–|—)\s")
# No name of a list begins so: "Femmes et des enfants", "Eau, l'hygiène".
INNER_WORD = re.compile(r"(?:l['’]|d['’]|(?:la|le|les|de|du|des|pour|aux?|en)\s)", re.I)
MIN_ENUMERATED = 3
MAX_LENGTH = 2_000


class NamedKind(NamedTuple):
    """A name, and the kind of partner that stands in parentheses after it."""

    name: str
    kind: str = ""


def parse_named_kind(text: str) -> NamedKind:
    """Return "EED" and its kind for "EED (bureau d'études)"; else the whole text."""
    match = (
        NAME_WITH_BRACKETS.fullmatch(text.strip()) if len(text) < MAX_LENGTH else None
    )
    kinds = KIND_NAMES.find(match[2]) if match else set()
    if match and len(kinds) == 1:
        return NamedKind(match[1], next(iter(kinds)))
    return NamedKind(text.strip())


def split_names(
    text: str, is_known: Callable[[str], bool] = lambda name: False
) -> Parsed[list[str]]:
    """Return the names of a cell, and a remark on what was split or left aside.

    ";", "|" and line ends always part names. Other signs may stand in a name: they
    part where the whole is unknown and a part of it is known, or in an enumeration.
    """
    if len(text) > MAX_LENGTH:
        return Parsed([text], _("texte trop long pour une liste de noms"))
    names, remarks = [], []
    for cell in SURE_SIGNS.split(text):
        parts = split_loose_list(cell.strip(), is_known)
        if len(parts) > 1:
            shown = " | ".join(parts)
            remarks.append(_("lu comme plusieurs noms : %s") % shown)
        elif parts and is_maybe_list(parts[0], is_known):
            remarks.append(
                _("« %s » : un seul nom ? sinon, séparez-les par « | »") % parts[0]
            )
        names += parts
    kept = [name for name in names if not is_placeholder(name)]
    if dropped := [name for name in names if is_placeholder(name)]:
        remarks.append(_("« %s » : rien n’est retenu") % ", ".join(dropped))
    return Parsed(list(dict.fromkeys(kept)), " ; ".join(remarks))


def split_loose_list(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Split on commas, "et", "/" or dashes where that is safe."""
    if not text or is_placeholder(text) or is_known(text):
        return [text] if text else []

    def is_sure(part: str) -> bool:
        return is_placeholder(part) or is_known(part)

    by_comma = split_outside_brackets(COMMA, text)
    last = split_outside_brackets(WEAK_SIGNS, by_comma[-1])
    parts = [*by_comma[:-1], *last]
    if len(by_comma) > 1 and are_names(parts):
        enough = len(parts) >= MIN_ENUMERATED or all(map(is_sure, parts))
        return parts if enough else [text]
    parts = split_outside_brackets(WEAK_SIGNS, text)
    return parts if are_names(parts) and any(map(is_sure, parts)) else [text]


def split_outside_brackets(sign: re.Pattern[str], text: str) -> list[str]:
    """Split a text where the sign does not stand in parentheses."""
    parts, start = [], 0
    for match in sign.finditer(text):
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start()):
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return [part for part in (*parts, text[start:].strip()) if part]


def are_names(parts: list[str]) -> bool:
    return all(
        is_placeholder(part) or (part != part.lower() and not INNER_WORD.match(part))
        for part in parts
    )


def is_maybe_list(text: str, is_known: Callable[[str], bool]) -> bool:
    """Return whether an unknown name holds a sign that may part two names."""
    if is_placeholder(text) or is_known(text):
        return False
    parts = split_outside_brackets(WEAK_SIGNS, text)
    commas = split_outside_brackets(COMMA, text)
    return max(len(parts), len(commas)) > 1 and are_names([*parts, *commas])


def is_acronym(text: str) -> bool:
    """Return whether a text is written as acronyms are: "SEDIF", "pS-Eau"."""
    key = normalize(text)
    return " " not in text and len(key) > 1 and sum(map(str.isupper, text)) > 1
