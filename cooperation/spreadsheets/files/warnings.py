"""Warnings about what was left out or read differently, counted per worksheet."""

from collections import Counter, defaultdict
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

MAX_SHOWN_PLACES = 5


class ReadWarning(Enum):
    FORMULA = "formula"
    NO_RESULT = "no_result"
    ERROR = "error"
    TEXT_FORMULA = "text_formula"
    TOTAL = "total"
    HEADER_AGAIN = "header_again"
    ABOVE_HEADER = "above_header"
    HIDDEN_LINE = "hidden_line"
    MERGED = "merged"
    OUTSIDE = "outside"


WARNING_TEXTS: dict[ReadWarning, Promise] = {
    ReadWarning.FORMULA: ngettext_lazy(
        "%(number)s formule, lue comme son dernier résultat",
        "%(number)s formules, lues comme leur dernier résultat",
        "number",
    ),
    ReadWarning.NO_RESULT: ngettext_lazy(
        "%(number)s formule sans résultat, gardée comme texte",
        "%(number)s formules sans résultat, gardées comme texte",
        "number",
    ),
    ReadWarning.ERROR: ngettext_lazy(
        "%(number)s cellule en erreur", "%(number)s cellules en erreur", "number"
    ),
    ReadWarning.TEXT_FORMULA: ngettext_lazy(
        "%(number)s texte commence comme une formule : rien n’est calculé",
        "%(number)s textes commencent comme une formule : rien n’est calculé",
        "number",
    ),
    ReadWarning.TOTAL: ngettext_lazy(
        "%(number)s ligne de total laissée de côté",
        "%(number)s lignes de total laissées de côté",
        "number",
    ),
    ReadWarning.HEADER_AGAIN: ngettext_lazy(
        "%(number)s en-tête répété, laissé de côté",
        "%(number)s en-têtes répétés, laissés de côté",
        "number",
    ),
    ReadWarning.ABOVE_HEADER: ngettext_lazy(
        "%(number)s ligne au-dessus de l’en-tête laissée de côté",
        "%(number)s lignes au-dessus de l’en-tête laissées de côté",
        "number",
    ),
    ReadWarning.HIDDEN_LINE: ngettext_lazy(
        "%(number)s ligne masquée, lue comme les autres",
        "%(number)s lignes masquées, lues comme les autres",
        "number",
    ),
    ReadWarning.MERGED: ngettext_lazy(
        "%(number)s zone de cellules fusionnées : seule la première porte la valeur",
        "%(number)s zones de cellules fusionnées : seule la première porte la valeur",
        "number",
    ),
    ReadWarning.OUTSIDE: ngettext_lazy(
        "%(number)s cellule hors du tableau laissée de côté",
        "%(number)s cellules hors du tableau laissées de côté",
        "number",
    ),
}


class ReadWarnings:
    """The number of warnings of each kind, and the first places of each."""

    def __init__(self) -> None:
        self.counts: Counter[ReadWarning] = Counter()
        self.places: dict[ReadWarning, list[str]] = defaultdict(list)

    def add(self, warning: ReadWarning, where: str | int) -> None:
        self.counts[warning] += 1
        if len(self.places[warning]) < MAX_SHOWN_PLACES:
            self.places[warning].append(str(where))

    def notes(self, sheet: str) -> list[str]:
        """Return the warnings as sentences, with the worksheet's name if it has one."""
        return [
            self.format_warning(warning, sheet)
            for warning in ReadWarning
            if self.counts[warning]
        ]

    def format_warning(self, warning: ReadWarning, sheet: str) -> str:
        number = self.counts[warning]
        places = ", ".join(self.places[warning]) + (
            "…" if number > MAX_SHOWN_PLACES else ""
        )
        said = f"{WARNING_TEXTS[warning] % {'number': number}} ({places})."
        named = {"sheet": sheet, "said": said}
        return _("Feuille « %(sheet)s » : %(said)s") % named if sheet else said
