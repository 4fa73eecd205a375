"""What a part of a form holds, in a few words: its line while it is folded."""

from typing import Any

from django import forms
from django.utils.text import Truncator

MAX_VALUE_LENGTH, MAX_LINE_LENGTH = 60, 140


def list_field_values(field: forms.BoundField) -> list[str]:
    """Return what a field holds, as the page says it; nothing if it is empty."""
    value = field.value()
    values = value if isinstance(value, list | tuple) else [value]
    filled = [one for one in values if one not in (None, "")]
    choices = getattr(field.field.widget, "choices", None)
    if choices is not None and filled:
        labels = dict(flatten_choices(choices))
        filled = [labels.get(str(one), one) for one in filled]
    return [shorten(str(one)) for one in filled]


def shorten(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(MAX_VALUE_LENGTH)


def flatten_choices(choices: Any) -> list[tuple[str, Any]]:
    """Return the choices of a select, those of its groups too, by their text."""
    found: list[tuple[str, Any]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += flatten_choices(label)
        else:
            found.append((str(value), label))
    return found


def format_values(values: list[str]) -> str:
    return Truncator(" · ".join(values)).chars(MAX_LINE_LENGTH)
