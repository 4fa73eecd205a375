"""Texts that a snapshot stores in each language of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

Words = dict[str, str]


def in_each(say: Callable[[], Any]) -> Words:
    """Return the result of ``render`` in each language, capitalized."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = capfirst(str(say()))
    return found


def translated(text: Any) -> Words:
    return in_each(lambda: text)


def same(text: Any) -> Words:
    return {code: str(text) for code, _name in settings.LANGUAGES}


def pair(french: str, english: str) -> Words:
    """Return both texts; the French one where the English one is missing."""
    return {"fr": french, "en": english or french}


def said(words: Any) -> str:
    """Return a stored text in the current language."""
    if not isinstance(words, dict):
        return "" if words is None else str(words)
    language = (translation.get_language() or "fr")[:2]
    return str(words.get(language) or words.get("fr") or "")


def local(path: str) -> str:
    """Return a path of the site in the current language; other URLs unchanged."""
    language = (translation.get_language() or "fr")[:2]
    is_ours = path.startswith("/") and not path.startswith(f"/{language}/")
    if is_ours and language != settings.LANGUAGE_CODE:
        return f"/{language}{path}"
    return path
