"""Calendars (RFC 5545): anniversaries, deadlines, meetings.

A day is an event of the whole day, which leaves its reader free. What is known by its
year only is a task of that year: no day is made up for it.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, Todo

from cooperation.web.site import build_full_url

CALENDAR_CONTENT_TYPE = "text/calendar; charset=utf-8"


class CalendarDay(NamedTuple):
    """An event on a day, or until ``end``; ``name`` is its stable unique identifier.

    Without a known day it is due by ``start``.
    """

    name: str
    title: str
    start: datetime.date
    path: str
    text: str = ""
    end: datetime.date | None = None
    category: str = ""
    is_day_known: bool = True


def build_calendar(title: str, days: Iterable[CalendarDay]) -> bytes:
    """Return days as an iCalendar file, which holds something even without any."""
    made = Calendar()
    made.add("prodid", "-//Passerelles//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    # Of the day, so that a calendar that says the same has the same bytes.
    midnight = datetime.time(tzinfo=datetime.UTC)
    made_on = datetime.datetime.combine(timezone.localdate(), midnight)
    for day in days:
        made.add_component(build_component(day, made_on))
    if not made.subcomponents:
        # RFC 5545, 3.6: at least one component. This one shows nothing.
        made.add_component(Timezone.from_tzid(settings.TIME_ZONE))
    return bytes(made.to_ical())


def build_component(day: CalendarDay, made_on: datetime.datetime) -> Event | Todo:
    component = build_event(day) if day.is_day_known else build_task(day)
    host = settings.SITE_URL.split("//")[-1]
    component.add("uid", f"{day.name}@{host}")
    component.add("summary", day.title)
    component.add("dtstamp", made_on)
    component.add("url", build_full_url(day.path))
    if day.category:
        component.add("categories", [day.category])
    if day.text:
        component.add("description", day.text)
    return component


def build_event(day: CalendarDay) -> Event:
    """Return an event of whole days, which leaves its reader free."""
    event = Event()
    event.add("dtstart", day.start)
    event.add("dtend", (day.end or day.start) + datetime.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def build_task(day: CalendarDay) -> Todo:
    task = Todo()
    task.add("due", day.start)
    return task
