"""Pages, feeds and calendars of the announcements made by staff."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.exports.calendars import CALENDAR_CONTENT_TYPE, build_calendar
from cooperation.exports.feeds import MAX_FEED_ITEMS, build_feed, get_feed_content_type
from cooperation.presenters.filled_sections import list_filled_sections
from cooperation.presenters.list_links import FEEDS
from cooperation.presenters.types import Download, Tab
from cooperation.views.base import PublicMixin, public_view
from cooperation.views.public.announcement_sections import SECTIONS, AnnouncementSection
from cooperation.web.context import Context
from cooperation.web.etags import get_page_version
from cooperation.web.site import NOINDEX


def get_section_or_404(code: str) -> AnnouncementSection:
    """Return the kind of announcement with this code; raise ``Http404`` without one."""
    if code not in SECTIONS:
        raise Http404
    return SECTIONS[code]


class AnnouncementsView(PublicMixin, TemplateView):
    """The current announcements of one kind."""

    template_name = "cooperation/announcements.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        kind = get_section_or_404(self.kwargs["kind"])
        rows = kind.list_shown(timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "kind": kind,
            "kinds": build_resource_tabs(self.request, kind.code),
            "rows": [kind.row(row) for row in rows],
            "feeds": [
                Download(
                    label,
                    reverse(f"cooperation:announcements_{suffix}", args=[kind.code]),
                    mime,
                )
                for label, (suffix, mime) in FEEDS["agreement"].items()
            ],
        }


def build_resource_tabs(request: HttpRequest, current: str = "") -> list[Tab]:
    """Return the pages of resources that are not empty, and the current one."""
    url = reverse("cooperation:resource_list")
    filled = list_filled_sections(get_page_version(request))
    return [
        Tab(_("Annuaire de ressources"), url, not current),
        *(
            Tab(kind.title, kind.url, kind.code == current)
            for kind in SECTIONS.values()
            if kind.code in filled or kind.code == current
        ),
    ]


def build_announcements_feed_view(format_: str) -> Any:
    """Return the view that sends announcements as a feed (``rss`` or ``atom``)."""

    @public_view
    def view(request: HttpRequest, kind: str) -> HttpResponse:
        section = get_section_or_404(kind)
        news = section.news(section.current(timezone.localdate()))[:MAX_FEED_ITEMS]
        title = f"Passerelles – {section.title}"
        text = build_feed(format_, title, section.url, request.get_full_path(), news)
        return HttpResponse(
            text, content_type=get_feed_content_type(format_), headers=NOINDEX
        )

    return view


announcements_rss = build_announcements_feed_view("rss")
announcements_atom = build_announcements_feed_view("atom")


@public_view
def announcements_ics(request: HttpRequest, kind: str) -> HttpResponse:
    section = get_section_or_404(kind)
    days = section.days(section.current(timezone.localdate()))
    body = build_calendar(f"Passerelles – {section.title}", days)
    return HttpResponse(body, content_type=CALENDAR_CONTENT_TYPE, headers=NOINDEX)
