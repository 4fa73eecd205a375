"""Closed lists: a code or a label, whatever its case, accents, number and gender."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from cooperation.parsing.result import Parsed, ParseError
from cooperation.text import normalize

YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "ok"}
NO = {"non", "n", "no", "faux", "false", "0", "aucun", "aucune"}
GENDER = re.compile(r"(?<=\w\w\w)e*s?$")


def stem_label(text: str) -> str:
    """Return a label's key without gender and number: "Terminées" is "termin"."""
    words = normalize(text).split()
    return " ".join(GENDER.sub("", word) for word in words)


class ChoiceNames:
    """The names of one closed list, built once for all cells of a column.

    ``choices`` are (code, label) pairs; ``also`` maps further words to codes.
    """

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        also: Mapping[str, str] | None = None,
    ) -> None:
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.loose: dict[str, set[str]] = defaultdict(set)
        self.codes = {}
        for code, label in choices:
            self.codes[code] = str(label)
            self.add(code, code)
            self.add(str(label), code)
        for word, code in (also or {}).items():
            self.add(word, code)

    def add(self, word: str, code: str) -> None:
        self.exact[normalize(word)].add(code)
        self.loose[stem_label(word)].add(code)

    def parse(self, text: str) -> Parsed[str]:
        """Return the code that a cell means, "" for an empty cell."""
        if text in self.codes or not text.strip():
            return Parsed(text.strip())
        found = self.exact.get(normalize(text)) or self.loose.get(
            stem_label(text), set()
        )
        if len(found) == 1:
            return Parsed(next(iter(found)))
        if found:
            labels = ", ".join(sorted(self.codes.get(code, code) for code in found))
            raise ParseError(text, _("plusieurs choix possibles : %s") % labels)
        raise ParseError(text)


def parse_yes_no(text: str) -> Parsed[bool | None]:
    """Parse a yes or a no; ``None`` for an empty cell."""
    key = normalize(text)
    if not text.strip():
        return Parsed(None)
    if key in YES or text.strip() in ("✓", "✔", "☑"):
        return Parsed(True)
    if key in NO:
        return Parsed(False)
    raise ParseError(text)
