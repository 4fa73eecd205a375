"""Texts in the visitor's language, and normalization as PostgreSQL does it.

PostgreSQL's ``unaccent`` extension is not required: the two SQL functions are made by
the first migration from core functions. Both sides lower ASCII letters only, so that
the result does not depend on the server's locale.
"""

import re
import unicodedata
from functools import lru_cache

from django.db.models import Func, TextField
from django.utils.translation import get_language

LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "þ": "th"}
PLAIN = str.maketrans("øØłŁđĐðÐıħŧ’‘ʼ′", "oOlLdDdDiht''''")
MAX_CACHED_LENGTH = 60
ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
COMBINING = re.compile("[\u0300-\u036f]")
PUNCTUATION = re.compile(
    "[\x01-\x2f\x3a-\x60\x7b-\x7f\u0080-\u00bf\u2000-\u206f\u3000-\u303f]+"
)

# How names of authorities and places are written too, as normalized words.
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints"}
GROUP_NAMES = (
    (re.compile(r"\bcommunaute de communes\b"), "cc"),
    (re.compile(r"\bcommunaute d agglomeration\b"), "ca"),
    (re.compile(r"\bcommunaute urbaine\b"), "cu"),
)


def get_translated_text(french: str, english: str) -> str:
    """Return the text in the visitor's language; French if the English is missing."""
    return english if english and is_english() else french


def is_english() -> bool:
    """Return whether the visitor reads English; French otherwise."""
    return (get_language() or "fr").startswith("en")


def strip_accents(text: str) -> str:
    """Remove accents and ligatures: "Œuvre à Téra" → "OEuvre a Tera"."""
    if text.isascii():
        return text
    plain = COMBINING.sub("", unicodedata.normalize("NFKD", text))
    for ligature, letters in LIGATURES.items():
        plain = plain.replace(ligature, letters)
    return plain.translate(PLAIN)


def normalize(text: str) -> str:
    """Return the key under which names are compared and sorted.

    "L'Étoile–d’Or " → "l etoile d or".
    """
    if len(text) <= MAX_CACHED_LENGTH:
        return normalize_short(text)
    return PUNCTUATION.sub(" ", strip_accents(text).translate(ASCII_LOWER)).strip()


@lru_cache(maxsize=8192)
def normalize_short(text: str) -> str:
    """Return the key of a name or cell, of which the same come again and again."""
    return PUNCTUATION.sub(" ", strip_accents(text).translate(ASCII_LOWER)).strip()


def expand_abbreviations(key: str) -> str:
    """Return a normalized name with "st", "ste" and "sts" as whole words."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in key.split())


def get_name_variant(key: str) -> str:
    """Return the normalized name as the references write it: "st julien" as "saint"."""
    for pattern, written in GROUP_NAMES:
        key = pattern.sub(written, key)
    return expand_abbreviations(key)


class Normalize(Func):
    """SQL counterpart of ``normalize``."""

    function = "passerelles_name_key"
    output_field = TextField()
