"""Fuzzy matching of names: candidates are offered to people, never chosen.

Trigrams in PostgreSQL need an extension that hosts do not always offer; names of one
kind or country are few enough to be compared here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

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
    why: str


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

    def near(
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
    return FuzzyNameIndex(keys).near(asked, most)


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
