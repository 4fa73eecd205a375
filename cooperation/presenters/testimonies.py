"""Testimonies on a cooperation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from cooperation.models import Testimony
from cooperation.presenters.paragraphs import render_paragraphs


@dataclass(frozen=True)
class PublicTestimony:
    """What somebody said, as HTML, and who."""

    text: SafeString
    by: str


def build_quotes(testimonies: Iterable[Testimony]) -> list[PublicTestimony]:
    """Return testimonies with their authors: by function; by name only with consent."""
    return [
        PublicTestimony(render_paragraphs(row.text), format_author(row))
        for row in testimonies
    ]


def format_author(testimony: Testimony) -> str:
    known = (testimony.public_name, testimony.function, testimony.organisation)
    return ", ".join(part for part in known if part)
