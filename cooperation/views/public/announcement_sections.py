"""Announcements on public pages: meetings, calls for projects, job offers."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.exports.calendars import CalendarDay
from cooperation.exports.feeds import NewsItem
from cooperation.models import Event, FundingCall, Offer

# Days before a deadline from which it is shown as near.
SOON_DAYS = 15


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement in a list; ``soon`` if its deadline is near."""

    id: str
    title: str
    url: str
    when: str
    context: list[str]
    text: str
    soon: bool = False


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
    days = (call.deadline - timezone.localdate()).days
    when = _("Jusqu’au %(day)s") % {"day": format_day(call.deadline)}
    soon = 0 <= days <= SOON_DAYS
    return build_announcement_row(call, when, [call.funder], soon=soon)


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


@dataclass(frozen=True)
class AnnouncementSection:
    """One kind of announcement: its page, feeds and calendar."""

    code: str
    title: str | Promise
    lead: str | Promise
    empty: str | Promise
    scope: Callable[[], Any]
    row: Callable[[Any], AnnouncementRow]
    # First and last day in the calendar; None if undated.
    day: Callable[[Any], tuple[datetime.date, datetime.date | None] | None]

    def current(self, day: datetime.date) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.scope().published().upcoming(day)
        return rows

    @property
    def url(self) -> str:
        return reverse("cooperation:announcements", args=[self.code])

    def news(self, rows: QuerySet[Any]) -> list[NewsItem]:
        return [
            NewsItem(
                row.title,
                f"{self.url}#annonce-{row.pk}",
                self.summary(row),
                row.updated_at,
            )
            for row in rows.order_by("-updated_at", "pk")
        ]

    def days(self, rows: QuerySet[Any]) -> list[CalendarDay]:
        dated = [(row, self.day(row)) for row in rows]
        return [
            CalendarDay(
                name=f"{self.code}-{row.pk}",
                title=row.title,
                start=when[0],
                end=when[1],
                path=f"{self.url}#annonce-{row.pk}",
                text=self.summary(row),
            )
            for row, when in dated
            if when
        ]

    def summary(self, row: Any) -> str:
        item = self.row(row)
        parts = [item.when, *item.context, row.description, row.url]
        return " – ".join(part for part in parts if part)


SECTIONS = {
    section.code: section
    for section in (
        AnnouncementSection(
            "agenda",
            gettext_lazy("Agenda"),
            gettext_lazy("Rencontres, formations et salons à venir."),
            gettext_lazy("Aucun rendez-vous annoncé pour le moment"),
            lambda: Event.objects,
            build_event_row,
            lambda event: (event.starts_on, event.ends_on),
        ),
        AnnouncementSection(
            "appels",
            gettext_lazy("Appels à projets"),
            gettext_lazy("Les appels ouverts, avec leur date limite."),
            gettext_lazy("Aucun appel à projets ouvert pour le moment"),
            lambda: FundingCall.objects,
            build_call_row,
            lambda call: (call.deadline, None),
        ),
        AnnouncementSection(
            "offres",
            gettext_lazy("Offres"),
            gettext_lazy("Emplois, stages et missions de volontariat."),
            gettext_lazy("Aucune offre pour le moment"),
            lambda: Offer.objects,
            build_offer_row,
            lambda offer: (offer.closes_on, None) if offer.closes_on else None,
        ),
    )
}
