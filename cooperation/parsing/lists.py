"""Several names in one cell."""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.parsing.result import Parsed, is_unknown

SURE_SEPARATORS = ";|\n"
# What follows an "and" and begins a name of its own, not the rest of the name before.
AND = re.compile(r"\s+(?:et|and)\s+(?=[A-ZÀ-Ý])")
COMMA = re.compile(r"\s*,\s*(?=[A-ZÀ-Ý0-9«])")
KIND_PREFIX = re.compile(
    r"(?:villes?|communes?|mairie|r[eé]gion|d[eé]partement|ong|associations?|conseil|"
    r"universit[eé]|agence|minist[eè]re|m[eé]tropole|fondation|comit[eé]|syndicat)\b",
    re.I,
)
SLASH = re.compile(r"\s+/\s+")
KIND = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")
ONE_KIND = re.compile(r"[^()]+\([^(),]+\)")
BLANKS = re.compile(r"[^\S\n]+")
BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}[.)])\s+")


class PartnerName(NamedTuple):
    name: str
    kind: str = ""


def know_nothing(_text: str) -> bool:
    return False


def parse_names(
    text: str, is_known: Callable[[str], bool] = know_nothing
) -> Parsed[list[str]]:
    """Parse the names of a cell.

    Semicolons, bars and line breaks always separate names. Commas and "et" do only
    where there are none of these, and the remark says so: "eau et assainissement" may
    be one name. A cell whose whole text is a known name is one name.
    """
    if not text.strip():
        return Parsed([])
    if is_unknown(text):
        return Parsed([], _("noms non connus"))
    parts = split_outside_brackets(BLANKS.sub(" ", text), SURE_SEPARATORS)
    names = [name for part in parts if (name := BULLET.sub("", part).strip(" ,"))]
    if len(names) != 1 or is_known(names[0]):
        return Parsed(names)
    loose = split_loosely(names[0], is_known)
    if len(loose) == 1:
        return Parsed(loose)
    told = {"number": len(loose), "names": " ; ".join(loose)}
    return Parsed(loose, _("cellule lue comme %(number)s noms : %(names)s") % told)


def parse_partners(
    text: str, is_known: Callable[[str], bool] = know_nothing
) -> Parsed[list[PartnerName]]:
    """Parse the names of a cell, each with the kind that follows it in brackets."""
    names, remark = parse_names(text, is_known)
    return Parsed([parse_partner_name(name) for name in names], remark)


def parse_partner_name(text: str) -> PartnerName:
    """Split "Gret (ONG)" into name and kind."""
    match = KIND.fullmatch(text)
    return PartnerName(match[1], match[2].strip()) if match else PartnerName(text)


def split_loosely(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Split a text at commas, at slashes, and at the last "et" of such a list.

    "Arbois, vignes et villages (comité)" is one name: exports write names so.
    """
    if ONE_KIND.fullmatch(text):
        return [text]
    hidden, kept = hide_brackets(text)
    parts = [p for part in COMMA.split(hidden) for p in SLASH.split(part)]
    is_list = len(parts) > 1
    names = []
    for part in parts:
        both = AND.split(part)
        shown = [restore_brackets(half, kept) for half in both]
        whole = restore_brackets(part, kept)
        may_part = is_list or all(
            is_known(half) or starts_with_kind(half) for half in shown
        )
        names += shown if may_part and not is_known(whole) else [whole]
    return [name.strip() for name in names if name.strip()]


def starts_with_kind(text: str) -> bool:
    """Return whether a name begins with a kind: "Ville de Porto"."""
    return KIND_PREFIX.match(text) is not None


def hide_brackets(text: str) -> tuple[str, list[str]]:
    """Replace each text in brackets by a marker; return the replaced texts too."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    return re.sub(r"\([^()]*\)", keep, text.replace("\x00", "")), kept


def restore_brackets(text: str, kept: list[str]) -> str:
    return re.sub("\x00(\\d+)\x00", lambda match: kept[int(match[1])], text)


def split_outside_brackets(text: str, separators: str) -> list[str]:
    hidden, kept = hide_brackets(text)
    parts = re.split(f"[{re.escape(separators)}]", hidden)
    return [restore_brackets(part, kept) for part in parts]
