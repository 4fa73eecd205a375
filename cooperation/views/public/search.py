"""The search over everything, and what its box offers while one types."""

from typing import Any

from django.utils.http import urlencode
from django.views.generic import TemplateView

from cooperation.presenters.search_groups import (
    ENTRY_GROUPS,
    SHORTEST,
    search_everything,
)
from cooperation.presenters.search_notes import build_search_notes
from cooperation.search.pagination import build_filter_tags
from cooperation.search.terms import MAX_SEARCH_LENGTH
from cooperation.text import is_english, normalize
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context

OPTIONS_PARAM = "liste"


class SearchView(PublicMixin, TemplateView):
    """Everything that answers the words ``q``, in groups; or the options of the box."""

    def get_template_names(self) -> list[str]:
        if self.is_typed:
            return ["cooperation/_search_options.html"]
        return ["cooperation/search.html"]

    @property
    def is_typed(self) -> bool:
        """Whether the words are still being typed, and the box asks for options."""
        return self.request.GET.get(OPTIONS_PARAM) == "oui"

    def get_context_data(self, **kwargs: Any) -> Context:
        text = " ".join(self.request.GET.getlist("q")).strip()[:MAX_SEARCH_LENGTH]
        search, groups, alternative = search_everything(
            text, may_shorten=not self.is_typed
        )
        understood = search.actions.search and search.actions.search.understood
        return super().get_context_data(**kwargs) | {
            "text": text,
            "groups": groups,
            "notes": build_search_notes(search.actions, alternative),
            "tags": build_filter_tags(search.actions) if understood else [],
            "has_entries": not ENTRY_GROUPS.isdisjoint(one.code for one in groups),
            "is_english": is_english(),
            "is_short": len(normalize(text)) < SHORTEST,
            "all_url": f"{self.request.path}?{urlencode({'q': text})}",
        }
