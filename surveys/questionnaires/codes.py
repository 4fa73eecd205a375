"""Codes made from labels: of questions, pages and options."""

import re
from collections.abc import Container

from django.utils.text import slugify

from cooperation.text import strip_accents

# Words that say nothing of what is asked.
EMPTY_WORDS = {
    *("a", "au", "aux", "avec", "avez", "ce", "ces", "cette", "d", "dans", "de", "des"),
    *("du", "elle", "en", "est", "et", "il", "l", "la", "le", "les", "leur", "ou"),
    *("par", "pour", "qu", "que", "quel", "quelle", "quelles", "quels", "qui", "s"),
    *("sont", "sur", "t", "un", "une", "vos", "votre", "vous", "y"),
}
MAX_WORDS = 4


def build_code(text: str, taken: Container[str], most: int) -> str:
    """Return a code that is not taken; a text that is one already stays as it is."""
    clean = strip_accents(text).strip()
    root = clean if re.fullmatch(r"[\w-]+", clean, re.ASCII) else shorten(clean)
    root = root[:most].strip("-_") or "question"
    code, number = root, 1
    while code in taken:
        number += 1
        code = f"{root[: most - 4]}_{number}"
    return code


def shorten(text: str) -> str:
    """Return the first words of a label that say something, joined as in codes."""
    words = slugify(re.sub(r"['’]", " ", text)).replace("_", "-").split("-")
    telling = [word for word in words if word and word not in EMPTY_WORDS]
    return "_".join((telling or words)[:MAX_WORDS])
