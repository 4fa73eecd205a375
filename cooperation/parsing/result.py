"""The result of parsing a text, or the error."""

import re
from typing import Generic, NamedTuple, TypeVar

from cooperation.text import normalize

T = TypeVar("T")

# What people write where they know or have nothing; signs alone have no key.
PLACEHOLDERS = {
    *("nc", "n c", "nr", "n r", "na", "n a", "nd", "n d", "nsp", "inconnu", "neant"),
    *("non connu", "non communique", "non renseigne", "non concerne", "non defini"),
    *("non precise", "non applicable", "non disponible", "unknown", "none", "null"),
    *("a preciser", "a completer", "a verifier", "a definir", "a renseigner", "tbd"),
    *("pas d information", "pas de partenaire", "aucun", "aucun partenaire", "ras"),
    *(
        "aucun lieu",
        "rien",
        "sans objet",
        "s o",
        "sans",
        "nil",
        "tba",
        "not applicable",
    ),
}
LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS)) + len("es")
FEMININE = re.compile(r"(?<=.{5})(?:e|s|es)$")
CROSSES = re.compile("x{2,9}")


class ParseError(ValueError):
    """A text cannot be parsed; ``reason`` says why, if it is known.

    ``reason`` is in French, and ends a sentence: "illisible : une fourchette".
    """

    def __init__(self, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.reason = reason


class Parsed(NamedTuple, Generic[T]):
    """A parsed value, and a remark in French where parsing took liberties."""

    value: T
    remark: str = ""


def is_placeholder(text: str) -> bool:
    """Return whether a text stands for nothing: "NC", "–", "?", "non renseignée"."""
    key = normalize(text.replace("(e)", "").replace("(s)", ""))
    if len(key) > LONGEST_PLACEHOLDER:
        return False
    bare = FEMININE.sub("", key)
    return not key or bool({key, bare} & PLACEHOLDERS or CROSSES.fullmatch(key))
