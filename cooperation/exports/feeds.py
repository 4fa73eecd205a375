"""Feeds (RSS 2.0, Atom) of anything with a title, a URL and a date."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import get_language

from cooperation.web.site import build_full_url

FEED_FORMATS: dict[str, Any] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
MAX_FEED_ITEMS = 50
SITE_NAME = "Passerelles"


class NewsItem(NamedTuple):
    """An item of a feed; ``path`` is its page on this site and its identifier.

    ``author`` is who does what it tells, ``text`` a summary without markup.
    """

    title: str
    path: str
    text: str
    when: datetime.datetime
    author: str = ""


def build_feed(
    format_: str, title: str, path: str, own_path: str, news: Iterable[NewsItem]
) -> str:
    """Return a feed as text.

    ``format_`` is a key of ``FEED_FORMATS``, ``path`` the page that the feed follows,
    ``own_path`` the feed's own path.
    """
    made = FEED_FORMATS[format_](
        title=title,
        link=build_full_url(path),
        description=title,
        feed_url=build_full_url(own_path),
        language=get_language() or "fr",
        author_name=SITE_NAME,
        author_link=settings.SITE_URL,
    )
    for entry in news:
        made.add_item(
            title=entry.title,
            link=build_full_url(entry.path),
            # Readers take it for HTML.
            description=escape(entry.text),
            author_name=entry.author or SITE_NAME,
            unique_id=build_full_url(entry.path),
            unique_id_is_permalink=True,
            pubdate=entry.when,
            updateddate=entry.when,
        )
    return str(made.writeString("utf-8"))


def get_feed_content_type(format_: str) -> str:
    return str(FEED_FORMATS[format_].content_type)


def get_noon(day: datetime.date) -> datetime.datetime:
    """Return noon of a day, for what has no time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
