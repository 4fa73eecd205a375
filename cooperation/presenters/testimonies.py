"""Testimonies on a cooperation."""

from collections.abc import Iterable
from typing import Any

from cooperation.models import Testimony
from cooperation.presenters.paragraphs import render_paragraphs


def build_quotes(testimonies: Iterable[Testimony]) -> list[dict[str, Any]]:
    """Return testimonies with their authors: by function; by name only with consent."""
    return [
        {"text": render_paragraphs(row.text), "by": format_author(row)}
        for row in testimonies
    ]


def format_author(testimony: Testimony) -> str:
    known = (testimony.public_name, testimony.function, testimony.organisation)
    return ", ".join(part for part in known if part)
