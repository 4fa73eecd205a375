"""Calendars (RFC 5545) of whole-day events: anniversaries, deadlines, meetings."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from cooperation.web.site import build_full_url

CALENDAR_CONTENT_TYPE = "text/calendar; charset=utf-8"


class CalendarDay(NamedTuple):
    """An event on a day, or until ``end``; ``name`` is its stable unique identifier."""

    name: str
    title: str
    start: datetime.date
    path: str
    text: str = ""
    end: datetime.date | None = None


def build_calendar(title: str, days: Iterable[CalendarDay]) -> bytes:
    """Return whole-day events as an iCalendar file."""
    made = Calendar()
    made.add("prodid", "-//Passerelles//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    # Of the day, so that a calendar that says the same has the same bytes.
    midnight = datetime.time(tzinfo=datetime.UTC)
    made_on = datetime.datetime.combine(timezone.localdate(), midnight)
    host = settings.SITE_URL.split("//")[-1]
    for day in days:
        event = Event()
        event.add("uid", f"{day.name}@{host}")
        event.add("summary", day.title)
        event.add("dtstamp", made_on)
        event.add("dtstart", day.start)
        event.add("dtend", (day.end or day.start) + datetime.timedelta(days=1))
        event.add("url", build_full_url(day.path))
        if day.text:
            event.add("description", day.text)
        made.add_component(event)
    return bytes(made.to_ical())
