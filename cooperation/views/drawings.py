"""The map of a selection as an SVG image, to download or print."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.cartography import frame_around, picture, points_of, world_frame
from cooperation.filters import ActionFilter
from cooperation.mapping import kind_labels
from cooperation.reading.still_maps import MOST_LINKS, links_of
from cooperation.refusals import refuse
from cooperation.views.public import public

WIDTH = 1000
LONGEST_LINE = 120


@public
def map_svg(request: HttpRequest) -> HttpResponse:
    selection = ActionFilter(request.GET)
    if selection.refusals:
        return refuse(request, *selection.refusals)
    links = links_of(selection.qs)
    points = points_of(links)
    frame = frame_around(points, WIDTH) if points else world_frame(WIDTH)
    legend = [(kind, capfirst(label)) for kind, label in kind_labels().items()]
    notes = notes_of(selection, len(links))
    svg = picture(links, title=notes[0], frame=frame, legend=legend, notes=notes)
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>' + svg,
        content_type="image/svg+xml",
        headers={
            "Content-Disposition": 'attachment; filename="passerelles-carte.svg"',
            "X-Robots-Tag": "noindex",
        },
    )


def notes_of(selection: ActionFilter, n_links: int) -> list[str]:
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
    if n_links >= MOST_LINKS:
        notes.append(_("Seuls %(n)s liens sont dessinés.") % {"n": MOST_LINKS})
    return notes
