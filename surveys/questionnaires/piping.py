"""Texts that take up an earlier answer: ``${code}``, as in XLSForm."""

import re
from collections.abc import Mapping

REFERENCE = re.compile(r"\$\{([\w-]+)\}")
# Where the answer is not given yet, or is not known in this place.
UNKNOWN = "…"


def fill_text(text: str, words: Mapping[str, str]) -> str:
    """Return a text with the answers that it takes up."""
    return REFERENCE.sub(lambda found: words.get(found[1], "") or UNKNOWN, text)


def list_references(*texts: str) -> list[str]:
    """Return the codes of the answers that some texts take up."""
    return [code for text in texts for code in REFERENCE.findall(text)]
