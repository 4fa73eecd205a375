"""The plain text that staff write: paragraphs, lists, quotes, links, figures by name.

Paragraphs are separated by an empty line; a line that begins with "- " is an item of
a list, with "> " a line of a quote, with "## " a heading. ``[text](address)`` is a
link, ``{{chiffre:name}}`` the value of a figure, never typed. On a line of their own,
``{{chiffres:a, b}}``, ``{{tableau:name}}``, ``{{carte:name}}`` and ``{{liste:name}}``
show more.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from surveys.reporting.frozen import INLINE, KINDS, Frozen

MARK = re.compile(r"\{\{\s*(?P<kind>[\w-]*)\s*:?\s*(?P<names>[^{}]*?)\s*\}\}")
LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")
PIECES = re.compile(f"{MARK.pattern}|{LINK.pattern}")
ALLOWED = re.compile(r"(https?://|mailto:|/(?!/))\S+")
BULLET, QUOTE, HEADING = "- ", ">", "## "


@dataclass(frozen=True)
class Piece:
    """A part of a line: plain text, a link (``url``) or a figure (``figure``)."""

    text: str = ""
    url: str = ""
    figure: str = ""


Line = list[Piece]


@dataclass(frozen=True)
class Node:
    """A paragraph, heading, list or quote (``lines``), or a shown item (``names``)."""

    kind: str
    lines: tuple[Line, ...] = ()
    names: tuple[str, ...] = ()


def parse(text: str) -> list[Node]:
    """Return the nodes of a text.

    Never fails; ``find_prose_problems`` reports what is wrong.
    """
    return list(nodes(text.replace("\r\n", "\n").split("\n")))


def nodes(lines: Iterable[str]) -> Iterator[Node]:
    """Yield the nodes of lines; consecutive lines of one kind make one node."""
    for kind, group in groupby((line.strip() for line in lines), key=kind_of):
        found = list(group)
        if kind == "block":
            yield from (block(line) for line in found)
        elif kind == "heading":
            yield from (Node(kind, (pieces(rest(line, HEADING)),)) for line in found)
        elif kind == "items":
            yield Node(kind, tuple(pieces(rest(line, BULLET)) for line in found))
        elif kind == "quote":
            yield Node(kind, tuple(pieces(rest(line, QUOTE)) for line in found))
        elif kind == "text":
            yield Node(kind, (pieces(" ".join(found)),))


def kind_of(line: str) -> str:
    """Return ``empty``, ``block``, ``items``, ``quote``, ``heading`` or ``text``."""
    if not line:
        return "empty"
    whole = MARK.fullmatch(line)
    if whole and whole["kind"] != INLINE:
        return "block"
    for mark, kind in ((BULLET, "items"), (QUOTE, "quote"), (HEADING, "heading")):
        if line.startswith(mark):
            return kind
    return "text"


def rest(line: str, mark: str) -> str:
    return line.removeprefix(mark).strip()


def block(line: str) -> Node:
    found = MARK.fullmatch(line)
    kind, names = (found["kind"], found["names"]) if found else ("", "")
    return Node(kind, names=tuple(name.strip() for name in names.split(",")))


def pieces(line: str) -> Line:
    found, end = [], 0
    for match in PIECES.finditer(line):
        if match.start() > end:
            found.append(Piece(line[end : match.start()]))
        found.append(piece(match))
        end = match.end()
    return found + ([Piece(line[end:])] if end < len(line) else [])


def piece(match: "re.Match[str]") -> Piece:
    """Return a link or a figure; anything else stays as typed."""
    if match["url"]:
        is_allowed = ALLOWED.fullmatch(match["url"])
        return Piece(match["text"], url=match["url"]) if is_allowed else as_typed(match)
    return Piece(figure=match["names"]) if match["kind"] == INLINE else as_typed(match)


def as_typed(match: "re.Match[str]") -> Piece:
    return Piece(match.group())


# What is wrong ----------------------------------------------------------------------


def problems(text: str, frozen: Frozen) -> list[str]:
    """Return what is malformed in a text, and what the snapshot does not have."""
    return list(dict.fromkeys([*unreadable(text), *unknown(text, frozen)]))


def unreadable(text: str) -> Iterator[str]:
    left = MARK.sub("", text)
    if "{{" in left or "}}" in left:
        yield _(
            "Une accolade reste ouverte : un chiffre s’écrit "
            "{{chiffre:nom}}, avec deux accolades de chaque côté."
        )
    for match in LINK.finditer(text):
        if not ALLOWED.fullmatch(match["url"]):
            yield _(
                "Le lien « %(url)s » ne mène nulle part : il commence par https://, "
                "mailto: ou /."
            ) % {"url": match["url"]}


def unknown(text: str, frozen: Frozen) -> Iterator[str]:
    """Yield a message for each placeholder that is unknown or not alone on its line."""
    for match in MARK.finditer(text):
        kind = match["kind"]
        if kind not in KINDS:
            yield _(
                "« %(mark)s » n’est pas compris : écrivez chiffre, chiffres, tableau, "
                "carte ou liste, puis un nom."
            ) % {"mark": match.group()}
            continue
        yield from unknown_names(match, frozen)
        if kind != INLINE and not is_alone(text, match):
            yield _("« %(mark)s » se met seul sur sa ligne.") % {"mark": match.group()}


def unknown_names(match: "re.Match[str]", frozen: Frozen) -> Iterator[str]:
    kind, names = match["kind"], match["names"]
    asked = names.split(",") if kind == "chiffres" else [names]
    for name in (one.strip() for one in asked):
        if frozen.get(kind, name) is None:
            close = frozen.close_to(kind, name)
            words = {"mark": match.group(), "name": name}
            if close:
                words["close"] = ", ".join(close)
                yield (
                    _(
                        "« %(mark)s » : le relevé n’a rien qui s’appelle « %(name)s ». "
                        "Vouliez-vous dire : %(close)s ?"
                    )
                    % words
                )
            else:
                yield (
                    _(
                        "« %(mark)s » : le relevé n’a rien qui s’appelle « %(name)s ». "
                        "Choisissez un nom dans la liste."
                    )
                    % words
                )


def is_alone(text: str, match: "re.Match[str]") -> bool:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return line.strip() == match.group().strip()
