"""The key under which the names of two packages are compared."""

import re
import unicodedata
from functools import cache

ACCENTS = re.compile("[\u0300-\u036f]")
OTHERS = re.compile("[^a-z0-9]+")
SHORT = {"st": "saint", "ste": "sainte"}


@cache
def build_name_key(name: str) -> str:
    """Return a name without accents, case and punctuation, "St" spelled out."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    words = OTHERS.sub(" ", ACCENTS.sub("", plain).lower()).split()
    return " ".join(SHORT.get(word, word) for word in words)
