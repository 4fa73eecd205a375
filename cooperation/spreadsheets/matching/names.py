"""Normalisation of names of authorities and places, and similar names."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from cooperation.text import normalize

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
    ("syndicat", r"syndicat "),
]
STOP_WORDS = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "of"}
# How names are shortened.
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints"}
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
FOREIGN_PREFIX = re.compile(
    r"(commune|ville|municipalite|municipalites|communes) (de |du |des |d )?"
)


@dataclass
class AuthorityQuery:
    """An authority as a cell names it, with what the row says of its kind."""

    column: str
    text: str
    kind: str = ""
    department: str = ""
    insee: str = ""
    siren: str = ""


def detect_authority_kind(text: str) -> str:
    """Return the kind of authority that a name implies, or ""."""
    key = f"{normalize(text)} "
    for kind, prefix in PREFIXES:
        if re.match(prefix, key):
            return kind
    return "epci" if EPCI_WORDS & {*key.split()} - {"communes"} else ""


def normalize_authority_name(text: str, kind: str) -> str:
    """Return the normalised name without the authority's kind and stop words.

    "Communauté de communes Faucigny-Glières" and "CC Faucigny - Glières" are
    "faucigny glieres".
    """
    key = f"{normalize(text)} "
    for prefix_kind, prefix in PREFIXES:
        if prefix_kind == kind and kind != "syndicat":
            key = re.sub(f"^{prefix}", "", key)
    words = [ABBREVIATIONS.get(word, word) for word in key.split()]
    words = words or normalize(text).split()
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
MIN_SIMILARITY = 0.72
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


def get_buckets(key: str) -> set[str]:
    """Return the buckets of a key: the first two letters of each significant word."""
    return {word[:2] for word in significant_words(key) or {key}}


class FuzzyNameIndex:
    """Names in buckets, so that few are compared letter by letter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.by_bucket: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for bucket in get_buckets(key):
                self.by_bucket[bucket].append(key)

    def find_nearest(
        self,
        asked: str,
        most: int = MAX_CANDIDATES,
        is_wanted: Callable[[str], bool] = bool,
    ) -> list[str]:
        """Return the most similar keys, best first, without the key itself."""
        if len(asked) > MAX_NAME_LENGTH:
            return []
        words = significant_words(asked)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(asked)
        scores = []
        for key in self.iter_comparable_keys(asked):
            score = compute_similarity(matcher, key, words)
            if score >= MIN_SIMILARITY and is_wanted(key):
                scores.append((-score, key))
        return [key for _score, key in sorted(scores)[:most]]

    def iter_comparable_keys(self, asked: str) -> Iterator[str]:
        seen = {asked}
        for bucket in get_buckets(asked):
            for key in self.by_bucket.get(bucket, ()):
                if key not in seen:
                    seen.add(key)
                    yield key


def find_near_keys(
    asked: str, keys: Iterable[str], most: int = MAX_CANDIDATES
) -> list[str]:
    """Return the most similar of few keys; the index is built for this one call."""
    return FuzzyNameIndex(keys).find_nearest(asked, most)


def compute_similarity(
    matcher: SequenceMatcher[str], key: str, words: frozenset[str]
) -> float:
    """Return a similarity from 0 to 1, by letters or by shared words."""
    by_words = 0.0
    if any(word in key for word in words):
        own = significant_words(key)
        shared = len(words & own)
        by_words = 0.6 + 0.4 * shared / len(words | own) if shared else 0.0
    matcher.set_seq1(key)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio):
        if bound() < MIN_SIMILARITY:
            return by_words
    return max(matcher.ratio(), by_words)
