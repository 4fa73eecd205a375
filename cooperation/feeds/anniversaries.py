"""Coming anniversaries of agreements, and their dated events."""

import datetime
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import ngettext

from cooperation.enums import AgreementEventKind
from cooperation.feeds.calendars import Day
from cooperation.models import Agreement, AgreementEvent

# Years ahead that a calendar tells, and which anniversaries are worth a feast.
AHEAD = 2
EVERY = 5


def days_of(agreements: Iterable[Agreement]) -> Iterator[Day]:
    """Return the days of agreements whose events are prefetched."""
    this_year = timezone.localdate().year
    for agreement in agreements:
        for event in agreement.events.all():
            if event.date:
                yield happened(agreement, event)
            if event.kind == AgreementEventKind.SIGNED:
                yield from anniversaries(agreement, event, this_year)


def happened(agreement: Agreement, event: AgreementEvent) -> Day:
    label = capfirst(event.get_kind_display())
    return Day(
        name=f"evenement-{event.pk}",
        title=f"{label} : {agreement.title}",
        start=event.date or timezone.localdate(),
        path=agreement.get_absolute_url(),
    )


def anniversaries(
    agreement: Agreement, event: AgreementEvent, this_year: int
) -> Iterator[Day]:
    """Return the anniversaries of a signature that are multiples of five years.

    On its day where it is known, else on 1 January of the year.
    """
    if not event.year:
        return
    for year in range(this_year, this_year + AHEAD + 1):
        age = year - event.year
        if age > 0 and age % EVERY == 0:
            words = ngettext("%(n)s an : %(what)s", "%(n)s ans : %(what)s", age)
            yield Day(
                name=f"anniversaire-{event.pk}-{year}",
                title=words % {"n": age, "what": agreement.title},
                start=same_day(event, year),
                path=agreement.get_absolute_url(),
            )


def same_day(event: AgreementEvent, year: int) -> datetime.date:
    """Return the day of an event in another year; 29 February becomes the 28th.

    It is 1 January where only the year is known.
    """
    if not event.date:
        return datetime.date(year, 1, 1)
    day = min(event.date.day, 28) if event.date.month == 2 else event.date.day
    return datetime.date(year, event.date.month, day)
