"""Texts that a snapshot stores in each language of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

TranslatedText = dict[str, str]


def build_translations(render: Callable[[], Any]) -> TranslatedText:
    """Return the result of ``render`` in each language, capitalized."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = capfirst(str(render()))
    return found


def translate_text(text: Any) -> TranslatedText:
    return build_translations(lambda: text)


def repeat_text(text: Any) -> TranslatedText:
    return {code: str(text) for code, _name in settings.LANGUAGES}


def build_bilingual(french: str, english: str) -> TranslatedText:
    """Return both texts; the French one where the English one is missing."""
    return {"fr": french, "en": english or french}


def get_translation(words: Any) -> str:
    """Return a stored text in the current language."""
    if not isinstance(words, dict):
        return "" if words is None else str(words)
    language = (translation.get_language() or "fr")[:2]
    return str(words.get(language) or words.get("fr") or "")


def localize_url(path: str) -> str:
    """Return a path of the site in the current language; other URLs unchanged."""
    language = (translation.get_language() or "fr")[:2]
    is_ours = path.startswith("/") and not path.startswith(f"/{language}/")
    if is_ours and language != settings.LANGUAGE_CODE:
        return f"/{language}{path}"
    return path
