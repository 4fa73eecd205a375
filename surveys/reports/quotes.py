"""Names and photographs of those who testify in a report, while they agree to it.

A snapshot never changes, so it holds neither: whoever takes back their consent is no
longer named, in reports of all years.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cooperation.models import Testimony


@dataclass(frozen=True)
class QuoteAuthor:
    """Who said it: a name, and a photograph with its credit, where they agreed."""

    name: str
    photo_url: str = ""
    photo_file: str = ""
    credit: str = ""


def list_quote_authors(keys: Iterable[int]) -> dict[int, QuoteAuthor]:
    """Return those who agreed to be named, by key of the testimony."""
    rows = Testimony.objects.published().filter(pk__in=list(keys))
    return {row.pk: build_quote_author(row) for row in rows if row.public_name}


def build_quote_author(testimony: Testimony) -> QuoteAuthor:
    file = testimony.public_portrait
    if not file:
        return QuoteAuthor(testimony.public_name)
    url = reverse("cooperation:portrait", args=[testimony.pk])
    return QuoteAuthor(testimony.public_name, url, file, testimony.portrait_credit)
