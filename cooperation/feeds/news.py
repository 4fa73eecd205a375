"""Feeds (RSS 2.0, Atom) of anything that has a title, an address and a date."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language

FORMATS: dict[str, Any] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
LONGEST = 50


class News(NamedTuple):
    """One entry; ``path`` is that of its page on this site, and what names it."""

    title: str
    path: str
    text: str
    when: datetime.datetime


def feed(
    format_: str, title: str, path: str, own_path: str, news: Iterable[News]
) -> str:
    """Give a feed as text: ``path`` is the page that it follows, ``own_path`` its own.

    ``format_`` is a key of ``FORMATS``.
    """
    made = FORMATS[format_](
        title=title,
        link=full(path),
        description=title,
        feed_url=full(own_path),
        language=get_language() or "fr",
    )
    for entry in news:
        made.add_item(
            title=entry.title,
            link=full(entry.path),
            description=entry.text,
            unique_id=full(entry.path),
            unique_id_is_permalink=True,
            pubdate=entry.when,
            updateddate=entry.when,
        )
    return str(made.writeString("utf-8"))


def content_type(format_: str) -> str:
    """Give what a feed is for a browser."""
    return str(FORMATS[format_].content_type)


def full(path: str) -> str:
    """Give the full address of a path of this site."""
    return settings.SITE_URL.rstrip("/") + path


def at_noon(day: datetime.date) -> datetime.datetime:
    """Give a moment for what only has a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
