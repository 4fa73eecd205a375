"""Fuzzy matching of names: candidates are offered to people, never chosen.

Trigrams in PostgreSQL need an extension that hosts do not always offer; names of one
kind or country are few enough to be compared here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

MOST = 5
# Below this likeness (0 to 1), names have nothing to do with each other.
LEAST_LIKENESS = 0.72
# No name is longer: what is, is a text.
LONGEST = 250
# Shorter words, and these, are shared by too many names to tell anything.
TELLING_WORD = 4
COMMON = {
    "saint",
    "sainte",
    "saints",
    "sous",
    "pres",
    "ville",
    "commune",
    "association",
}


class Near(NamedTuple):
    """Something that may be meant: its key, its label, and why it is offered."""

    pk: int
    label: str
    why: str


def telling_words(key: str) -> frozenset[str]:
    """Return the words of a key that few names share."""
    words = {word for word in key.split() if len(word) >= TELLING_WORD}
    return frozenset(words - COMMON)


def marks(key: str) -> set[str]:
    """Return the buckets of a key: the first two letters of each significant word."""
    return {word[:2] for word in telling_words(key) or {key}}


class NearIndex:
    """Names in buckets, so that few are compared letter by letter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.by_mark: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for mark in marks(key):
                self.by_mark[mark].append(key)

    def near(
        self,
        asked: str,
        most: int = MOST,
        is_wanted: Callable[[str], bool] = bool,
    ) -> list[str]:
        """Return the most similar keys, best first, without the key itself."""
        if len(asked) > LONGEST:
            return []
        words = telling_words(asked)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(asked)
        scores = []
        for key in self.compared(asked):
            score = likeness(matcher, key, words)
            if score >= LEAST_LIKENESS and is_wanted(key):
                scores.append((-score, key))
        return [key for _score, key in sorted(scores)[:most]]

    def compared(self, asked: str) -> Iterator[str]:
        seen = {asked}
        for mark in marks(asked):
            for key in self.by_mark.get(mark, ()):
                if key not in seen:
                    seen.add(key)
                    yield key


def near_keys(asked: str, keys: Iterable[str], most: int = MOST) -> list[str]:
    """Return the most similar of few keys; the index is built for this one call."""
    return NearIndex(keys).near(asked, most)


def likeness(matcher: SequenceMatcher[str], key: str, words: frozenset[str]) -> float:
    """Return a similarity from 0 to 1, by letters or by shared words."""
    by_words = 0.0
    if any(word in key for word in words):
        own = telling_words(key)
        shared = len(words & own)
        by_words = 0.6 + 0.4 * shared / len(words | own) if shared else 0.0
    matcher.set_seq1(key)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio):
        if bound() < LEAST_LIKENESS:
            return by_words
    return max(matcher.ratio(), by_words)
