"""Machine-readable formats of the lists, with the filters of the lists.

A parameter that is not understood is an error: a program would not notice that a
filter was ignored.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.exports.actions import ACTIONS
from cooperation.exports.agreements import AGREEMENTS
from cooperation.exports.csv_stream import csv_stream
from cooperation.exports.datasets import Dataset, Record, keys_of
from cooperation.exports.geojson import geojson_stream
from cooperation.exports.points import WORLD, points
from cooperation.exports.xlsx_stream import xlsx_stream
from cooperation.filters import ActionFilter, AgreementFilter, SheetFilter
from cooperation.refusals import refuse
from cooperation.views.public import PublicView, public


class Format(NamedTuple):
    """How a dataset is written: file extension, media type, writer."""

    suffix: str
    content_type: str
    stream: Callable[[Dataset, Iterator[Record]], Iterator[bytes]]


CSV = Format("csv", "text/csv; charset=utf-8", csv_stream)
GEOJSON = Format("geojson", "application/geo+json", geojson_stream)
XLSX = Format(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    xlsx_stream,
)


def export(filters: type[SheetFilter], dataset: Dataset, written: Format) -> PublicView:
    """Return the view that sends a selection as a file."""

    @public
    def view(request: HttpRequest) -> HttpResponseBase:
        selection = filters(request.GET)
        if selection.refusals:
            return refuse(request, *selection.refusals)
        head_only = request.method == "HEAD"
        keys: Sequence[int] = [] if head_only else keys_of(selection.qs)
        records = dataset.records(keys, get_language() or "fr")
        pieces = iter(()) if head_only else written.stream(dataset, records)
        return StreamingHttpResponse(pieces, headers=headers_of(dataset, written))

    return view


def headers_of(dataset: Dataset, written: Format) -> dict[str, str]:
    name = f"passerelles-{dataset.name}-{timezone.localdate():%Y-%m-%d}"
    return {
        "Content-Type": written.content_type,
        "Content-Disposition": f'attachment; filename="{name}.{written.suffix}"',
        "X-Robots-Tag": "noindex",
    }


action_csv = export(ActionFilter, ACTIONS, CSV)
action_geojson = export(ActionFilter, ACTIONS, GEOJSON)
action_xlsx = export(ActionFilter, ACTIONS, XLSX)
agreement_csv = export(AgreementFilter, AGREEMENTS, CSV)
agreement_geojson = export(AgreementFilter, AGREEMENTS, GEOJSON)
agreement_xlsx = export(AgreementFilter, AGREEMENTS, XLSX)


@public
def action_points(request: HttpRequest) -> HttpResponse:
    """Send the locations of a selection of actions, for a map.

    Beside the parameters of the list, ``z`` (0 to 19) is the zoom of the map: the size
    of the clusters when there are too many points.
    """
    query = request.GET.copy()
    zooms = query.pop("z", [])
    selection = ActionFilter(query)
    refusals = [*selection.refusals, *refusals_of_zoom(zooms)]
    if refusals:
        return refuse(request, *refusals)
    boxes = selection.readings["bbox"].keys
    box = boxes[0] if boxes else None
    zoom = int(zooms[0]) if zooms else WORLD
    found = points(selection.qs, zoom, box)
    return JsonResponse(found, headers={"X-Robots-Tag": "noindex"})


def refusals_of_zoom(zooms: list[Any]) -> list[str]:
    """Return the error messages of ``z``; empty if it is valid."""
    known = {str(zoom) for zoom in range(20)}
    if len(zooms) > 1 or not known.issuperset(zooms):
        return [_("Le zoom (z) est un nombre entier de 0 à 19.")]
    return []
