"""A file, its tables, the limits of reading, and warnings about what was left out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

MEGABYTE = 1024 * 1024
NumberedRow = tuple[int, list[str]]
HeaderLines = Mapping[str, int]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why, in French."""


@dataclass(frozen=True)
class Limits:
    """How much of a file is read at most; beyond, it is refused.

    ``rows`` and ``columns`` are those that hold something. ``unpacked``, ``members``
    and ``ratio`` limit the archive of an XLSX or ODS file; ``cell`` is in characters;
    ``memory`` and ``seconds`` of the processor limit a process of its own.
    """

    rows: int
    columns: int
    bytes: int
    unpacked: int
    members: int = 200
    ratio: int = 100
    cell: int = 100_000
    memory: int = 100 * MEGABYTE
    seconds: int = 20
    is_web: bool = False


WEB_LIMITS = Limits(20_000, 256, 10 * MEGABYTE, 100 * MEGABYTE, is_web=True)
COMMAND_LIMITS = Limits(200_000, 256, 100 * MEGABYTE, 1_000 * MEGABYTE, seconds=600)


@dataclass
class SpreadsheetTable:
    """One table of a file: its header, and its rows, read on demand.

    Each row is its line number in the file and as many cells as the header, as
    canonical text: "2019", "1234.5", "2024-03-01", "oui". ``first_lines`` are the lines
    among which the header was looked for.
    """

    name: str
    header: list[str]
    header_line: int
    rows: Iterator[NumberedRow]
    first_lines: list[NumberedRow] = field(default_factory=list)


@dataclass
class SpreadsheetFile:
    """An open file: ``kind`` is "xlsx", "ods" or "csv".

    ``notes`` says, in French, what was detected and left out; it is complete once the
    rows of every table have been read.
    """

    kind: str
    notes: list[str] = field(default_factory=list)
    read: Callable[[], Iterator[SpreadsheetTable]] = lambda: iter(())

    def sheets(self) -> Iterator[SpreadsheetTable]:
        """Return the tables of the visible worksheets, in order, once.

        Read the rows of one before asking for the next: those left are skipped.
        """
        return self.read()


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
    MERGED_DOWN = "merged_down"
    OUTSIDE = "outside"
    NO_DATE = "no_date"
    SCALED = "scaled"
    STRAY_QUOTE = "stray_quote"


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
    ReadWarning.MERGED_DOWN: ngettext_lazy(
        "%(number)s cellule fusionnée avec celle du dessus : sa valeur y est répétée",
        "%(number)s cellules fusionnées avec celle du dessus : sa valeur y est répétée",
        "number",
    ),
    ReadWarning.NO_DATE: ngettext_lazy(
        "%(number)s zéro ou durée au format de date : pas une date, laissé vide",
        "%(number)s zéros ou durées au format de date : pas des dates, laissés vides",
        "number",
    ),
    ReadWarning.SCALED: ngettext_lazy(
        "%(number)s nombre affiché en milliers ou en millions : lu en entier",
        "%(number)s nombres affichés en milliers ou en millions : lus en entier",
        "number",
    ),
    ReadWarning.STRAY_QUOTE: ngettext_lazy(
        "%(number)s ligne à vérifier : guillemet mal placé ou pas fermé",
        "%(number)s lignes à vérifier : guillemet mal placé ou pas fermé",
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
        text = f"{WARNING_TEXTS[warning] % {'number': number}} ({places})."
        parameters = {"sheet": sheet, "said": text}
        return _("Feuille « %(sheet)s » : %(said)s") % parameters if sheet else text
