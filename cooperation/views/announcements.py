"""Pages, feeds and calendars of the announcements made by staff."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.feeds.calendars import CONTENT_TYPE, calendar
from cooperation.feeds.news import LONGEST, content_type, feed
from cooperation.reading.announcements import SECTIONS, Section
from cooperation.reading.links import FEEDS
from cooperation.views.public import PublicMixin, public

NOINDEX = {"X-Robots-Tag": "noindex"}


def section_of(code: str) -> Section:
    """Return the kind of announcement with this code; raise ``Http404`` without one."""
    if code not in SECTIONS:
        raise Http404
    return SECTIONS[code]


class AnnouncementsView(PublicMixin, TemplateView):
    """The current announcements of one kind."""

    template_name = "cooperation/announcements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = section_of(self.kwargs["kind"])
        rows = kind.current(timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "section": "ressources",
            "kind": kind,
            "kinds": tabs(kind.code),
            "rows": [kind.row(row) for row in rows],
            "feeds": [
                {
                    "label": label,
                    "type": mime,
                    "url": reverse(
                        f"cooperation:announcements_{suffix}", args=[kind.code]
                    ),
                }
                for label, (suffix, mime) in FEEDS["agreement"].items()
            ],
        }


def tabs(current: str = "") -> list[dict[str, Any]]:
    own = {
        "label": _("Annuaire de ressources"),
        "url": reverse("cooperation:resource_list"),
        "current": not current,
    }
    return [
        own,
        *(
            {"label": kind.title, "url": kind.url, "current": kind.code == current}
            for kind in SECTIONS.values()
        ),
    ]


def feed_in(format_: str) -> Any:
    """Return the view that sends announcements as a feed (``rss`` or ``atom``)."""

    @public
    def view(request: HttpRequest, kind: str) -> HttpResponse:
        section = section_of(kind)
        news = section.news(section.current(timezone.localdate()))[:LONGEST]
        title = f"Passerelles – {section.title}"
        text = feed(format_, title, section.url, request.get_full_path(), news)
        return HttpResponse(text, content_type=content_type(format_), headers=NOINDEX)

    return view


announcements_rss = feed_in("rss")
announcements_atom = feed_in("atom")


@public
def announcements_ics(request: HttpRequest, kind: str) -> HttpResponse:
    section = section_of(kind)
    days = section.days(section.current(timezone.localdate()))
    body = calendar(f"Passerelles – {section.title}", days)
    return HttpResponse(body, content_type=CONTENT_TYPE, headers=NOINDEX)
