"""Names that are near another: offered to people, never chosen for them.

Trigrams in PostgreSQL need an extension that hosts do not always offer; names of one
department or country are few enough to be compared here.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

MOST = 5
# Below this likeness (0 to 1), names have nothing to do with each other.
LEAST_LIKENESS = 0.72
# Words shorter than this are shared by too many names to tell anything.
TELLING_WORD = 4
# Names compared letter by letter at most: the rest share no word and no beginning.
MOST_COMPARED = 3_000


class Near(NamedTuple):
    """Something that may be meant: which, how it is called, and why it is offered."""

    pk: int
    label: str
    why: str


def near_keys(asked: str, keys: Iterable[str], most: int = MOST) -> list[str]:
    """Give the keys nearest to one, the nearest first; the key itself left out.

    Only keys that share a telling word or their first letters are looked at.
    """
    words = telling_words(asked)
    compared = [
        key
        for key in keys
        if key != asked and (key[:2] == asked[:2] or words & telling_words(key))
    ]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked)
    scores = []
    for key in compared[:MOST_COMPARED]:
        score = likeness(matcher, key, words)
        if score >= LEAST_LIKENESS:
            scores.append((-score, key))
    return [key for _score, key in sorted(scores)[:most]]


def telling_words(key: str) -> set[str]:
    """Give the words of a key that few names share."""
    return {word for word in key.split() if len(word) >= TELLING_WORD}


def likeness(matcher: SequenceMatcher[str], key: str, words: set[str]) -> float:
    """Say how near a key is: by its letters, or by the words that it shares."""
    shared = words & telling_words(key)
    every = words | telling_words(key)
    by_words = 0.6 + 0.4 * len(shared) / len(every) if shared else 0.0
    matcher.set_seq1(key)
    if max(matcher.real_quick_ratio(), by_words) < LEAST_LIKENESS:
        return 0.0
    if max(matcher.quick_ratio(), by_words) < LEAST_LIKENESS:
        return 0.0
    return max(matcher.ratio(), by_words)
