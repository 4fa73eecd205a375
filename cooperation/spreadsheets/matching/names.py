"""Normalisation of names of authorities and places, and similar names."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from cooperation.parsing.names import is_acronym
from cooperation.text import expand_abbreviations, normalize

# What a name begins with, and the kind of authority that it tells.
PREFIXES = [
    ("commune", r"(communes?|villes?|mairie|municipalite) (de |du |des |d )?"),
    (
        "epci",
        r"(communaute (de communes|d agglomeration|urbaine)|metropole"
        r"|cc|ca|cu|agglomeration) (de |du |des |d )?",
    ),
    (
        "departement",
        r"(departement|conseil (departemental|general)) (de |du |des |d )?",
    ),
    ("region", r"(region|conseil regional) (de |du |des |d )?"),
    ("syndicat", r"(syndicat|sivom|sivu|sivos|siaep|siaepa|smictom|sictom) "),
]
KIND_PREFIX = re.compile("|".join(f"(?P<{kind}>{prefix})" for kind, prefix in PREFIXES))
PREFIX_OF_KIND = {kind: re.compile(f"^{prefix}") for kind, prefix in PREFIXES}
STOP_WORDS = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "of"}
REGION_ABBREVIATIONS = {
    "aura": "auvergne rhone alpes",
    "paca": "provence alpes cote azur",
    "sud": "provence alpes cote azur",
    "idf": "ile france",
    "bfc": "bourgogne franche comte",
    "hdf": "hauts france",
    "na": "nouvelle aquitaine",
    "pdl": "pays loire",
    "centre": "centre val loire",
}
DEPARTMENT_NUMBER = re.compile(
    r"(?:cd|cg|departement|conseil (?:departemental|general))(?: d[eu])? ?"
    r"(\d{1,3}|2[ab])"
)
EPCI_WORDS = {
    *("cc", "ca", "cu", "communaute", "communes", "agglomeration", "agglo"),
    *("urbaine", "metropole", "metropolitaine"),
}
KINDLESS_WORDS = EPCI_WORDS - {"communes"}
FOREIGN_PREFIX = re.compile(
    r"^(commune|ville|municipalite|municipalites|communes) (de |du |des |d )?"
)


@dataclass
class AuthorityQuery:
    """An authority as a cell names it, with what the row says of it."""

    text: str
    department: str = ""
    # The lead's key, or a point: the nearest candidates come first.
    near: int | tuple[float, float] | None = None


def detect_authority_kind(text: str) -> str:
    """Return the kind of authority that a name implies, or ""."""
    return detect_kind_of_key(normalize(text))


def detect_kind_of_key(key: str) -> str:
    """Return the kind of authority that a normalized name implies, or ""."""
    if match := KIND_PREFIX.match(f"{key} "):
        return match.lastgroup or ""
    return "epci" if not KINDLESS_WORDS.isdisjoint(key.split()) else ""


def loosen_key(normalized: str, kind: str) -> str:
    """Return a normalized name without the authority's kind and stop words.

    "Communauté de communes Faucigny-Glières" and "CC Faucigny - Glières" are
    "faucigny glieres".
    """
    key = f"{normalized} "
    if kind in PREFIX_OF_KIND and kind != "syndicat":
        key = PREFIX_OF_KIND[kind].sub("", key)
    words = expand_abbreviations(key).split() or normalized.split()
    if kind == "epci":
        words = [word for word in words if word not in EPCI_WORDS] or words
    loose = " ".join(word for word in words if word not in STOP_WORDS) or key.strip()
    return REGION_ABBREVIATIONS.get(loose, loose) if kind == "region" else loose


def parse_department_number(text: str) -> str:
    """Return the code of a department named by its number: "CD 74" is "74"."""
    match = DEPARTMENT_NUMBER.fullmatch(normalize(text))
    return match[1].upper().zfill(2) if match else ""


def clean_code(code: str, digits: int) -> str:
    """Return a code without spaces, a lost leading zero restored.

    Of a SIRET, the SIREN is returned.
    """
    bare = "".join(code.split())
    if digits == 9 and len(bare) == 14:
        return bare[:9]
    return bare.zfill(digits) if len(bare) == digits - 1 and bare.isdecimal() else bare


ARRONDISSEMENT_WORDS = r"(?:arrondissement|arrdt|arr|ardt)"
ARRONDISSEMENT = re.compile(
    rf"(?:(?P<city>paris|lyon|marseille) (?P<number>\d{{1,2}})"
    rf"(?: ?(?:er?|eme|nde?))?(?: {ARRONDISSEMENT_WORDS})?"
    rf"|(?P<before>\d{{1,2}}) ?(?:er?|eme|nde?) {ARRONDISSEMENT_WORDS}"
    rf"(?: d[e ])? ?(?P<of>paris|lyon|marseille))"
)
ARRONDISSEMENT_COUNTS = {"paris": 20, "lyon": 9, "marseille": 16}
DEPARTMENT_BEHIND = re.compile(
    r"(.*[^\W\d].*?)[\s,(\[–—-]+(\d{2,3}|\d{5}|2[ABab])[)\]]?"
)
DEPARTMENT_BEFORE = re.compile(r"(\d{5}|\d{2,3}|2[ABab])[\s,–—-]+([^\W\d].*)")
NAME_AND_ACRONYM = re.compile(r"(.+?)\s*(?:\(([^()]+)\)|\s[-–—:/]\s+(.+))")


def parse_arrondissement(text: str) -> str:
    """Return the city of an arrondissement: "Lyon 3e" is of "lyon"; else ""."""
    key = PREFIX_OF_KIND["commune"].sub("", f"{normalize(text)} ").strip()
    match = ARRONDISSEMENT.fullmatch(re.sub("^(?:mairie )?du ", "", key))
    if match is None:
        return ""
    city = match["city"] or match["of"]
    number = int(match["number"] or match["before"])
    return city if 1 <= number <= ARRONDISSEMENT_COUNTS[city] else ""


def split_department(text: str) -> tuple[str, str]:
    """Split "Annecy (74)", "Annecy - 74" or "74000 Annecy" into name and department."""
    if match := DEPARTMENT_BEHIND.fullmatch(text):
        return match[1], get_department_of_number(match[2])
    if match := DEPARTMENT_BEFORE.fullmatch(text):
        return match[2], get_department_of_number(match[1])
    return text, ""


def get_department_of_number(number: str) -> str:
    """Return the code of a department, of which a postcode may be given."""
    if len(number) < 5:
        return number.upper()
    if number.startswith("20"):
        return "2A" if number < "20200" else "2B"
    return number[:3] if number.startswith(("97", "98")) else number[:2]


def list_name_variants(text: str) -> list[str]:
    """Return a name, and its parts if one is an acronym: "SEDIF – Syndicat"."""
    if "(" not in text and not re.search(r"\s[-–—:/]\s", text):
        return [text]
    match = NAME_AND_ACRONYM.fullmatch(text)
    parts = [match[1], match[2] or match[3]] if match else []
    return [text, *parts] if any(map(is_acronym, parts)) else [text]


def split_brackets(text: str) -> tuple[str, str]:
    """Split "Plouhinec (Finistère)" into the name and the text in brackets."""
    match = re.fullmatch(r"(.+?)\(([^()]+)\)", text)
    return (match[1].rstrip(), match[2]) if match else (text, "")


def normalize_foreign_name(text: str) -> str:
    """Return the normalised name of a foreign town, a trailing bracket left out."""
    key = normalize(re.sub(r"\([^()]*\)", "", text)) or normalize(text)
    return re.sub(FOREIGN_PREFIX, "", f"{key} ", count=1).strip() or key


MAX_CANDIDATES = 5
# Below this likeness (0 to 1), names have nothing to do with each other.
MIN_SIMILARITY = 0.75
# How many names near by their letters are ranked further.
MAX_COMPARED = 30
# No name is longer: what is, is a text.
MAX_NAME_LENGTH = 250
# Shorter words, and these, are shared by too many names to tell anything.
MIN_WORD_LENGTH = 4
COMMON_WORDS = {
    "saint",
    "sainte",
    "saints",
    "sous",
    "pres",
    "ville",
    "commune",
    "association",
}


class Candidate(NamedTuple):
    """Something that may be meant: its key, its label, and why it is offered."""

    pk: int
    label: str
    reason: str


def significant_words(key: str) -> frozenset[str]:
    """Return the words of a key that few names share."""
    words = {word for word in key.split() if len(word) >= MIN_WORD_LENGTH}
    return frozenset(words - COMMON_WORDS)


class FuzzyNameIndex:
    """Names that are compared letter by letter, and by the words that they share."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = list(dict.fromkeys(keys))
        self.by_word: dict[str, list[str]] = defaultdict(list)
        for key in self.keys:
            for word in significant_words(key):
                self.by_word[word].append(key)

    @cached_property
    def sorted_keys(self) -> list[str]:
        return sorted(self.keys)

    def find_nearest(self, asked: str, most: int = MAX_CANDIDATES) -> list[str]:
        """Return the most similar keys, best first, without the key itself."""
        scores = self.score_similar(asked)
        return sorted(scores, key=lambda key: (-scores[key], key))[:most]

    def score_similar(self, asked: str) -> dict[str, float]:
        """Return keys with their similarity from 0 to 1, without the key itself."""
        if len(asked) > MAX_NAME_LENGTH:
            return {}
        least = 100 * MIN_SIMILARITY
        near = process.extract(
            asked, self.keys, scorer=fuzz.ratio, score_cutoff=least, limit=MAX_COMPARED
        )
        scores = {key: score / 100 for key, score, _place in near}
        words = significant_words(asked)
        for word in words:
            for key in self.by_word.get(word, ()):
                own = significant_words(key)
                by_words = 0.7 + 0.25 * len(words & own) / len(words | own)
                scores[key] = max(scores.get(key, 0.0), by_words)
        scores.pop(asked, None)
        return scores


def find_near_keys(
    asked: str, keys: Iterable[str], most: int = MAX_CANDIDATES
) -> list[str]:
    """Return the most similar of few keys; the index is built for this one call."""
    return FuzzyNameIndex(keys).find_nearest(asked, most)
