"""The search over everything, and what its box offers while one types."""

from typing import Any

from django.utils.http import urlencode
from django.views.generic import TemplateView

from cooperation.presenters.search_groups import SHORTEST, search_everything
from cooperation.presenters.search_notes import build_alternative_note
from cooperation.search.terms import MAX_SEARCH_LENGTH
from cooperation.text import normalize
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context

OPTIONS_PARAM = "liste"


class SearchView(PublicMixin, TemplateView):
    """Everything that answers the words ``q``, in groups; or the options of the box."""

    def get_template_names(self) -> list[str]:
        if self.request.GET.get(OPTIONS_PARAM) == "oui":
            return ["cooperation/_search_options.html"]
        return ["cooperation/search.html"]

    def get_context_data(self, **kwargs: Any) -> Context:
        text = " ".join(self.request.GET.getlist("q")).strip()[:MAX_SEARCH_LENGTH]
        groups, alternative = search_everything(text)
        return super().get_context_data(**kwargs) | {
            "text": text,
            "groups": groups,
            "note": build_alternative_note(alternative) if alternative else None,
            "is_short": len(normalize(text)) < SHORTEST,
            "all_url": f"{self.request.path}?{urlencode({'q': text})}",
        }
