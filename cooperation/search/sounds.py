"""How a French word sounds, roughly: for names by ear, "Siounik" or "Syunique"."""

import re

# In this order; words are normalized ones.
SPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"sch|sh|tch|ch", "1"),
        (r"qu|ck|q|c(?![eiy])", "k"),
        (r"[cz]|sc(?=[eiy])", "s"),
        (r"gu(?=[eiy])", "g"),
        (r"oo|ou|w", "u"),
        (r"eau|au", "o"),
        (r"ai|ei|ae|oe", "e"),
        (r"y|j", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[estx]+$", ""),
    )
]


def get_sound(word: str) -> str:
    for pattern, sound in SPELLINGS:
        word = pattern.sub(sound, word)
    return word
