"""Pages that other sites may embed, and the page that generates the ``<iframe>``.

The two embedded pages are the only ones of the site that may be framed.
"""

from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import TemplateView

from cooperation.directories.pages import tags_of
from cooperation.filters import ActionFilter
from cooperation.models import Action
from cooperation.reading.cards import action_card
from cooperation.views.maps import map_context
from cooperation.views.public import PublicMixin, PublicView

LISTED = 12
MAP, LIST = "carte", "liste"
LOWEST, USUAL, HIGHEST = 240, 560, 1200


class FramableMixin(PublicMixin):
    """A public page that any site may frame; search engines do not index it."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> PublicView:
        """Return the view without the headers that forbid framing."""
        view = xframe_options_exempt(super().as_view(**initkwargs))
        framable: PublicView = csp_replace({"frame-ancestors": ["*"]})(view)
        return framable

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class EmbeddedMapView(FramableMixin, TemplateView):
    """The interactive map of a selection, without the rest of the page."""

    template_name = "cooperation/embed_map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        return super().get_context_data(**kwargs) | {
            **map_context(selection),
            "total": selection.qs.order_by().count(),
            "whole_url": whole("map", selection),
            "list_url": whole("action_list", selection),
        }


class EmbeddedListView(FramableMixin, TemplateView):
    """The first actions of a selection, with a link to all of them."""

    template_name = "cooperation/embed_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        keys = list(selection.qs.values_list("pk", flat=True)[:LISTED])
        rows = Action.objects.published().for_cards().in_bulk(keys)
        return super().get_context_data(**kwargs) | {
            "cards": [action_card(rows[key]) for key in keys if key in rows],
            "total": selection.qs.order_by().count(),
            "whole_url": whole("action_list", selection),
        }


def whole(route: str, selection: ActionFilter) -> str:
    """Return the URL of a selection on a page of the site."""
    return f"{reverse(f'cooperation:{route}')}?{selection.address()}".rstrip("?")


class SnippetView(PublicMixin, TemplateView):
    """Generate the ``<iframe>`` that an authority copies into its own site."""

    template_name = "cooperation/embed.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> PublicView:
        """Return the view; its preview frames a page of the same origin."""
        view: PublicView = csp_update({"frame-src": "'self'"})(
            super().as_view(**initkwargs)
        )
        return view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        content = last(query, "contenu") or MAP
        asked = last(query, "hauteur")
        selection = ActionFilter(query)
        problems = list(selection.problems)
        if content not in (MAP, LIST):
            problems.append(_("Choisissez la carte ou la liste."))
            content = MAP
        height = height_of(asked)
        if height is None:
            problems.append(
                _("La hauteur est un nombre de %(lowest)s à %(highest)s pixels.")
                % {"lowest": LOWEST, "highest": HIGHEST}
            )
            height = USUAL
        return super().get_context_data(**kwargs) | self.frame(
            selection, content, height, problems
        )

    def frame(
        self, selection: ActionFilter, content: str, height: int, problems: list[str]
    ) -> dict[str, Any]:
        route = "embed_map" if content == MAP else "embed_list"
        preview = whole(route, selection)
        title = (
            _("Actions de coopération : carte")
            if content == MAP
            else _("Actions de coopération : liste")
        )
        return {
            "problems": problems,
            "tags": tags_of(selection),
            "hidden": QueryDict(selection.address()).lists(),
            "content": content,
            "contents": [(MAP, _("La carte")), (LIST, _("La liste"))],
            "height": height,
            "lowest": LOWEST,
            "highest": HIGHEST,
            "frame_title": title,
            "preview_url": preview,
            "list_url": whole("action_list", selection),
            "total": selection.qs.order_by().count(),
            "snippet": format_html(
                '<iframe src="{}{}" title="{}" width="100%" height="{}" '
                'loading="lazy"></iframe>',
                settings.SITE_URL.rstrip("/"),
                preview,
                title,
                str(height),
            ),
        }


def last(query: QueryDict, name: str) -> str:
    """Remove a parameter from a query and return its last value, or an empty string."""
    values = query.pop(name, [])
    return str(values[-1]) if values else ""


def height_of(text: str) -> int | None:
    """Return the height in pixels (default for an empty text); None if invalid."""
    if not text:
        return USUAL
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        return None
    return int(text) if LOWEST <= int(text) <= HIGHEST else None
