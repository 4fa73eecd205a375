"""Pages that other sites may embed: the only ones of the site that may be framed.

``embed_builder`` has the page that writes the ``<iframe>``.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from cooperation.presenters.card_rows import fetch_action_rows
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.embedded_entries import find_embedded_entry
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_entries import build_entry_numbers
from cooperation.search.entry_filters import MapEntries, MapFilterSet
from cooperation.search.filters import ActionFilterSet
from cooperation.views.base import PublicMixin, ViewFunction, public_view
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.site import NOINDEX

CARDS_SHOWN = 12
SCHEME = "couleurs"
# The blocks of the tokens: the light colours first, the dark ones within a condition.
LIGHT_TOKENS = re.compile(r"\n:root \{(.*?)\n\}", re.DOTALL)
DARK_TOKENS = re.compile(
    r"prefers-color-scheme: dark\) \{\s+:root \{(.*?)\}", re.DOTALL
)


class Scheme(TextChoices):
    AUTOMATIC = "auto", gettext_lazy("Comme l’appareil du visiteur")
    LIGHT = "clair", gettext_lazy("Claires")
    DARK = "sombre", gettext_lazy("Sombres")


SCHEME_WORDS: dict[str, str] = {Scheme.LIGHT: "light", Scheme.DARK: "dark"}


class FramableMixin(PublicMixin, TemplateView):
    """A public page that any site may frame; search engines do not index it."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:
        """Return the view without the headers that forbid framing."""
        view = xframe_options_exempt(super().as_view(**initkwargs))
        framable: ViewFunction = csp_replace({"frame-ancestors": ["*"]})(view)
        return framable

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        for name, value in NOINDEX.items():
            response.headers[name] = value
        return response

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add the colours that were chosen, if they are not those of the device."""
        scheme = self.request.GET.get(SCHEME, "")
        return super().get_context_data(**kwargs) | {
            "scheme": scheme if scheme in SCHEME_WORDS else "",
            "scheme_word": SCHEME_WORDS.get(scheme, "light dark"),
        }


class EmbeddedMapView(FramableMixin):
    """The interactive map of a selection, without the rest of the page."""

    template_name = "cooperation/embed_map.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = MapFilterSet(self.request.GET)
        entries = MapEntries(selection)
        agreements, actions = (one.qs.order_by().count() for one in entries)
        return super().get_context_data(**kwargs) | {
            **get_map_context(selection),
            "numbers": build_entry_numbers(entries, agreements, actions),
            "whole_url": build_query_url("map", selection.querystring()),
        }


class EmbeddedListView(FramableMixin):
    """The first actions of a selection, with a link to all of them."""

    template_name = "cooperation/embed_list.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        keys = list(selection.qs.values_list("pk", flat=True)[:CARDS_SHOWN])
        rows = fetch_action_rows(keys)
        return super().get_context_data(**kwargs) | {
            "cards": [build_action_card(rows[key]) for key in keys if key in rows],
            "total": selection.qs.order_by().count(),
            "whole_url": build_query_url("action_list", selection.querystring()),
        }


class EmbeddedEntryView(FramableMixin):
    """The card of one entry; what is no longer published says so, in its frame."""

    template_name = "cooperation/embed_entry.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = find_embedded_entry(kwargs["kind"], kwargs["slug"])
        context = self.get_context_data(shown=shown, **kwargs) | {
            "whole_url": shown.url if shown else build_query_url("home", ""),
        }
        return self.render_to_response(context, status=200 if shown else 404)


@public_view
def frame_colours(_request: HttpRequest, scheme: str) -> HttpResponse:
    """Send the colours of one scheme, which hold whatever the device prefers."""
    word = SCHEME_WORDS[Scheme(scheme)]
    css = f":root {{\n  color-scheme: {word};{read_tokens(scheme)}\n}}\n"
    return HttpResponse(css, content_type="text/css")


@cache
def read_tokens(scheme: str) -> str:
    """Return the design tokens of a scheme, as they stand in ``tokens.css``."""
    tokens = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    pattern = DARK_TOKENS if scheme == Scheme.DARK else LIGHT_TOKENS
    found = pattern.search(tokens)
    return found[1].rstrip() if found else ""
