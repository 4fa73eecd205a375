"""Meetings, calls for projects and offers, as their lists show them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import CallState
from cooperation.models import Collectivity, Event, FundingCall, Offer
from cooperation.presenters.money import format_euros

CALL_PARTS = ("countries", "themes", "departments")
# Days before a deadline from which it is shown as near.
SOON_DAYS = 15


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement in a list; ``soon`` if its deadline is near.

    ``terms`` are the conditions of a call, one by one.
    """

    id: str
    title: str
    url: str
    when: str
    context: list[str]
    text: str
    soon: bool = False
    terms: list[str] = field(default_factory=list)


def format_day(day: datetime.date) -> str:
    """Return a day in full: "12 mars 2027"."""
    return date_format(day, "j F Y")


def build_event_row(event: Event) -> AnnouncementRow:
    when = _("Le %(day)s") % {"day": format_day(event.starts_on)}
    if event.ends_on and event.ends_on != event.starts_on:
        days = {
            "first": format_day(event.starts_on),
            "last": format_day(event.ends_on),
        }
        when = _("Du %(first)s au %(last)s") % days
    return build_announcement_row(event, when, [event.where])


def build_call_row(call: FundingCall) -> AnnouncementRow:
    today = timezone.localdate()
    state = capfirst(str(call.state_on(today).label))
    day = {"day": format_day(call.deadline)} if call.deadline else {}
    when = {
        CallState.OPEN: _("Ouvert jusqu’au %(day)s") % day if day else state,
        CallState.COMING: _("Ouvre le %(day)s")
        % {"day": format_day(call.opens_on or today)},
        CallState.UNKNOWN: state,
        CallState.RETURNING: _("Clos le %(day)s, revient %(rhythm)s")
        % {"day": day.get("day", ""), "rhythm": call.get_recurrence_display()},
        CallState.CLOSED: _("Clos le %(day)s") % {"day": day.get("day", "")},
    }[call.state_on(today)]
    days = (call.deadline - today).days if call.deadline else -1
    row = build_announcement_row(call, when, [call.funder], soon=0 <= days <= SOON_DAYS)
    return replace(row, terms=list_call_terms(call))


def list_call_terms(call: FundingCall) -> list[str]:
    """Return for whom a call is, where, on what and how much it pays, as known."""
    countries = ", ".join(country.name for country in call.countries.all())
    themes = ", ".join(theme.name for theme in call.themes.all())
    departments = ", ".join(one.code for one in call.departments.all())
    rate = _("au plus %(rate)s %%") % {"rate": call.rate_max} if call.rate_max else ""
    found = [
        (_("Pour : %(text)s"), call.who),
        (_("Départements : %(text)s"), departments),
        (_("Pays : %(text)s"), countries),
        (_("Sujets : %(text)s"), themes),
        (_("Taux : %(text)s"), rate),
        (_("Montant : %(text)s"), format_amounts(call.amount_min, call.amount_max)),
    ]
    return [words % {"text": text} for words, text in found if text]


def format_amounts(least: int | None, most: int | None) -> str:
    """Return the range of what a call pays; empty if it is not known."""
    amounts = {
        "least": format_euros(Decimal(least or 0)),
        "most": format_euros(Decimal(most or 0)),
    }
    if least and most:
        return _("de %(least)s à %(most)s") % amounts
    if most:
        return _("au plus %(most)s") % amounts
    return _("au moins %(least)s") % amounts if least else ""


def build_offer_row(offer: Offer) -> AnnouncementRow:
    when = ""
    if offer.closes_on:
        when = _("Jusqu’au %(day)s") % {"day": format_day(offer.closes_on)}
    kind = capfirst(offer.get_kind_display())
    return build_announcement_row(offer, when, [kind, offer.organisation, offer.where])


def build_announcement_row(
    row: Any, when: str, context: list[str], *, soon: bool = False
) -> AnnouncementRow:
    """Return what the rows of all announcements have in common."""
    return AnnouncementRow(
        id=f"annonce-{row.pk}",
        title=row.title,
        url=row.url,
        when=when,
        context=[text for text in context if text],
        text=row.description,
        soon=soon,
    )


def list_fitting_calls(collectivity: Collectivity) -> list[AnnouncementRow]:
    """Return the calls that an authority may answer, the open ones first."""
    today = timezone.localdate()
    calls = FundingCall.objects.published().current(today).open_to(collectivity)
    rows = calls.prefetch_related(*CALL_PARTS).order_by("title", "pk")
    return [build_call_row(call) for call in sort_calls(rows, today)]


def sort_calls(calls: Iterable[FundingCall], today: datetime.date) -> list[FundingCall]:
    """Sort by state, the open ones first; the order among equals stays."""
    order = list(CallState)
    return sorted(calls, key=lambda call: order.index(call.state_on(today)))
