"""Feeds and calendars of any selection."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.feeds.anniversaries import days_of
from cooperation.feeds.calendars import CONTENT_TYPE, calendar
from cooperation.feeds.news import LONGEST, News, at_noon, content_type, feed
from cooperation.filters import ActionFilter, AgreementFilter, SheetFilter
from cooperation.models import Action, Agreement
from cooperation.reading.summaries import of_action, of_agreement
from cooperation.refusals import refuse
from cooperation.views.public import PublicView, public

NOINDEX = {"X-Robots-Tag": "noindex"}


def news_of_actions(selection: SheetFilter) -> list[News]:
    """Return the actions changed or confirmed last, as feed items."""
    keys = selection.qs.order_by("-updated_at", "pk").values("pk")[:LONGEST]
    rows = Action.objects.published().filter(pk__in=keys).for_cards()
    return [
        News(
            action.title,
            action.get_absolute_url(),
            of_action(action),
            max(action.updated_at, at_noon(action.verified_on))
            if action.verified_on
            else action.updated_at,
        )
        for action in rows.order_by("-updated_at", "pk")
    ]


def news_of_agreements(selection: SheetFilter) -> list[News]:
    keys = selection.qs.order_by("-updated_at", "pk").values("pk")[:LONGEST]
    rows = Agreement.objects.published().filter(pk__in=keys).with_signatories()
    return [
        News(
            agreement.title,
            agreement.get_absolute_url(),
            of_agreement(agreement),
            agreement.updated_at,
        )
        for agreement in rows.order_by("-updated_at", "pk")
    ]


def feed_view(
    format_: str,
    filters: type[SheetFilter],
    route: str,
    news: Callable[[Any], list[News]],
) -> PublicView:
    """Return the view that sends a selection as a feed (``rss`` or ``atom``)."""

    @public
    def view(request: HttpRequest) -> HttpResponse:
        selection = filters(request.GET)
        if selection.refusals:
            return refuse(request, *selection.refusals)
        query = selection.address()
        chosen = " · ".join(tag.label for tag in selection.chosen)
        page = f"{reverse(f'cooperation:{route}')}{'?' * bool(query)}{query}"
        title = " – ".join(part for part in ("Passerelles", chosen) if part)
        text = feed(format_, title, page, request.get_full_path(), news(selection))
        return HttpResponse(text, content_type=content_type(format_), headers=NOINDEX)

    return view


action_rss = feed_view("rss", ActionFilter, "action_list", news_of_actions)
action_atom = feed_view("atom", ActionFilter, "action_list", news_of_actions)
agreement_rss = feed_view("rss", AgreementFilter, "agreement_list", news_of_agreements)
agreement_atom = feed_view(
    "atom", AgreementFilter, "agreement_list", news_of_agreements
)


@public
def agreement_ics(request: HttpRequest) -> HttpResponse:
    selection = AgreementFilter(request.GET)
    if selection.refusals:
        return refuse(request, *selection.refusals)
    rows = selection.qs.order_by("pk").prefetch_related("events")
    days = days_of(rows.defer("search_vector", "related_vector", "description"))
    body = calendar(_("Passerelles : anniversaires des accords"), days)
    return HttpResponse(body, content_type=CONTENT_TYPE, headers=NOINDEX)
