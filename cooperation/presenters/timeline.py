"""Events of agreements, for the component ``timeline``."""

import datetime
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, AgreementEventKind
from cooperation.models import Action, Agreement, AgreementEvent
from cooperation.presenters.places import format_location
from cooperation.presenters.types import TimelineEvent
from cooperation.presenters.years import format_action_years

MUTED_KINDS = {
    AgreementEventKind.DORMANT,
    AgreementEventKind.ENDED,
    AgreementEventKind.NO_NEWS,
}


def build_agreement_timeline(agreement: Agreement) -> list[TimelineEvent]:
    """Return the events of one agreement, in the order that determines its status."""
    events = sorted(agreement.events.all(), key=AgreementEvent.get_sort_key)
    return [build_own_event(event) for event in events]


def build_own_event(event: AgreementEvent) -> TimelineEvent:
    return TimelineEvent(
        date=format_event_date(event),
        datetime=get_iso_date(event),
        label=capfirst(event.get_kind_display()),
        text=event.note,
        muted=is_muted(event),
    )


def build_shared_timeline(
    agreements: Iterable[Agreement], about: Any = None
) -> list[TimelineEvent]:
    """Return several agreements by the date of their first event, undated ones last.

    Each is there once, so that their number is that of the list. ``about`` is the
    authority on whose page they are shown, if any.
    """
    stories = [
        sorted(
            agreement.events.all() or [build_undated_event(agreement)],
            key=get_timeline_order,
        )
        for agreement in agreements
    ]
    stories.sort(key=lambda events: get_timeline_order(events[0]))
    return [build_shared_event(events, about) for events in stories]


def build_undated_event(agreement: Agreement) -> AgreementEvent:
    """Return an unsaved event that stands for an agreement without events."""
    return AgreementEvent(agreement=agreement, kind="")


def get_timeline_order(event: AgreementEvent) -> tuple[bool, datetime.date, int, str]:
    year = event.year or datetime.MAXYEAR
    day = event.date or datetime.date(year, 12, 31)
    order = AgreementEventKind.ORDER.index(event.kind) if event.kind else -1
    return (event.year is None, day, order, event.agreement.title_key or "")


def build_shared_event(events: list[AgreementEvent], about: Any) -> TimelineEvent:
    """Return an agreement at the date of its first event, with what came after it."""
    first, *later = events
    agreement = first.agreement
    story = [
        capfirst(agreement.get_kind_display()),
        *describe_event(first),
        *(text for event in later for text in describe_event(event, is_dated=True)),
    ]
    return TimelineEvent(
        date=format_event_date(first),
        datetime=get_iso_date(first),
        label=format_other_parties(agreement, about),
        url=agreement.get_absolute_url(),
        text=" · ".join(story),
        kind=agreement.kind,
        muted=is_muted(events[-1]),
    )


def build_action_events(actions: Iterable[Action]) -> list[TimelineEvent]:
    """Return actions at the date of their beginning; they come from ``for_cards()``."""
    return [build_action_event(action) for action in actions]


def build_action_event(action: Action) -> TimelineEvent:
    places = dict.fromkeys(format_location(row) for row in action.locations.all())
    what = [_("Action"), *places, action.get_status_display()]
    return TimelineEvent(
        date=format_action_years(action) or _("Date inconnue"),
        datetime=f"{action.start_year:04}" if action.start_year else "",
        label=action.title,
        url=action.get_absolute_url(),
        text=" · ".join(what),
        muted=action.status == ActionStatus.ENDED,
    )


def merge_timelines(*timelines: Iterable[TimelineEvent]) -> list[TimelineEvent]:
    """Return the events of several timelines by date, undated ones last."""
    return sorted(
        chain(*timelines), key=lambda event: (not event.datetime, event.datetime)
    )


def describe_event(event: AgreementEvent, *, is_dated: bool = False) -> list[str]:
    """Return what happened, with its date if asked and known, and the note."""
    what = event.get_kind_display() if event.kind else ""
    if is_dated and event.year:
        what = f"{what} ({format_event_date(event)})"
    return [text for text in (what, event.note) if text]


def format_other_parties(agreement: Agreement, about: Any) -> str:
    """Return the signatories, except the authority of the page."""
    first, other = agreement.collectivity, agreement.counterpart
    country = f" ({agreement.country.name})" if agreement.country else ""
    if first == about:
        return f"{other.name}{country}"
    return f"{first.name} – {other.name}{country}"


def format_event_date(event: AgreementEvent) -> str:
    """Return the date as text, as precisely as it is known."""
    if event.date:
        return date_format(event.date, "j F Y")
    return str(event.year or _("Date inconnue"))


def get_iso_date(event: AgreementEvent) -> str:
    """Return the date for machines, as precisely as it is known; empty if it is not."""
    if event.date:
        return event.date.isoformat()
    return f"{event.year:04}" if event.year else ""


def is_muted(event: AgreementEvent) -> bool:
    """Return whether an event is an end or a pause, or still to come."""
    return event.kind in MUTED_KINDS or not event.happened_by(timezone.localdate())
