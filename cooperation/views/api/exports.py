"""Machine-readable formats of the lists, with the filters of the lists.

A parameter that is not understood is an error: a program would not notice that a
filter was ignored.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.columns.actions import ACTION_DATASET
from cooperation.columns.agreements import AGREEMENT_DATASET
from cooperation.columns.datasets import Dataset, Record, get_primary_keys
from cooperation.exports.csv import stream_dataset_csv
from cooperation.exports.geojson import stream_geojson
from cooperation.exports.points import WORLD_ZOOM, build_map_points
from cooperation.exports.prepared import (
    is_for_worker,
    prepare_file,
    prepare_public_export,
)
from cooperation.exports.xlsx import stream_xlsx
from cooperation.search.filters import (
    ActionFilterSet,
    AgreementFilterSet,
    EntryFilterSet,
)
from cooperation.search.params import pop_zoom
from cooperation.views.base import ViewFunction, public_view
from cooperation.web.errors import error_response
from cooperation.web.etags import get_page_version
from cooperation.web.site import NOINDEX

MAX_FILE_NAME_LENGTH = 80
MAX_QUERY_LENGTH = 1_900


class ExportFormat(NamedTuple):
    """How a dataset is written: file extension, media type, writer."""

    suffix: str
    content_type: str
    stream: Callable[[Dataset, Iterator[Record]], Iterator[bytes]]


CSV = ExportFormat("csv", "text/csv; charset=utf-8", stream_dataset_csv)
GEOJSON = ExportFormat("geojson", "application/geo+json", stream_geojson)
XLSX = ExportFormat(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    stream_xlsx,
)


def export(
    filters: type[EntryFilterSet], dataset: Dataset, written: ExportFormat
) -> ViewFunction:
    """Return the view that sends a selection as a file."""

    @public_view
    def view(request: HttpRequest) -> HttpResponseBase:
        selection = filters(request.GET)
        if selection.strict_errors:
            return error_response(request, *selection.strict_errors)
        head_only = request.method == "HEAD"
        keys: Sequence[int] = [] if head_only else get_primary_keys(selection.qs)
        if written is XLSX and is_for_worker(len(keys)):
            return have_prepared(request, dataset, selection, len(keys))
        records = dataset.records(keys, get_language() or "fr")
        pieces = iter(()) if head_only else written.stream(dataset, records)
        return StreamingHttpResponse(
            pieces, headers=build_download_headers(dataset, selection, written)
        )

    return view


def have_prepared(
    request: HttpRequest, dataset: Dataset, selection: EntryFilterSet, rows: int
) -> HttpResponse:
    """Have a worker make a large workbook; redirect to the page that says how far."""
    query = request.GET.urlencode()
    address = f"{request.path.removesuffix('.xlsx')}/"
    asked = {
        "dataset": dataset.name,
        "query": query,
        "language": get_language() or "fr",
        "version": get_page_version(request),
    }
    file = prepare_file(
        prepare_public_export,
        asked,
        name=f"{build_file_name(dataset, selection)}.{XLSX.suffix}",
        content_type=XLSX.content_type,
        back_url=f"{address}?{query}" if len(query) < MAX_QUERY_LENGTH else address,
        steps=rows,
    )
    return redirect("cooperation:prepared_file", file.key)


def build_download_headers(
    dataset: Dataset, selection: EntryFilterSet, written: ExportFormat
) -> dict[str, str]:
    name = build_file_name(dataset, selection)
    return NOINDEX | {
        "Content-Type": written.content_type,
        "Content-Disposition": f'attachment; filename="{name}.{written.suffix}"',
    }


def build_file_name(dataset: Dataset, selection: EntryFilterSet) -> str:
    """Return what a file holds and of which day: "actions-niger-2026-11-29"."""
    words = [dataset.name, *(slugify(one.label) for one in selection.chosen)]
    chosen = "-".join(filter(None, words))[:MAX_FILE_NAME_LENGTH].rstrip("-")
    return f"{chosen}-{timezone.localdate():%Y-%m-%d}"


action_csv = export(ActionFilterSet, ACTION_DATASET, CSV)
action_geojson = export(ActionFilterSet, ACTION_DATASET, GEOJSON)
action_xlsx = export(ActionFilterSet, ACTION_DATASET, XLSX)
agreement_csv = export(AgreementFilterSet, AGREEMENT_DATASET, CSV)
agreement_geojson = export(AgreementFilterSet, AGREEMENT_DATASET, GEOJSON)
agreement_xlsx = export(AgreementFilterSet, AGREEMENT_DATASET, XLSX)


@public_view
def action_points(request: HttpRequest) -> HttpResponse:
    """Send the locations of a selection of actions, for a map.

    Beside the parameters of the list, ``z`` (0 to 19) is the zoom of the map: the size
    of the clusters when there are too many points.
    """
    query = request.GET.copy()
    zoom = pop_zoom(query, "z", default=WORLD_ZOOM)
    selection = ActionFilterSet(query)
    strict_errors = list(selection.strict_errors)
    if zoom is None:
        strict_errors.append(_("Le zoom (z) est un nombre entier de 0 à 19."))
    if zoom is None or strict_errors:
        return error_response(request, *strict_errors)
    boxes = selection.cleaned["bbox"].keys
    found = build_map_points(selection, zoom, boxes[0] if boxes else None)
    return JsonResponse(found, headers=NOINDEX)
