"""Closed lists, and cells in one strict form."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, PartnerKind
from cooperation.models.common import FIRST_YEAR, LAST_YEAR
from cooperation.parsing.result import Parsed, ParseError
from cooperation.text import normalize

YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1", "ok"}
NO = {"non", "n", "no", "faux", "false", "0", "aucun", "aucune"}
# Words for kinds of partners, beside the codes and labels of the list.
KIND_WORDS = {
    PartnerKind.NGO: "ONG|ONGI|association de solidarité internationale|ASI|NGO",
    PartnerKind.CIVIL_SOCIETY: "association|asso|OSC|collectif|OSIM|coopérative|GIE",
    PartnerKind.TWINNING_COMMITTEE: "comité|comité de jumelage|association de jumelage",
    PartnerKind.AUTHORITY: "collectivité|collectivité étrangère|collectivité locale"
    "|collectivité territoriale|commune|ville|mairie|région|region|département|province"
    "|municipalité|EPCI|communauté de communes|syndicat|préfecture|district",
    PartnerKind.STATE_OR_CANTON: "canton|État|gouvernement",
    PartnerKind.WATER_UTILITY: "régie|régie des eaux|régie eaux|service des eaux",
    PartnerKind.WATER_AGENCY: "agence eau|agence de l'eau",
    PartnerKind.RESEARCH_CENTRE: "centre de recherche|laboratoire|recherche",
    PartnerKind.NETWORK: "réseau|reseau|fédération|RRMA|plateforme|union",
    PartnerKind.FOUNDATION: "fondation|fonds de dotation",
    PartnerKind.MINISTRY: "ministère|ambassade|direction ministérielle",
    PartnerKind.PUBLIC_BODY: "établissement public|institution|agence|hôpital|CHU",
    PartnerKind.INTERNATIONAL: "organisation internationale|OI|agence onusienne|ONU",
    PartnerKind.SCHOOL: "université|universite|école|lycée|collège"
    "|lycée agricole|institut",
    PartnerKind.COMPANY: "entreprise|société|bureau d'études|BE|cabinet|SARL|SA|PME"
    "|consultant|prestataire|SEM|SPL",
    PartnerKind.OTHER: "bailleur|autre",
}
PARTNER_KINDS = {kind.value: kind for kind in PartnerKind} | {
    word: kind for kind, words in KIND_WORDS.items() for word in words.split("|")
}
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
        self, choices: Iterable[tuple[str, str]], also: Mapping[str, str] | None = None
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

    def find(self, text: str) -> set[str]:
        """Return the codes that a text may mean."""
        exact = self.exact.get(normalize(text))
        return exact or self.loose.get(stem_label(text), set())

    def parse(self, text: str) -> Parsed[str]:
        """Return the code that a cell means, "" for an empty cell."""
        if text in self.codes or not text.strip():
            return Parsed(text.strip())
        found = self.find(text)
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


STATUSES = {
    "en cours": ActionStatus.ACTIVE,
    "termine": ActionStatus.ENDED,
    "terminee": ActionStatus.ENDED,
    "suspendu": ActionStatus.SUSPENDED,
    "suspendue": ActionStatus.SUSPENDED,
    "planifie": ActionStatus.PLANNED,
    "planifiee": ActionStatus.PLANNED,
    "inconnu": ActionStatus.UNKNOWN,
    "inconnue": ActionStatus.UNKNOWN,
    "a verifier": ActionStatus.UNKNOWN,
    "": ActionStatus.UNKNOWN,
}


def parse_plain_year(text: str) -> int | None:
    """Parse a year of three or four digits; ``None`` for an empty cell.

    Raises ``ParseError`` for anything else.
    """
    if not text:
        return None
    if not re.fullmatch(r"\d{3,4}", text, re.ASCII):
        raise ParseError(text)
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ParseError(text)
    return year


def parse_euro_amount(text: str) -> Decimal | None:
    """Parse an amount in euros; ``None`` for an empty cell.

    Digits, with spaces or dots between thousands and a comma or a dot before cents.
    Raises ``ParseError`` for anything else.
    """
    compact = re.sub(r"[\s\u00a0\u202f]|€", "", text)
    if not compact:
        return None
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d{1,2})?", compact, re.ASCII):
        compact = compact.replace(".", "")
    if not re.fullmatch(r"\d{1,12}([.,]\d{1,2})?", compact, re.ASCII):
        raise ParseError(text)
    return Decimal(compact.replace(",", "."))


def parse_status(text: str) -> ActionStatus:
    """Parse a status; raise ``ParseError`` for an unknown word."""
    try:
        return STATUSES[normalize(text)]
    except KeyError as error:
        raise ParseError(text) from error


def split_list(text: str, separators: str = ";|") -> list[str]:
    return [part.strip() for part in re.split(f"[{separators}]", text) if part.strip()]


def parse_partner_list(text: str) -> list[tuple[str, str]]:
    """Return the (name, kind) pairs of "name (kind);name"."""
    found = []
    for part in split_list(text, ";"):
        match = re.fullmatch(r"(.+?)\(([^()]+)\)", part)
        found.append((match[1].rstrip(), match[2]) if match else (part, ""))
    return found
