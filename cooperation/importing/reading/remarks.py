"""Warnings about what was left out or read differently, counted per worksheet."""

from collections import Counter, defaultdict
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

SHOWN = 5


class Oddity(Enum):
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


SAID: dict[Oddity, Promise] = {
    Oddity.FORMULA: ngettext_lazy(
        "%(number)s formule, lue comme son dernier résultat",
        "%(number)s formules, lues comme leur dernier résultat",
        "number",
    ),
    Oddity.NO_RESULT: ngettext_lazy(
        "%(number)s formule sans résultat, gardée comme texte",
        "%(number)s formules sans résultat, gardées comme texte",
        "number",
    ),
    Oddity.ERROR: ngettext_lazy(
        "%(number)s cellule en erreur", "%(number)s cellules en erreur", "number"
    ),
    Oddity.TEXT_FORMULA: ngettext_lazy(
        "%(number)s texte commence comme une formule : rien n’est calculé",
        "%(number)s textes commencent comme une formule : rien n’est calculé",
        "number",
    ),
    Oddity.TOTAL: ngettext_lazy(
        "%(number)s ligne de total laissée de côté",
        "%(number)s lignes de total laissées de côté",
        "number",
    ),
    Oddity.HEADER_AGAIN: ngettext_lazy(
        "%(number)s en-tête répété, laissé de côté",
        "%(number)s en-têtes répétés, laissés de côté",
        "number",
    ),
    Oddity.ABOVE_HEADER: ngettext_lazy(
        "%(number)s ligne au-dessus de l’en-tête laissée de côté",
        "%(number)s lignes au-dessus de l’en-tête laissées de côté",
        "number",
    ),
    Oddity.HIDDEN_LINE: ngettext_lazy(
        "%(number)s ligne masquée, lue comme les autres",
        "%(number)s lignes masquées, lues comme les autres",
        "number",
    ),
    Oddity.MERGED: ngettext_lazy(
        "%(number)s zone de cellules fusionnées : seule la première porte la valeur",
        "%(number)s zones de cellules fusionnées : seule la première porte la valeur",
        "number",
    ),
    Oddity.OUTSIDE: ngettext_lazy(
        "%(number)s cellule hors du tableau laissée de côté",
        "%(number)s cellules hors du tableau laissées de côté",
        "number",
    ),
}


class Remarks:
    """The number of warnings of each kind, and the first places of each."""

    def __init__(self) -> None:
        self.counts: Counter[Oddity] = Counter()
        self.places: dict[Oddity, list[str]] = defaultdict(list)

    def add(self, oddity: Oddity, where: str | int) -> None:
        self.counts[oddity] += 1
        if len(self.places[oddity]) < SHOWN:
            self.places[oddity].append(str(where))

    def notes(self, sheet: str) -> list[str]:
        """Return the warnings as sentences, with the worksheet's name if it has one."""
        return [self.note(oddity, sheet) for oddity in Oddity if self.counts[oddity]]

    def note(self, oddity: Oddity, sheet: str) -> str:
        number = self.counts[oddity]
        places = ", ".join(self.places[oddity]) + ("…" if number > SHOWN else "")
        said = f"{SAID[oddity] % {'number': number}} ({places})."
        named = {"sheet": sheet, "said": said}
        return _("Feuille « %(sheet)s » : %(said)s") % named if sheet else said
