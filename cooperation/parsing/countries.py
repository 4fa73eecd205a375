"""Countries by any of their usual names, French or English, or by code."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from django.utils.translation import gettext as _

from cooperation.models import Country
from cooperation.parsing.result import Parsed, ParseError, is_unknown
from cooperation.text import normalize

ARTICLE = re.compile(r"^(?:l|la|le|les|the|au|aux|en) ")
STATE_PREFIX = re.compile(
    r"^(?:republique|royaume|union|federation|etat|principaute|republic|kingdom)"
    r"(?: (?:de|du|des|d|of))?(?: (?:la|le|les|l|the))? "
)
# Usual names that the references do not give; keys are folded, codes are ISO 3166-1.
USUAL_NAMES = {
    "AE": "emirats|uae|emirats arabes",
    "BA": "bosnie|bosnie herzegovine|bosnia",
    "BF": "burkina|burkina fasso|haute volta|burkina faso",
    "BO": "bolivie|bolivia",
    "BY": "bielorussie|belarus|bielarus",
    "CD": "rdc|rd congo|r d congo|congo rdc|congo kinshasa|zaire|drc|dr congo|"
    "republique democratique du congo|democratic republic of the congo",
    "CF": "rca|centrafrique|republique centrafricaine|centrafrica",
    "CG": "congo brazzaville|republique du congo|congo brazza|republic of the congo",
    "CI": "cote d ivoire|cote ivoire|rci|ivory coast|cote divoire|cote d yvoire",
    "CN": "chine|rpc|chine populaire|republique populaire de chine",
    "CV": "cap vert|cabo verde|cape verde",
    "CZ": "republique tcheque|tchequie|rep tcheque|czech republic|czechia",
    "DE": "allemagne|rfa|rda|deutschland|germany",
    "DO": "republique dominicaine|saint domingue|rep dominicaine",
    "ES": "espagne|espana",
    "FM": "micronesie",
    "GB": "royaume uni|angleterre|grande bretagne|uk|u k|ecosse|pays de galles|england|"
    "scotland|wales|irlande du nord|great britain",
    "GN": "guinee conakry|guinee|republique de guinee",
    "GQ": "guinee equatoriale",
    "GW": "guinee bissau|guinee bissao",
    "HK": "hong kong|hongkong",
    "IR": "iran",
    "KM": "comores|union des comores|archipel des comores|iles comores",
    "KP": "coree du nord|north korea",
    "KR": "coree du sud|south korea|korea",
    "LA": "laos|rdp lao|lao",
    "LB": "liban|lebanon",
    "MD": "moldavie|moldova|republique de moldavie",
    "MG": "madagascar|malgache|grande ile",
    "MK": "macedoine|macedoine du nord|arym",
    "MM": "birmanie|myanmar|burma",
    "MO": "macao|macau",
    "MU": "maurice|ile maurice",
    "NL": "pays bas|hollande|holland|the netherlands",
    "PG": "papouasie",
    "PS": "palestine|territoires palestiniens|cisjordanie|gaza|autorite palestinienne|"
    "etat de palestine|west bank|bande de gaza|territoires palestiniens occupes",
    "RU": "russie|federation de russie|urss",
    "ST": "sao tome|sao tome et principe",
    "SY": "syrie|syria",
    "SZ": "swaziland|eswatini",
    "TL": "timor|timor oriental|timor leste",
    "TR": "turquie|turkiye|turkey",
    "TW": "taiwan|formose",
    "TZ": "tanzanie|tanzania|zanzibar",
    "US": "etats unis|usa|u s a|etats unis d amerique|united states|us",
    "VA": "vatican|saint siege",
    "VE": "venezuela",
    "VN": "viet nam|vietnam|viet nam du sud",
    "XK": "kosovo",
    "ZA": "afrique du sud|rsa|south africa",
}
# Names that two countries bear: which one is asked, never chosen.
AMBIGUOUS_NAMES = {
    "congo": ("CD", "CG"),
    "coree": ("KP", "KR"),
    "guinees": ("GN", "GW", "GQ"),
}


class CountryNames:
    """All countries by all their names; ``rows`` are (iso2, iso3, French, English)."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        self.names = {}
        for iso2, iso3, name_fr, name_en in rows:
            self.names[iso2] = name_fr
            usual = USUAL_NAMES.get(iso2, "").split("|")
            for name in (iso2, iso3, name_fr, name_en, *usual):
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
        """Return the ISO 3166-1 code of a country, "" for an empty cell."""
        if not text.strip():
            return Parsed("")
        if is_unknown(text) and text.strip().upper() not in self.names:
            return Parsed("", _("pays non connu"))
        found = self.codes.get(normalize(text), set())
        if not found:
            self.refuse_ambiguous(text)
            found = self.codes.get(strip_state_prefix(text), set())
        if len(found) != 1:
            raise ParseError(text)
        return Parsed(next(iter(found)))

    def refuse_ambiguous(self, text: str) -> None:
        key = strip_state_prefix(text)
        if key in AMBIGUOUS_NAMES:
            names = ", ".join(
                self.names[code] for code in AMBIGUOUS_NAMES[key] if code in self.names
            )
            raise ParseError(text, _("plusieurs pays possibles : %s") % names)


def strip_state_prefix(text: str) -> str:
    """Return the key of a name without its article and "république de" etc."""
    key = normalize(text)
    return ARTICLE.sub("", STATE_PREFIX.sub("", ARTICLE.sub("", key))) or key
