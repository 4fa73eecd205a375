"""The map of a selection as a picture, SVG or PNG, to download or print.

``carte``, ``sans``, ``choix`` and ``annees`` say what the map shows of it, as the
address of the page does after its #.
"""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.maps.links import get_kind_labels
from cooperation.maps.positions import build_position_frame
from cooperation.maps.state import MapState, pop_map_state
from cooperation.maps.svg import (
    MapFrame,
    build_frame,
    build_world_frame,
    list_link_points,
    render_panel,
    wrap_panels,
)
from cooperation.pdf.pictures import frame_picture, render_picture_png
from cooperation.presenters.map_entries import build_entry_numbers, join_numbers
from cooperation.presenters.named_links import list_entry_links, render_link_names
from cooperation.presenters.still_maps import MAX_LINKS
from cooperation.search.entry_filters import SHOWN, MapEntries, MapFilterSet
from cooperation.views.base import public_view
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX

WIDTH, RATIO = 1000, 1.5
LEGEND_COLUMNS = 2
LONGEST_TITLE = 160
SVG, PNG = "image/svg+xml", "image/png"


class AskedMap(NamedTuple):
    """A selection, within what is chosen on the map, and what is shown of it."""

    selection: MapFilterSet
    state: MapState


@public_view
def map_svg(request: HttpRequest) -> HttpResponse:
    return send_map(request, SVG)


@public_view
def map_png(request: HttpRequest) -> HttpResponse:
    return send_map(request, PNG)


def send_map(request: HttpRequest, content_type: str) -> HttpResponse:
    query = request.GET.copy()
    state = pop_map_state(query)
    state.narrow(query)
    asked = AskedMap(MapFilterSet(query), state)
    problems = [*state.problems, *asked.selection.strict_errors]
    if problems:
        return error_response(request, *problems)
    picture = draw_map(asked)
    content: bytes | str = (
        render_picture_png(picture)
        if content_type == PNG
        else '<?xml version="1.0" encoding="UTF-8"?>' + picture
    )
    ending = "png" if content_type == PNG else "svg"
    name = f'attachment; filename="passerelles-carte.{ending}"'
    headers = NOINDEX | {"Content-Disposition": name}
    return HttpResponse(content, content_type=content_type, headers=headers)


def draw_map(asked: AskedMap) -> SafeString:
    """Return the map with its title, legend, sources and date."""
    links = list_entry_links(MapEntries(asked.selection), asked.state.hidden)
    frame = choose_frame(asked.state, list_link_points(links))
    over = render_link_names(links, frame)
    panel = render_panel([*links], frame=frame, over=over)
    shown = get_kind_labels().items()
    drawing = wrap_panels(
        [[panel]],
        title=_("Carte"),
        legend=[
            (kind, capfirst(label))
            for kind, label in shown
            if kind not in asked.state.hidden
        ],
        legend_columns=LEGEND_COLUMNS,
    )
    notes = build_notes(asked.state, len(links))
    return frame_picture(drawing, title=build_title(asked.selection), notes=notes)


def choose_frame(state: MapState, points: list[tuple[float, float]]) -> MapFrame:
    if state.position:
        return build_position_frame(state.position, WIDTH, RATIO)
    return build_frame(points, WIDTH) if points else build_world_frame(WIDTH)


def build_title(selection: MapFilterSet) -> str:
    """Return the numbers of agreements and actions, and the filters."""
    entries = MapEntries(selection)
    numbers = build_entry_numbers(
        entries, entries.agreements.qs.count(), entries.actions.qs.count()
    )
    chosen = [
        f"{tag.facet} : {tag.label}" for tag in selection.chosen if tag.name != SHOWN
    ]
    words = " · ".join([join_numbers(numbers), *chosen])
    return Truncator(words).chars(LONGEST_TITLE)


def build_notes(state: MapState, n_links: int) -> list[str]:
    """Return the sources with the date, and what is not drawn."""
    today = date_format(timezone.localdate(), "j F Y")
    notes = [
        _(
            "Source : annuaire Passerelles, le %(day)s. Licence Ouverte 2.0. "
            "Contours : Natural Earth ; lieux : GeoNames."
        )
        % {"day": today}
    ]
    if state.hidden:
        labels = [get_kind_labels()[kind] for kind in state.hidden]
        notes.append(_("Cachés : %(kinds)s.") % {"kinds": ", ".join(labels)})
    if n_links >= MAX_LINKS:
        notes.append(_("Seuls %(n)s liens sont dessinés.") % {"n": MAX_LINKS})
    return notes
