"""Texts that take up an earlier answer: ``${code}``, as in XLSForm."""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import Any

from django.utils.html import format_html, format_html_join

from surveys.models import Option, Question

REFERENCE = re.compile(r"\$\{([\w-]+)\}")
# Where the answer is not given yet, or is not known in this place.
UNKNOWN = "…"
TEXT_FIELDS = tuple(
    f"{name}_{language}"
    for name in ("title", "label", "help")
    for language in ("fr", "en")
)


def fill_text(text: str, words: Mapping[str, str]) -> str:
    """Return a text with the answers that it takes up."""
    return REFERENCE.sub(lambda found: words.get(found[1], "") or UNKNOWN, text)


def mark_text(text: str, words: Mapping[str, str], here: set[str]) -> str:
    """Return a filled text; answers of this page are marked for its script."""
    if here.isdisjoint(list_references(text)):
        return fill_text(text, words)
    pieces = (
        # Between two pieces of text stands a code.
        (show_answer(piece, words, here) if at % 2 else piece,)
        for at, piece in enumerate(REFERENCE.split(text))
    )
    return format_html_join("", "{}", pieces)


def show_answer(code: str, words: Mapping[str, str], here: set[str]) -> str:
    known = words.get(code, "") or UNKNOWN
    if code not in here:
        return known
    return format_html('<span data-answer="{}">{}</span>', code, known)


def list_references(*texts: str) -> list[str]:
    """Return the codes of the answers that some texts take up."""
    return [code for text in texts for code in REFERENCE.findall(text)]


def iter_text_fields(row: Any) -> Iterator[str]:
    """Yield the fields of a page, a question or an option that may take up answers."""
    for name in TEXT_FIELDS:
        if hasattr(row, name):
            yield name


def list_row_references(row: Any) -> list[str]:
    """Return the codes of the answers that the texts of a row take up."""
    return list_references(*(getattr(row, name) for name in iter_text_fields(row)))


def fill_options(question: Question, fill: Callable[[str], str]) -> Question:
    """Return a question whose options say the answers that they take up."""
    options = list(question.options.all())
    if not any(map(list_row_references, options)):
        return question
    filled: Any = copy(question)
    told = [fill_option(one, fill) for one in options]
    filled._prefetched_objects_cache = {"options": told}
    found: Question = filled
    return found


def fill_option(option: Option, fill: Callable[[str], str]) -> Option:
    filled = copy(option)
    filled.label_fr = filled.label_en = fill(option.label)
    return filled
