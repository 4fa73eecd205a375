"""Announcements on public pages: meetings, calls for projects, job offers."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cooperation.exports.calendars import CalendarDay
from cooperation.exports.feeds import NewsItem
from cooperation.models import Event, FundingCall, Offer
from cooperation.presenters.announcements import (
    CALL_PARTS,
    AnnouncementRow,
    build_call_row,
    build_event_row,
    build_offer_row,
    sort_calls,
)
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import CountLink


@dataclass(frozen=True)
class AnnouncementSection:
    """One kind of announcement: its page, feeds and calendar."""

    code: str
    title: str | Promise
    lead: str | Promise
    empty: str | Promise
    # Where to look while nothing is announced, and the label of the link there.
    elsewhere: str | Promise
    elsewhere_link: tuple[str | Promise, str, dict[str, str]]
    scope: Callable[[], Any]
    row: Callable[[Any], AnnouncementRow]
    # First and last day in the calendar; None if undated.
    day: Callable[[Any], tuple[datetime.date, datetime.date | None] | None]

    def current(self, day: datetime.date) -> QuerySet[Any]:
        """Return what is not over: what feeds and calendars tell."""
        rows: QuerySet[Any] = self.scope().published().upcoming(day)
        return rows

    def list_shown(self, day: datetime.date) -> list[Any]:
        """Return what the page shows, in order: of calls, those that are over too."""
        if self.code != CALLS:
            return list(self.current(day))
        rows = self.scope().published().prefetch_related(*CALL_PARTS)
        return sort_calls(rows.order_by(LATEST_FIRST, "title", "pk"), day)

    @property
    def url(self) -> str:
        return reverse("cooperation:announcements", args=[self.code])

    @property
    def suggestions(self) -> list[CountLink]:
        """Return where to look while nothing is announced."""
        label, route, choices = self.elsewhere_link
        return [CountLink(label, url=get_list_url(route, **choices))]

    def news(self, rows: QuerySet[Any]) -> list[NewsItem]:
        return [
            NewsItem(
                row.title,
                f"{self.url}#annonce-{row.pk}",
                self.summary(row) or str(self.title),
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


CALLS, LATEST_FIRST = "appels", F("deadline").desc(nulls_last=True)
SECTIONS = {
    section.code: section
    for section in (
        AnnouncementSection(
            "agenda",
            gettext_lazy("Agenda"),
            gettext_lazy("Rencontres, formations et salons à venir."),
            gettext_lazy("Aucun rendez-vous annoncé pour le moment"),
            gettext_lazy("Les réseaux annoncent leurs rencontres sur leurs sites."),
            (gettext_lazy("Voir les réseaux"), "resource_list", {"nature": "reseau"}),
            lambda: Event.objects,
            build_event_row,
            lambda event: (event.starts_on, event.ends_on),
        ),
        AnnouncementSection(
            CALLS,
            gettext_lazy("Appels à projets"),
            gettext_lazy(
                "Qui finance quoi, pour qui, à quel taux : les appels ouverts d’abord, "
                "puis ceux qui reviennent."
            ),
            gettext_lazy("Aucun appel à projets pour le moment"),
            gettext_lazy(
                "Chaque guichet de financement a sa page, avec qui s’en sert."
            ),
            (gettext_lazy("Voir les guichets de financement"), "funding_list", {}),
            lambda: FundingCall.objects,
            build_call_row,
            lambda call: (call.deadline, None) if call.deadline else None,
        ),
        AnnouncementSection(
            "offres",
            gettext_lazy("Offres"),
            gettext_lazy("Emplois, stages et missions de volontariat."),
            gettext_lazy("Aucune offre pour le moment"),
            gettext_lazy("Les réseaux et les institutions publient les leurs."),
            (gettext_lazy("Voir l’annuaire de ressources"), "resource_list", {}),
            lambda: Offer.objects,
            build_offer_row,
            lambda offer: (offer.closes_on, None) if offer.closes_on else None,
        ),
    )
}
