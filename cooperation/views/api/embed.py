"""Pages that other sites may embed, and the page that generates the ``<iframe>``.

The two embedded pages are the only ones of the site that may be framed.
"""

from typing import Any

from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from cooperation.presenters.card_rows import fetch_action_rows
from cooperation.presenters.cards import build_action_card
from cooperation.presenters.list_links import build_query_url
from cooperation.search.filters import ActionFilterSet
from cooperation.search.pagination import build_filter_tags
from cooperation.views.base import PublicMixin, ViewFunction
from cooperation.views.public.maps import get_map_context
from cooperation.web.context import Context
from cooperation.web.site import NOINDEX, build_full_url

CARDS_SHOWN = 12
MAP, LIST = "carte", "liste"
MIN_HEIGHT, DEFAULT_HEIGHT, MAX_HEIGHT = 240, 560, 1200


class FramableMixin(PublicMixin):
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


class EmbeddedMapView(FramableMixin, TemplateView):
    """The interactive map of a selection, without the rest of the page."""

    template_name = "cooperation/embed_map.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        return super().get_context_data(**kwargs) | {
            **get_map_context(selection),
            "total": selection.qs.order_by().count(),
            "whole_url": build_query_url("map", selection.querystring()),
            "list_url": build_query_url("action_list", selection.querystring()),
        }


class EmbeddedListView(FramableMixin, TemplateView):
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


class SnippetView(PublicMixin, TemplateView):
    """Generate the ``<iframe>`` that an authority copies into its own site."""

    template_name = "cooperation/embed.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:
        """Return the view; its preview frames a page of the same origin."""
        view: ViewFunction = csp_update({"frame-src": "'self'"})(
            super().as_view(**initkwargs)
        )
        return view

    def get_context_data(self, **kwargs: Any) -> Context:
        query = self.request.GET.copy()
        content = pop_last_value(query, "contenu") or MAP
        asked = pop_last_value(query, "hauteur")
        selection = ActionFilterSet(query)
        problems = list(selection.problems)
        if content not in (MAP, LIST):
            problems.append(_("Choisissez la carte ou la liste."))
            content = MAP
        height = parse_frame_height(asked)
        if height is None:
            problems.append(
                _("La hauteur est un nombre de %(lowest)s à %(highest)s pixels.")
                % {"lowest": MIN_HEIGHT, "highest": MAX_HEIGHT}
            )
            height = DEFAULT_HEIGHT
        return super().get_context_data(**kwargs) | self.get_frame_context(
            selection, content, height, problems
        )

    def get_frame_context(
        self, selection: ActionFilterSet, content: str, height: int, problems: list[str]
    ) -> Context:
        route = "embed_map" if content == MAP else "embed_list"
        preview = build_query_url(route, selection.querystring())
        title = (
            _("Actions de coopération : carte")
            if content == MAP
            else _("Actions de coopération : liste")
        )
        return {
            "problems": problems,
            "tags": build_filter_tags(selection),
            "hidden": QueryDict(selection.querystring()).lists(),
            "content": content,
            "contents": [(MAP, _("La carte")), (LIST, _("La liste"))],
            "height": height,
            "lowest": MIN_HEIGHT,
            "highest": MAX_HEIGHT,
            "frame_title": title,
            "preview_url": preview,
            "list_url": build_query_url("action_list", selection.querystring()),
            "total": selection.qs.order_by().count(),
            "snippet": format_html(
                '<iframe src="{}" title="{}" width="100%" height="{}" '
                'loading="lazy"></iframe>',
                build_full_url(preview),
                title,
                str(height),
            ),
        }


def pop_last_value(query: QueryDict, name: str) -> str:
    """Remove a parameter from a query and return its last value, or an empty string."""
    values = query.pop(name, [])
    return str(values[-1]) if values else ""


def parse_frame_height(text: str) -> int | None:
    """Return the height in pixels (default for an empty text); None if invalid."""
    if not text:
        return DEFAULT_HEIGHT
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        return None
    return int(text) if MIN_HEIGHT <= int(text) <= MAX_HEIGHT else None
