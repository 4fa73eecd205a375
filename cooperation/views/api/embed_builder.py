"""The page that writes the ``<iframe>`` an authority copies into its own site."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.presenters.embedded_entries import EmbeddedEntry, find_embedded_entry
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_entries import build_entry_numbers
from cooperation.presenters.types import CountLink
from cooperation.search.entry_facets import count_map_entries
from cooperation.search.entry_filters import MapEntries, MapFilterSet
from cooperation.search.pagination import build_filter_tags
from cooperation.views.api.embed import SCHEME, Scheme
from cooperation.views.base import PublicMixin, ViewFunction
from cooperation.web.context import Context
from cooperation.web.site import build_full_url

MAP, LIST, ENTRY = "carte", "liste", "fiche"
CONTENT, HEIGHT, LANGUAGE, ENTRY_ADDRESS = "contenu", "hauteur", "langue", "fiche"
MIN_HEIGHT, MAX_HEIGHT = 240, 1200
DEFAULT_HEIGHTS = {MAP: 560, LIST: 560, ENTRY: 320}
# Where the style sheet of the other site gives no width.
WIDTH = 600
CONTENTS: dict[str, tuple[str | Promise, str | Promise]] = {
    MAP: (gettext_lazy("La carte"), gettext_lazy("Coopérations : carte")),
    LIST: (
        gettext_lazy("La liste des actions"),
        gettext_lazy("Actions de coopération : liste"),
    ),
}


class SnippetView(PublicMixin, TemplateView):
    template_name = "cooperation/embed.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:
        """Return the view; its preview frames a page of the same origin."""
        view: ViewFunction = csp_update({"frame-src": "'self'"})(
            super().as_view(**initkwargs)
        )
        return view

    def get_context_data(self, **kwargs: Any) -> Context:
        frame = Frame(self.request.GET.copy())
        query = frame.selection.querystring()
        hidden = [*QueryDict(query).lists()]
        if frame.entry:
            hidden.append((ENTRY_ADDRESS, [frame.entry_address]))
        return super().get_context_data(**kwargs) | {
            "frame": frame,
            "problems": frame.problems,
            "tags": build_filter_tags(frame.selection),
            "hidden": hidden,
            "schemes": Scheme.choices,
            "languages": settings.LANGUAGES,
            "lowest": MIN_HEIGHT,
            "highest": MAX_HEIGHT,
            "list_url": build_query_url("action_list", query),
            "numbers": count_shown(frame.selection),
        }


def count_shown(selection: MapFilterSet) -> list[CountLink]:
    """Return how many agreements and actions the map shows, each with its list."""
    entries = MapEntries(selection)
    counts = count_map_entries(entries)
    return build_entry_numbers(entries, counts.agreements.total, counts.actions.total)


@dataclass
class Frame:
    """What was asked of a frame; what is not understood is said, the usual stands."""

    query: QueryDict

    def __post_init__(self) -> None:
        """Take what describes the frame out of the query: the rest is the selection."""
        names = (CONTENT, HEIGHT, LANGUAGE, SCHEME, ENTRY_ADDRESS)
        self.asked = {name: pop_last_value(self.query, name) for name in names}
        self.entry_address = self.asked[ENTRY_ADDRESS]
        self.selection = MapFilterSet(self.query)
        self.problems = list(self.selection.problems)
        self.content = self.read_content()
        self.height = self.read_height()
        self.language = self.read_choice(
            LANGUAGE, dict(settings.LANGUAGES), get_language() or "fr"
        )
        self.scheme = self.read_choice(SCHEME, dict(Scheme.choices), Scheme.AUTOMATIC)

    @cached_property
    def entry(self) -> EmbeddedEntry | None:
        kind, _slash, slug = self.entry_address.partition("/")
        return find_embedded_entry(kind, slug) if slug else None

    @property
    def contents(self) -> list[tuple[str, str | Promise]]:
        shown = [(code, label) for code, (label, _title) in CONTENTS.items()]
        if self.entry is None:
            return shown
        return [*shown, (ENTRY, _("La fiche : %(name)s") % {"name": self.entry.name})]

    def read_content(self) -> str:
        if self.entry_address and self.entry is None:
            self.problems.append(
                _("Cette fiche n’existe pas, ou n’est plus publiée : voici la carte.")
            )
            return MAP
        return self.read_choice(CONTENT, dict(self.contents), MAP)

    def read_choice(self, name: str, choices: dict[Any, Any], usual: str) -> str:
        asked = self.asked[name]
        if not asked or asked in choices:
            return asked or usual
        labels = ", ".join(map(str, choices))
        self.problems.append(
            _("« %(value)s » n’est pas un choix : %(choices)s.")
            % {"value": asked[:40], "choices": labels}
        )
        return usual

    def read_height(self) -> int:
        height = parse_frame_height(self.asked[HEIGHT], DEFAULT_HEIGHTS[self.content])
        if height is None:
            self.problems.append(
                _("La hauteur est un nombre de %(lowest)s à %(highest)s pixels.")
                % {"lowest": MIN_HEIGHT, "highest": MAX_HEIGHT}
            )
            return DEFAULT_HEIGHTS[self.content]
        return height

    @property
    def path(self) -> str:
        """The address of what is framed, in its language and colours."""
        query = self.selection.querystring() if self.content != ENTRY else ""
        if self.scheme != Scheme.AUTOMATIC:
            colours = urlencode({SCHEME: self.scheme})
            query = f"{query}&{colours}".lstrip("&")
        with override(self.language):
            return f"{self.build_page_url()}?{query}".rstrip("?")

    def build_page_url(self) -> str:
        if self.content == ENTRY:
            kind, _slash, slug = self.entry_address.partition("/")
            return reverse("cooperation:embed_entry", args=[kind, slug])
        name = "embed_map" if self.content == MAP else "embed_list"
        return reverse(f"cooperation:{name}")

    @property
    def title(self) -> str:
        if self.content == ENTRY and self.entry:
            return self.entry.name
        with override(self.language):
            return str(CONTENTS[self.content][1])

    @property
    def snippet(self) -> SafeString:
        """The code to copy; valid HTML, as wide as the place it is put in."""
        allowed = 'allow="fullscreen" ' if self.content == MAP else ""
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" '
            'style="width: 100%; border: 0" {}loading="lazy"></iframe>',
            build_full_url(self.path),
            self.title,
            str(WIDTH),
            str(self.height),
            SafeString(allowed),
        )


def pop_last_value(query: QueryDict, name: str) -> str:
    """Remove a parameter from a query and return its last value, or an empty string."""
    values = query.pop(name, [])
    return str(values[-1]) if values else ""


def parse_frame_height(text: str, usual: int) -> int | None:
    """Return the height in pixels (``usual`` for an empty text); None if invalid."""
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        return None
    return int(text) if MIN_HEIGHT <= int(text) <= MAX_HEIGHT else None
