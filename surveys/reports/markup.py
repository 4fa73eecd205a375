"""The plain text that staff write: paragraphs, lists, quotes, links, figures by name.

Paragraphs are separated by an empty line; a line that begins with "- " is an item of
a list, with "> " a line of a quote, with "## " a heading. ``**text**`` is bold,
``[text](address)`` a link, ``{{chiffre:name}}`` the value of a figure, never typed. On
a line of their own, ``{{chiffres:a, b}}``, ``{{tableau:name}}``, ``{{carte:name}}`` and
``{{liste:name}}`` show more, and ``{{image:name}}`` a picture of the report.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import groupby

from django.utils.translation import gettext as _

from surveys.reports.snapshot_reader import INLINE_KIND, SNAPSHOT_KEYS, SnapshotReader

PLACEHOLDER_PATTERN = re.compile(
    r"\{\{\s*(?P<kind>[\w-]*)\s*:?\s*(?P<names>[^{}]*?)\s*\}\}"
)
LINK = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")
PIECE_PATTERN = re.compile(f"{PLACEHOLDER_PATTERN.pattern}|{LINK.pattern}")
ALLOWED_URL = re.compile(r"(https?://|mailto:|/(?!/))\S+")
BULLET, QUOTE, HEADING, BOLD = "- ", ">", "## ", "**"
IMAGE_KIND = "image"


@dataclass(frozen=True)
class ProsePiece:
    """A part of a line: plain text, a link (``url``) or a figure (``figure``)."""

    text: str = ""
    url: str = ""
    figure: str = ""
    bold: bool = False


ProseLine = list[ProsePiece]


@dataclass(frozen=True)
class ProseNode:
    """A paragraph, heading, list or quote (``lines``), or a shown item (``names``)."""

    kind: str
    lines: tuple[ProseLine, ...] = ()
    names: tuple[str, ...] = ()


def parse_prose(text: str) -> list[ProseNode]:
    """Return the nodes of a text.

    Never fails; ``find_prose_problems`` reports what is wrong.
    """
    return list(iter_nodes(text.replace("\r\n", "\n").split("\n")))


def iter_nodes(lines: Iterable[str]) -> Iterator[ProseNode]:
    """Yield the nodes of lines; consecutive lines of one kind make one node."""
    for kind, group in groupby((line.strip() for line in lines), key=get_line_kind):
        found = list(group)
        if kind == "block":
            yield from (build_block_node(line) for line in found)
        elif kind == "heading":
            yield from (
                ProseNode(kind, (parse_pieces(strip_marker(line, HEADING)),))
                for line in found
            )
        elif kind == "items":
            yield ProseNode(
                kind, tuple(parse_pieces(strip_marker(line, BULLET)) for line in found)
            )
        elif kind == "quote":
            yield ProseNode(
                kind, tuple(parse_pieces(strip_marker(line, QUOTE)) for line in found)
            )
        elif kind == "text":
            yield ProseNode(kind, (parse_pieces(" ".join(found)),))


def get_line_kind(line: str) -> str:
    """Return ``empty``, ``block``, ``items``, ``quote``, ``heading`` or ``text``."""
    if not line:
        return "empty"
    whole = PLACEHOLDER_PATTERN.fullmatch(line)
    if whole and whole["kind"] != INLINE_KIND:
        return "block"
    for mark, kind in ((BULLET, "items"), (QUOTE, "quote"), (HEADING, "heading")):
        if line.startswith(mark):
            return kind
    return "text"


def strip_marker(line: str, mark: str) -> str:
    return line.removeprefix(mark).strip()


def build_block_node(line: str) -> ProseNode:
    found = PLACEHOLDER_PATTERN.fullmatch(line)
    kind, names = (found["kind"], found["names"]) if found else ("", "")
    return ProseNode(kind, names=tuple(name.strip() for name in names.split(",")))


def parse_pieces(line: str) -> ProseLine:
    """Return the pieces of a line; a mark of bold without its other stays as typed."""
    is_bold, found, pieces = False, [], split_pieces(line)
    left = sum(piece.text.count(BOLD) for piece in pieces if is_plain(piece)) // 2 * 2
    for piece in pieces:
        if not is_plain(piece):
            found.append(apply_bold(piece, is_bold))
            continue
        parts = piece.text.split(BOLD, left)
        left -= len(parts) - 1
        for number, part in enumerate(parts):
            is_bold ^= number > 0
            found += [ProsePiece(part, bold=is_bold)] if part else []
    return found


def is_plain(piece: ProsePiece) -> bool:
    return not piece.url and not piece.figure


def apply_bold(piece: ProsePiece, is_bold: bool) -> ProsePiece:
    """Return a link or a figure, bold if it stands between marks or its text does."""
    text = piece.text
    if len(text) > 2 * len(BOLD) and text.startswith(BOLD) and text.endswith(BOLD):
        return replace(piece, text=text[len(BOLD) : -len(BOLD)], bold=True)
    return replace(piece, bold=is_bold)


def split_pieces(line: str) -> ProseLine:
    """Return texts, links and figures of a line, marks of bold left in the texts."""
    found, end = [], 0
    for match in PIECE_PATTERN.finditer(line):
        if match.start() > end:
            found.append(ProsePiece(line[end : match.start()]))
        found.append(build_piece(match))
        end = match.end()
    return found + ([ProsePiece(line[end:])] if end < len(line) else [])


def build_piece(match: "re.Match[str]") -> ProsePiece:
    """Return a link or a figure; anything else stays as typed."""
    if match["url"]:
        is_allowed = ALLOWED_URL.fullmatch(match["url"])
        return (
            ProsePiece(match["text"], url=match["url"])
            if is_allowed
            else build_text_piece(match)
        )
    return (
        ProsePiece(figure=match["names"])
        if match["kind"] == INLINE_KIND
        else build_text_piece(match)
    )


def build_text_piece(match: "re.Match[str]") -> ProsePiece:
    return ProsePiece(match.group())


# Problems -----------------------------------------------------------------------------


def find_prose_problems(
    text: str, frozen: SnapshotReader, images: Collection[str] = ()
) -> list[str]:
    """Return what is malformed in a text, and what it names in vain.

    ``images`` are the names of the pictures of the report.
    """
    return list(
        dict.fromkeys(
            [
                *iter_syntax_problems(text),
                *iter_placeholder_problems(text, frozen, images),
            ]
        )
    )


def iter_syntax_problems(text: str) -> Iterator[str]:
    left = PLACEHOLDER_PATTERN.sub("", text)
    if "{{" in left or "}}" in left:
        yield _(
            "Une accolade reste ouverte : un chiffre s’écrit "
            "{{chiffre:nom}}, avec deux accolades de chaque côté."
        )
    if has_open_bold(text):
        yield _("Un gras reste ouvert : il s’écrit **ainsi**, sur une même ligne.")
    for match in LINK.finditer(text):
        if not ALLOWED_URL.fullmatch(match["url"]):
            yield _(
                "Le lien « %(url)s » ne mène nulle part : il commence par https://, "
                "mailto: ou /."
            ) % {"url": match["url"]}


def has_open_bold(text: str) -> bool:
    """Return whether a mark of bold has no other in its paragraph, item or line."""
    nodes = parse_prose(text)
    return any(
        BOLD in piece.text
        for node in nodes
        for line in node.lines
        for piece in line
        if is_plain(piece)
    )


def iter_placeholder_problems(
    text: str, frozen: SnapshotReader, images: Collection[str]
) -> Iterator[str]:
    """Yield a message for each placeholder that is unknown or not alone on its line."""
    for match in PLACEHOLDER_PATTERN.finditer(text):
        kind = match["kind"]
        if kind == IMAGE_KIND:
            yield from iter_image_problems(match, images)
        elif kind in SNAPSHOT_KEYS:
            yield from iter_name_problems(match, frozen)
        else:
            yield _(
                "« %(mark)s » n’est pas compris : écrivez chiffre, chiffres, tableau, "
                "carte, liste ou image, puis un nom."
            ) % {"mark": match.group()}
            continue
        if kind != INLINE_KIND and not is_alone_on_line(text, match):
            yield _("« %(mark)s » se met seul sur sa ligne.") % {"mark": match.group()}


def iter_name_problems(match: "re.Match[str]", frozen: SnapshotReader) -> Iterator[str]:
    kind, names = match["kind"], match["names"]
    asked = names.split(",") if kind == "chiffres" else [names]
    for name in (one.strip() for one in asked):
        if frozen.get(kind, name) is None:
            close = frozen.find_similar_names(kind, name)
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


def iter_image_problems(
    match: "re.Match[str]", images: Collection[str]
) -> Iterator[str]:
    """Yield what to do where the report has no picture of a name."""
    if match["names"] in images:
        return
    words = {"mark": match.group(), "name": match["names"]}
    close = get_close_matches(match["names"], list(images), n=3, cutoff=0.4)
    if close:
        words["close"] = ", ".join(close)
        yield (
            _(
                "« %(mark)s » : aucune image ne s’appelle « %(name)s ». "
                "Vouliez-vous dire : %(close)s ?"
            )
            % words
        )
    else:
        yield (
            _(
                "« %(mark)s » : aucune image ne s’appelle « %(name)s ». Ajoutez-la "
                "d’abord parmi les images de l’état des lieux."
            )
            % words
        )


def is_alone_on_line(text: str, match: "re.Match[str]") -> bool:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return line.strip() == match.group().strip()
