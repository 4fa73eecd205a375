"""Coming anniversaries of agreements, and their dated events."""

import datetime
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import AgreementEventKind
from cooperation.exports.calendars import CalendarDay
from cooperation.models import Agreement, AgreementEvent

# Years ahead that a calendar tells, and which anniversaries are worth a feast.
YEARS_AHEAD = 2
ANNIVERSARY_STEP = 5


def iter_agreement_days(agreements: Iterable[Agreement]) -> Iterator[CalendarDay]:
    """Return the days of agreements whose events are prefetched."""
    this_year = timezone.localdate().year
    for agreement in agreements:
        for event in agreement.events.all():
            if event.date:
                yield build_event_day(agreement, event)
            if event.kind == AgreementEventKind.SIGNED:
                yield from iter_anniversaries(agreement, event, this_year)


def build_event_day(agreement: Agreement, event: AgreementEvent) -> CalendarDay:
    label = capfirst(event.get_kind_display())
    return CalendarDay(
        name=f"evenement-{event.pk}",
        title=f"{label} : {agreement.title}",
        start=event.date or timezone.localdate(),
        path=agreement.get_absolute_url(),
        text=event.note,
        category=_("Accord"),
    )


def iter_anniversaries(
    agreement: Agreement, event: AgreementEvent, this_year: int
) -> Iterator[CalendarDay]:
    """Yield the anniversaries of a signature that are multiples of five years.

    On its day where that is known, else as a task to do by the end of the year.
    """
    if not event.year:
        return
    for year in range(this_year, this_year + YEARS_AHEAD + 1):
        age = year - event.year
        if age > 0 and age % ANNIVERSARY_STEP == 0:
            words = ngettext(
                "Anniversaire (%(n)s an) : %(what)s",
                "Anniversaire (%(n)s ans) : %(what)s",
                age,
            )
            yield CalendarDay(
                name=f"anniversaire-{event.pk}-{year}",
                title=words % {"n": age, "what": agreement.title},
                start=get_day_in_year(event, year),
                path=agreement.get_absolute_url(),
                text=describe_signature(event),
                category=_("Anniversaire"),
                is_day_known=event.date is not None,
            )


def describe_signature(event: AgreementEvent) -> str:
    """Return when an agreement was signed, and whether its day is known."""
    if event.date:
        return _("Signé le %s.") % str(date_format(event.date, "j F Y"))
    return str(_("Signé en %s : le jour n’est pas connu.") % event.year)


def get_day_in_year(event: AgreementEvent, year: int) -> datetime.date:
    """Return the day of an event in another year; 29 February becomes the 28th.

    It is the last day of the year where only the year is known.
    """
    if not event.date:
        return datetime.date(year, 12, 31)
    day = min(event.date.day, 28) if event.date.month == 2 else event.date.day
    return datetime.date(year, event.date.month, day)
