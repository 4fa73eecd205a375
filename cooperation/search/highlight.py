"""Highlighting of the words that a search matched in the texts of a page."""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cooperation.search.fulltext import ParsedSearch, find_matched_words
from cooperation.text import normalize

# Letters and digits, accents written apart from their letter included.
WORD = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
EXTRACT_BEFORE, EXTRACT_LENGTH = 80, 240


class Highlighter:
    """Highlights the words of ``texts`` that the search matched.

    Takes one query for all texts of a page: PostgreSQL decides which words match, as it
    does for the search itself. Without a search nothing is highlighted.
    """

    def __init__(
        self, parsed_search: ParsedSearch | None, texts: Iterable[str]
    ) -> None:
        words = (
            {key for text in texts for key in iter_word_keys(text)}
            if parsed_search
            else set()
        )
        self.found = (
            find_matched_words(parsed_search, words)
            if parsed_search and words
            else set()
        )

    def has_match(self, text: str) -> bool:
        return any(key in self.found for key in iter_word_keys(text))

    def mark(self, text: str) -> SafeString:
        """Return ``text``, escaped, with the matched words in ``<mark>``."""
        return mark_safe("".join(self.pieces(text)))  # noqa: S308 -- pieces escapes

    def pieces(self, text: str) -> Iterator[str]:
        end = 0
        for word in WORD.finditer(text):
            if normalize(word[0]) in self.found:
                yield conditional_escape(text[end : word.start()])
                yield format_html("<mark>{}</mark>", word[0])
                end = word.end()
        yield conditional_escape(text[end:])

    def extract(self, text: str) -> SafeString | None:
        """Return the text around the first match, highlighted.

        ``None`` without a match.
        """
        first = next(
            (word for word in WORD.finditer(text) if normalize(word[0]) in self.found),
            None,
        )
        if first is None:
            return None
        start, end = find_extract_bounds(text, first.start())
        opening, closing = "… " * (start > 0), " …" * (end < len(text))
        marked = self.mark(" ".join(text[start:end].split()))
        return format_html("{}{}{}", opening, marked, closing)


def iter_word_keys(text: str) -> Iterator[str]:
    return (normalize(word[0]) for word in WORD.finditer(text))


def find_extract_bounds(text: str, position: int) -> tuple[int, int]:
    """Return the start and end of an extract around ``position``, between words."""
    start = max(0, position - EXTRACT_BEFORE)
    if start:
        start = text.find(" ", start, position) + 1 or position
    end = min(len(text), start + EXTRACT_LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), position)
    return start, end if end > position else min(len(text), position + EXTRACT_LENGTH)
