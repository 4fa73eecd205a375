"""Feeds (RSS 2.0, Atom) of anything with a title, a URL and a date."""

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
    """An item of a feed; ``path`` is its page on this site and its identifier."""

    title: str
    path: str
    text: str
    when: datetime.datetime


def feed(
    format_: str, title: str, path: str, own_path: str, news: Iterable[News]
) -> str:
    """Return a feed as text.

    ``format_`` is a key of ``FEED_FORMATS``, ``path`` the page that the feed follows,
    ``own_path`` the feed's own path.
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
    return str(FORMATS[format_].content_type)


def full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def at_noon(day: datetime.date) -> datetime.datetime:
    """Return noon of a day, for what has no time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
