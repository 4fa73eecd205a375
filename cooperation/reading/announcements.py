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

from cooperation.feeds.calendars import Day
from cooperation.feeds.news import News
from cooperation.models import Event, FundingCall, Offer

Row = dict[str, Any]
# A deadline nearer than this, in days, is said to be near.
SOON = 15


def day_in_words(day: datetime.date) -> str:
    """Return a day in full: "12 mars 2027"."""
    return date_format(day, "j F Y")


def event_row(event: Event) -> Row:
    when = _("Le %(day)s") % {"day": day_in_words(event.starts_on)}
    if event.ends_on and event.ends_on != event.starts_on:
        days = {
            "first": day_in_words(event.starts_on),
            "last": day_in_words(event.ends_on),
        }
        when = _("Du %(first)s au %(last)s") % days
    return shown(event, when, [event.where])


def call_row(call: FundingCall) -> Row:
    days = (call.deadline - timezone.localdate()).days
    when = _("Jusqu’au %(day)s") % {"day": day_in_words(call.deadline)}
    soon = 0 <= days <= SOON
    return shown(call, when, [call.funder]) | {"soon": soon}


def offer_row(offer: Offer) -> Row:
    when = ""
    if offer.closes_on:
        when = _("Jusqu’au %(day)s") % {"day": day_in_words(offer.closes_on)}
    kind = capfirst(offer.get_kind_display())
    return shown(offer, when, [kind, offer.organisation, offer.where])


def shown(row: Any, when: str, context: list[str]) -> Row:
    """Return what the rows of all announcements have in common."""
    return {
        "id": f"annonce-{row.pk}",
        "title": row.title,
        "url": row.url,
        "when": when,
        "context": [text for text in context if text],
        "text": row.description,
    }


@dataclass(frozen=True)
class Section:
    """One kind of announcement: its page, feeds and calendar."""

    code: str
    title: str | Promise
    lead: str | Promise
    empty: str | Promise
    scope: Callable[[], Any]
    row: Callable[[Any], Row]
    # What a calendar notes of a row, where it has a day.
    day: Callable[[Any], tuple[datetime.date, datetime.date | None] | None]

    def current(self, day: datetime.date) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.scope().published().upcoming(day)
        return rows

    @property
    def url(self) -> str:
        return reverse("cooperation:announcements", args=[self.code])

    def news(self, rows: QuerySet[Any]) -> list[News]:
        return [
            News(
                row.title,
                f"{self.url}#annonce-{row.pk}",
                self.summary(row),
                row.updated_at,
            )
            for row in rows.order_by("-updated_at", "pk")
        ]

    def days(self, rows: QuerySet[Any]) -> list[Day]:
        dated = [(row, self.day(row)) for row in rows]
        return [
            Day(
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
        said = self.row(row)
        parts = [said["when"], *said["context"], row.description, row.url]
        return " – ".join(part for part in parts if part)


SECTIONS = {
    section.code: section
    for section in (
        Section(
            "agenda",
            gettext_lazy("Agenda"),
            gettext_lazy("Rencontres, formations et salons à venir."),
            gettext_lazy("Aucun rendez-vous annoncé pour le moment"),
            lambda: Event.objects,
            event_row,
            lambda event: (event.starts_on, event.ends_on),
        ),
        Section(
            "appels",
            gettext_lazy("Appels à projets"),
            gettext_lazy("Les appels ouverts, avec leur date limite."),
            gettext_lazy("Aucun appel à projets ouvert pour le moment"),
            lambda: FundingCall.objects,
            call_row,
            lambda call: (call.deadline, None),
        ),
        Section(
            "offres",
            gettext_lazy("Offres"),
            gettext_lazy("Emplois, stages et missions de volontariat."),
            gettext_lazy("Aucune offre pour le moment"),
            lambda: Offer.objects,
            offer_row,
            lambda offer: (offer.closes_on, None) if offer.closes_on else None,
        ),
    )
}
