"""Words that a snapshot keeps in each language of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

Words = dict[str, str]


def in_each(say: Callable[[], Any]) -> Words:
    """Give what ``say`` gives, in each language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = capfirst(str(say()))
    return found


def translated(text: Any) -> Words:
    """Give a text that waits for a language (or a plain one) in each language."""
    return in_each(lambda: text)


def same(text: Any) -> Words:
    """Give a text that is the same in each language."""
    return {code: str(text) for code, _name in settings.LANGUAGES}


def pair(french: str, english: str) -> Words:
    """Give a text known in both languages; French where the English is missing."""
    return {"fr": french, "en": english or french}


def said(words: Any) -> str:
    """Give kept words in the visitor's language."""
    if not isinstance(words, dict):
        return "" if words is None else str(words)
    language = (translation.get_language() or "fr")[:2]
    return str(words.get(language) or words.get("fr") or "")


def local(path: str) -> str:
    """Give an address of the site in the visitor's language; others as they are."""
    language = (translation.get_language() or "fr")[:2]
    is_ours = path.startswith("/") and not path.startswith(f"/{language}/")
    if is_ours and language != settings.LANGUAGE_CODE:
        return f"/{language}{path}"
    return path
