"""Countries by any of their names, French or English, or by code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Self

from django.utils.translation import gettext as _

from cooperation.models import Country
from cooperation.parsing.country_names import (
    AMBIGUOUS_NAMES,
    SWISS_CANTONS,
    USUAL_NAMES,
)
from cooperation.parsing.result import Parsed, ParseError, is_placeholder
from cooperation.text import normalize

ARTICLE = re.compile(r"^(?:l|la|le|les|the|au|aux|en) ")
STATE_PREFIX = re.compile(
    r"^(?:republique|royaume|union|federation|etats?|principaute|sultanat|emirat"
    r"|grand duche|republic|kingdom|state)"
    r"(?: (?:arabe|islamique|federale|federative|populaire|democratique|socialiste"
    r"|cooperative|independant|orientale|federal|islamic|democratic))*"
    r"(?: (?:de|du|des|d|of))?(?: (?:la|le|les|l|the))? "
)
# "Gambie (la)", "Palestine, État de": what stands behind is read before the name.
INVERTED_NAME = re.compile(r"([^,(\[]+)[,(\[]([^,()\[\]]+)[)\]]?")
# What parts a list: the first sign that leaves countries is the one.
LIST_SIGNS = [
    re.compile(r"[;|\n]"),
    re.compile(","),
    re.compile(r"[/&+()]|\s[-–—]\s|\s(?:et|and)\s"),
]
SWITZERLAND = "CH"
MAX_LENGTH = 1_000


class CountryNames:
    """All countries by all their names; ``rows`` are (iso2, iso3, French, English)."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        self.names = {}
        self.iso_codes: dict[str, str] = {}
        for iso2, iso3, name_fr, name_en in rows:
            self.names[iso2] = name_fr
            self.iso_codes |= {iso2: iso2, iso3: iso2}
            usual = USUAL_NAMES.get(iso2, "").split("|")
            for name in (name_fr, name_en, *usual):
                self.codes[normalize(name)].add(iso2)
            for name in (name_fr, name_en):
                self.codes[strip_state_prefix(name)].add(iso2)
        for key in ("", *AMBIGUOUS_NAMES):
            self.codes.pop(key, None)

    @classmethod
    def from_database(cls) -> Self:
        """Load the countries from the database; one query."""
        columns = ("iso2", "iso3", "name_fr", "name_en")
        return cls(Country.objects.values_list(*columns))

    def parse(self, text: str) -> Parsed[str]:
        """Return the ISO 3166-1 code of a country, "" for an empty cell.

        A code is one only as the whole cell, in capitals, and "NC" and "NA" mean that
        nothing is known.
        """
        if not text.strip():
            return Parsed("")
        if is_placeholder(text):
            return Parsed("", _("« %s » : pays non connu") % text.strip()[:60])
        found = self.find_codes(text)
        if len(found) != 1:
            raise ParseError(text, self.describe_ambiguity(found))
        return Parsed(next(iter(found)))

    def parse_code(self, text: str) -> str:
        """Return the code that a cell of codes holds, "NC" and "NA" included, or ""."""
        return self.iso_codes.get(text.strip().upper(), "")

    def find_codes(self, text: str) -> set[str]:
        """Return the countries that a text may mean: none, one or several."""
        text = text.strip()
        is_code = text.isupper() or len(text) == 3
        if is_code and text.upper() in self.iso_codes:
            return {self.iso_codes[text.upper()]}
        keys = list(iter_name_keys(text))
        for key in keys:
            if found := self.codes.get(key):
                return found
        for key in map(strip_state_prefix, keys):
            if key in AMBIGUOUS_NAMES:
                return {code for code in AMBIGUOUS_NAMES[key] if code in self.names}
            if found := self.codes.get(key):
                return found
        return set()

    def describe_ambiguity(self, codes: set[str]) -> str:
        if not codes:
            return ""
        names = ", ".join(self.names[code] for code in sorted(codes))
        return _("plusieurs pays possibles : %s") % names

    def parse_list(self, text: str) -> Parsed[list[str]]:
        """Return the codes of the countries of a cell, with what was left aside.

        Raises ``ParseError`` with the part that is not understood in ``args``.
        """
        if len(text) > MAX_LENGTH:
            raise ParseError(text)
        if not text.strip():
            return Parsed([])
        if is_placeholder(text) or self.find_codes(text):
            code, remark = self.parse(text)
            return Parsed([code] if code else [], remark)
        parts = list(self.iter_parts(text))
        has_codes = all(len(part) == 2 for part in parts)
        codes: list[str] = []
        remarks = []
        for part in parts:
            code, remark = self.parse_part(part, codes, has_codes)
            codes += [code] if code else []
            remarks += [remark] if remark else []
        return Parsed(list(dict.fromkeys(codes)), " ; ".join(remarks))

    def iter_parts(self, text: str, level: int = 0) -> Iterator[str]:
        """Yield the parts of a list; a part such as "Gambie, la" stays whole."""
        if level == len(LIST_SIGNS) or self.find_codes(text):
            yield from filter(None, [text.strip()])
            return
        for part in LIST_SIGNS[level].split(text):
            yield from self.iter_parts(part, level + 1)

    def parse_part(self, part: str, before: list[str], has_codes: bool) -> Parsed[str]:
        """Parse one part of a list; two letters beside names are no code."""
        is_canton = part in SWISS_CANTONS or normalize(part).startswith("canton ")
        if is_canton and before[-1:] == [SWITZERLAND]:
            return Parsed("", _("« %s » : un canton, laissé de côté") % part)
        if len(part) == 2 and not has_codes and not is_placeholder(part):
            raise ParseError(part)
        return self.parse(part)


def iter_name_keys(text: str) -> Iterator[str]:
    yield normalize(text)
    if match := INVERTED_NAME.fullmatch(text):
        yield ARTICLE.sub("", normalize(f"{match[2]} {match[1]}"))


def strip_state_prefix(text: str) -> str:
    """Return the key of a name without its article and "république de" etc."""
    key = normalize(text)
    return ARTICLE.sub("", STATE_PREFIX.sub("", ARTICLE.sub("", key))) or key
