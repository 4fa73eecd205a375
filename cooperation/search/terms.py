"""The terms of a search as typed, and what PostgreSQL is asked for each.

Words, "quoted phrases", words left out by a "-". Some names are written in two ways:
"st" is "saint", "CC" is "communauté de communes".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cooperation.text import normalize

MAX_SEARCH_LENGTH = 200
# A closed pair of quotes holds a phrase; a lonely one is nothing.
TERM_PATTERN = re.compile('"([^"]*)"|«([^»]*)»|“([^”]*)”|([^"«»“”]+)')
# "-mot" leaves out the entries with that word; "pS-Eau" and " - " are no such thing.
EXCLUDED_WORD = re.compile(r"-(?=\w)")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
WORD_CHARACTERS = re.compile(r"[^\W_]+")
# What names of places and authorities are also written as, and words that texts say
# by others of their family.
VINE = ("vin", "vigne", "vignoble", "viticulture", "viticole", "vigneron")
SAME_WORDS = {
    "st": ("saint",),
    "ste": ("sainte",),
    **dict.fromkeys(("vin", "vins", "wine", "vineyard"), VINE),
}
ACRONYM_RUNS = {
    ("communaute", "de", "communes"): "cc",
    ("communaute", "d", "agglomeration"): "ca",
    ("communaute", "urbaine"): "cu",
}
SAME_RUNS = {
    "cc": "('communaute' & 'communes')",
    "ca": "('communaute' & 'agglomeration')",
    "cu": "('communaute' & 'urbaine')",
}


@dataclass(frozen=True)
class SearchTerm:
    """A word of a search as typed and normalized, or the words of a phrase.

    ``joined`` is the compound that a word with a hyphen is a part of, ``begins`` and
    ``ends`` whether it stands at an end of it.
    """

    text: str
    words: tuple[str, ...]
    is_phrase: bool = False
    is_excluded: bool = False
    joined: str = ""
    begins: bool = True
    ends: bool = True

    @property
    def is_plain(self) -> bool:
        return not (self.is_phrase or self.is_excluded)


def read_terms(text: str) -> list[SearchTerm]:
    return list(iter_terms(INVISIBLE.sub("", text[:MAX_SEARCH_LENGTH])))


def iter_terms(text: str) -> Iterator[SearchTerm]:
    """Yield each word and each phrase."""
    for *quoted, plain in TERM_PATTERN.findall(text):
        phrase = strip_unstorable("".join(quoted)).strip()
        if words := tuple(normalize(phrase).split()):
            yield SearchTerm(phrase, words, is_phrase=True)
        for token in strip_unstorable(plain).split():
            yield from iter_token_terms(token)


def iter_token_terms(token: str) -> Iterator[SearchTerm]:
    """Yield the words of a text without spaces: "Haute-Savoie" has two."""
    is_excluded = EXCLUDED_WORD.match(token) is not None
    keys = normalize(token).split()
    typed = WORD_CHARACTERS.findall(token)
    texts = typed if len(typed) == len(keys) else keys
    is_compound = "-" in token and len(keys) > 1
    for place, (key, text) in enumerate(zip(keys, texts, strict=True)):
        yield SearchTerm(
            text,
            (key,),
            is_excluded=is_excluded,
            joined="".join(keys) if is_compound else "",
            begins=not is_compound or place == 0,
            ends=not is_compound or place == len(keys) - 1,
        )


def write_term(term: SearchTerm) -> str:
    """Return a term as it is typed."""
    if term.is_phrase:
        return f'"{term.text}"'
    return f"-{term.text}" if term.is_excluded else term.text


def strip_unstorable(text: str) -> str:
    """Return ``text`` without what PostgreSQL cannot store."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def build_fragments(terms: list[SearchTerm]) -> list[str]:
    """Return the parts of a ``tsquery``, all of which must match."""
    fragments, at = [], 0
    while at < len(terms):
        run = find_acronym_run(terms, at)
        parts = find_compound(terms, at)
        if run:
            acronym = ACRONYM_RUNS[run]
            fragments.append(f"('{acronym}' | {SAME_RUNS[acronym]})")
        elif parts:
            each = " & ".join(build_forms(part) for part in parts)
            fragments.append(f"(({each}) | '{parts[0].joined}')")
        else:
            fragments.append(build_term_query(terms[at]))
        at += len(run) or len(parts) or 1
    return fragments


def find_compound(terms: list[SearchTerm], at: int) -> list[SearchTerm]:
    """Return the parts of a compound that begins at ``at``, as far as they are there.

    Together they are written in one word or in several; a part may be too common to be
    searched for: "Bourg-en-Bresse".
    """
    if not (terms[at].is_plain and terms[at].joined and terms[at].begins):
        return []
    end = at + 1
    while end < len(terms) and not terms[end].begins and terms[end].is_plain:
        end += 1
    return terms[at:end]


def find_acronym_run(terms: list[SearchTerm], at: int) -> tuple[str, ...]:
    """Return "communauté de communes" and its like, where they stand at ``at``."""
    for run in ACRONYM_RUNS:
        here = terms[at : at + len(run)]
        if [term.words for term in here if term.is_plain] == [(word,) for word in run]:
            return run
    return ()


def build_term_query(term: SearchTerm) -> str:
    if term.is_excluded:
        return f"!'{term.words[0]}'"
    if term.is_phrase:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ")"
    return build_word_query(term)


def build_word_query(term: SearchTerm) -> str:
    """Return a word, what it is also written as, or the compound that it is part of."""
    forms = build_forms(term)
    return f"({forms} | '{term.joined}')" if term.joined else forms


def build_forms(term: SearchTerm) -> str:
    """Return a word or what it is also written as: "st" is "saint"."""
    (word,) = term.words
    same = dict.fromkeys((word, *SAME_WORDS.get(word, ())))
    forms = [f"'{one}'" for one in same]
    if word in SAME_RUNS:
        forms.append(SAME_RUNS[word])
    return "(" + " | ".join(forms) + ")" if len(forms) > 1 else forms[0]
