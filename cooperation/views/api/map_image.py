"""The map of a selection as an SVG image, to download or print."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.maps.links import get_kind_labels
from cooperation.maps.svg import (
    build_frame,
    build_world_frame,
    list_link_points,
    render_map_svg,
)
from cooperation.presenters.still_maps import MAX_LINKS, list_action_links
from cooperation.search.filters import ActionFilterSet
from cooperation.views.base import public_view
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX

WIDTH = 1000
LONGEST_LINE = 120


@public_view
def map_svg(request: HttpRequest) -> HttpResponse:
    selection = ActionFilterSet(request.GET)
    if selection.strict_errors:
        return error_response(request, *selection.strict_errors)
    links = list_action_links(selection.qs)
    points = list_link_points(links)
    frame = build_frame(points, WIDTH) if points else build_world_frame(WIDTH)
    legend = [(kind, capfirst(label)) for kind, label in get_kind_labels().items()]
    notes = build_caption_lines(selection, len(links))
    svg = render_map_svg(links, title=notes[0], frame=frame, legend=legend, notes=notes)
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>' + svg,
        content_type="image/svg+xml",
        headers=NOINDEX
        | {"Content-Disposition": 'attachment; filename="passerelles-carte.svg"'},
    )


def build_caption_lines(selection: ActionFilterSet, n_links: int) -> list[str]:
    """Return the caption of the map: number of actions and filters, date, sources."""
    total = selection.qs.count()
    number = number_format(total, force_grouping=True)
    what = ngettext("%(n)s action", "%(n)s actions", total) % {"n": number}
    chosen = [f"{tag.facet} : {tag.label}" for tag in selection.chosen]
    first = Truncator(" · ".join([what, *chosen])).chars(LONGEST_LINE)
    today = date_format(timezone.localdate(), "j F Y")
    notes = [
        first,
        _("Passerelles, %(day)s. Contours : Natural Earth.") % {"day": today},
    ]
    if n_links >= MAX_LINKS:
        notes.append(_("Seuls %(n)s liens sont dessinés.") % {"n": MAX_LINKS})
    return notes
