"""The guide of staff and agents: its contents with a search, and its pages."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from cooperation.views.base import PublicMixin
from cooperation.web.context import Context
from cooperation.web.guide import CONTENTS, get_guide, search_guide

MAX_SEARCHED = 100
MAX_FOUND = 20


class GuideView(PublicMixin, TemplateView):
    """The contents page; with ``q``, the sections that hold the words."""

    template_name = "cooperation/guide.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        guide = get_guide()
        searched = self.request.GET.get("q", "").strip()[:MAX_SEARCHED]
        return super().get_context_data(**kwargs) | {
            "page": guide.pages[CONTENTS],
            "searched": searched,
            "found": search_guide(guide, searched)[:MAX_FOUND],
        }


class GuidePageView(PublicMixin, TemplateView):
    template_name = "cooperation/guide_page.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        guide = get_guide()
        page = guide.pages.get(self.kwargs["page"])
        if page is None or page.name == CONTENTS:
            raise Http404
        part = next(pages for _title, pages in guide.parts if page in pages)
        place = part.index(page)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "parts": guide.parts,
            "next": part[place + 1] if place + 1 < len(part) else None,
        }
