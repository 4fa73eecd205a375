"""Feeds and calendars of any selection."""

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.exports.anniversaries import iter_agreement_days
from cooperation.exports.calendars import CALENDAR_CONTENT_TYPE, build_calendar
from cooperation.exports.feeds import (
    MAX_FEED_ITEMS,
    NewsItem,
    build_feed,
    get_feed_content_type,
    get_noon,
)
from cooperation.models import Action, Agreement
from cooperation.presenters.summaries import summarize_action, summarize_agreement
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.views.base import ViewFunction, public_view
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX


def list_action_news(selection: EntryFilterSet) -> list[NewsItem]:
    """Return the actions changed or confirmed last, as feed items."""
    keys = selection.qs.order_by("-updated_at", "pk").values("pk")[:MAX_FEED_ITEMS]
    rows = Action.objects.published().filter(pk__in=keys).for_cards()
    return [
        NewsItem(
            action.title,
            action.get_absolute_url(),
            summarize_action(action),
            get_news_time(action),
            action.lead.name,
        )
        for action in rows.order_by("-updated_at", "pk")
    ]


def get_news_time(entry: Action | Agreement) -> datetime.datetime:
    """Return when an entry was changed or confirmed last."""
    if entry.verified_on is None:
        return entry.updated_at
    return max(entry.updated_at, get_noon(entry.verified_on))


def list_agreement_news(selection: EntryFilterSet) -> list[NewsItem]:
    keys = selection.qs.order_by("-updated_at", "pk").values("pk")[:MAX_FEED_ITEMS]
    rows = Agreement.objects.published().filter(pk__in=keys).with_signatories()
    return [
        NewsItem(
            agreement.title,
            agreement.get_absolute_url(),
            summarize_agreement(agreement),
            get_news_time(agreement),
            agreement.collectivity.name,
        )
        for agreement in rows.order_by("-updated_at", "pk")
    ]


def build_feed_view(
    format_: str,
    filters: type[EntryFilterSet],
    route: str,
    news: Callable[[Any], list[NewsItem]],
) -> ViewFunction:
    """Return the view that sends a selection as a feed (``rss`` or ``atom``)."""

    @public_view
    def view(request: HttpRequest) -> HttpResponse:
        selection = filters(request.GET)
        if selection.strict_errors:
            return error_response(request, *selection.strict_errors)
        query = selection.querystring()
        chosen = " · ".join(tag.label for tag in selection.chosen)
        page = f"{reverse(f'cooperation:{route}')}{'?' * bool(query)}{query}"
        title = " – ".join(part for part in ("Passerelles", chosen) if part)
        text = build_feed(
            format_, title, page, request.get_full_path(), news(selection)
        )
        return HttpResponse(
            text, content_type=get_feed_content_type(format_), headers=NOINDEX
        )

    return view


action_rss = build_feed_view("rss", ActionFilterSet, "action_list", list_action_news)
action_atom = build_feed_view("atom", ActionFilterSet, "action_list", list_action_news)
agreement_rss = build_feed_view(
    "rss", AgreementFilterSet, "agreement_list", list_agreement_news
)
agreement_atom = build_feed_view(
    "atom", AgreementFilterSet, "agreement_list", list_agreement_news
)


@public_view
def agreement_ics(request: HttpRequest) -> HttpResponse:
    selection = AgreementFilterSet(request.GET)
    if selection.strict_errors:
        return error_response(request, *selection.strict_errors)
    rows = selection.qs.order_by("pk").prefetch_related("events")
    days = iter_agreement_days(
        rows.defer("search_vector", "related_vector", "description", "results")
    )
    body = build_calendar(_("Passerelles : anniversaires des accords"), days)
    return HttpResponse(body, content_type=CALENDAR_CONTENT_TYPE, headers=NOINDEX)
