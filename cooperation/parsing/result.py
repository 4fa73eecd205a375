"""The result of parsing a text, or the error."""

from typing import Generic, NamedTuple, TypeVar

from cooperation.text import normalize

T = TypeVar("T")

# What people write where they know nothing; a lone dash or question mark has no key.
UNKNOWN_WORDS = {
    *("nc", "n c", "nr", "n r", "na", "n a", "nsp", "inconnu", "inconnue", "neant"),
    *("non connu", "non connue", "non communique", "non renseigne", "unknown", "none"),
    *("a preciser", "a completer", "a verifier", "pas d information", "null", "xx"),
}


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


def is_unknown(text: str) -> bool:
    """Return whether a text means "not known": "NC", "?", "non renseigné"."""
    return (normalize(text) or "nc") in UNKNOWN_WORDS
