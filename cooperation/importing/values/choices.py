"""Closed lists: a code or a label, whatever its case, accents, number and gender."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from cooperation.folding import name_key
from cooperation.importing.values.saying import NotUnderstood, Said

YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "ok"}
NO = {"non", "n", "no", "faux", "false", "0", "aucun", "aucune"}
GENDER = re.compile(r"(?<=\w\w\w)e*s?$")


def loosened(text: str) -> str:
    """Return a label's key without gender and number: "Terminées" is "termin"."""
    words = name_key(text).split()
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
        self.exact[name_key(word)].add(code)
        self.loose[loosened(word)].add(code)

    def say(self, text: str) -> Said[str]:
        """Return the code that a cell means, "" for an empty cell."""
        if text in self.codes or not text.strip():
            return Said(text.strip())
        found = self.exact.get(name_key(text)) or self.loose.get(loosened(text), set())
        if len(found) == 1:
            return Said(next(iter(found)))
        if found:
            labels = ", ".join(sorted(self.codes.get(code, code) for code in found))
            raise NotUnderstood(text, _("plusieurs choix possibles : %s") % labels)
        raise NotUnderstood(text)


def say_yes_no(text: str) -> Said[bool | None]:
    """Parse a yes or a no; ``None`` for an empty cell."""
    key = name_key(text)
    if not text.strip():
        return Said(None)
    if key in YES or text.strip() in ("✓", "✔", "☑"):
        return Said(True)
    if key in NO:
        return Said(False)
    raise NotUnderstood(text)
