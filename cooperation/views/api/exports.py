"""Machine-readable formats of the lists, with the filters of the lists.

A parameter that is not understood is an error: a program would not notice that a
filter was ignored.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.columns.actions import ACTION_DATASET
from cooperation.columns.agreements import AGREEMENT_DATASET
from cooperation.columns.datasets import Dataset, list_keys
from cooperation.columns.directory import (
    COLLECTIVITY_DATASET,
    COUNTRY_DATASET,
    PARTNER_DATASET,
)
from cooperation.exports.csv import stream_dataset_csv
from cooperation.exports.geojson import stream_geojson
from cooperation.exports.points import WORLD_ZOOM, build_map_points
from cooperation.exports.prepared import (
    MAX_ROWS_AT_ONCE,
    is_for_worker,
    prepare_file,
    prepare_public_export,
)
from cooperation.exports.slots import SECONDS_TO_WAIT, SlottedStream, claim_slot
from cooperation.exports.xlsx_stream import MAX_ROWS, stream_xlsx
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    PartnerFilterSet,
)
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.params import pop_zoom
from cooperation.views.base import ViewFunction, public_view
from cooperation.web.errors import add_retry_after, error_response
from cooperation.web.etags import get_page_version
from cooperation.web.site import NOINDEX

MAX_FILE_NAME_LENGTH = 80
MAX_QUERY_LENGTH = 1_900


class ExportFormat(NamedTuple):
    """How a dataset is written: file extension, media type, writer."""

    suffix: str
    content_type: str
    stream: Callable[[Dataset, Sequence[Any], str], Generator[bytes]]


CSV = ExportFormat("csv", "text/csv; charset=utf-8", stream_dataset_csv)
GEOJSON = ExportFormat("geojson", "application/geo+json", stream_geojson)
XLSX = ExportFormat(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    stream_xlsx,
)


def export(
    filters: type[SearchFilterSet], dataset: Dataset, written: ExportFormat
) -> ViewFunction:
    """Return the view that sends a selection as a file."""

    @public_view
    def view(request: HttpRequest) -> HttpResponseBase:
        selection = filters(request.GET)
        if selection.strict_errors:
            return error_response(request, *selection.strict_errors)
        headers = build_download_headers(dataset, selection, written)
        if request.method == "HEAD":
            return StreamingHttpResponse(iter(()), headers=headers)
        keys = list_keys(selection.qs)
        if written is XLSX and len(keys) > MAX_ROWS:
            return error_response(request, describe_row_limit())
        is_large = len(keys) > MAX_ROWS_AT_ONCE
        if is_large and not claim_slot():
            if written is XLSX and is_for_worker(len(keys)):
                return have_prepared(request, dataset, selection, len(keys))
            return build_busy_response(request)
        pieces = written.stream(dataset, keys, get_language() or "fr")
        return StreamingHttpResponse(
            SlottedStream(pieces) if is_large else pieces, headers=headers
        )

    return view


def describe_row_limit() -> str:
    limit = number_format(MAX_ROWS, force_grouping=True)
    words = _("Un classeur tient au plus %s lignes : filtrez, ou prenez le CSV.")
    return words % limit


def build_busy_response(request: HttpRequest) -> HttpResponse:
    """Return 503: as many large exports are sent as a process may."""
    message = _(
        "D’autres exports sont en cours : réessayez dans une minute, ou filtrez la "
        "liste."
    )
    response = error_response(request, message, status=503)
    response.headers["Cache-Control"] = "no-store"
    return add_retry_after(response, SECONDS_TO_WAIT)


def have_prepared(
    request: HttpRequest, dataset: Dataset, selection: SearchFilterSet, rows: int
) -> HttpResponse:
    """Have a worker make a workbook when its turn comes; redirect to its page."""
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
    dataset: Dataset, selection: SearchFilterSet, written: ExportFormat
) -> dict[str, str]:
    name = build_file_name(dataset, selection)
    return NOINDEX | {
        "Content-Type": written.content_type,
        "Content-Disposition": f'attachment; filename="{name}.{written.suffix}"',
    }


def build_file_name(dataset: Dataset, selection: SearchFilterSet) -> str:
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

collectivity_csv = export(CollectivityFilterSet, COLLECTIVITY_DATASET, CSV)
collectivity_geojson = export(CollectivityFilterSet, COLLECTIVITY_DATASET, GEOJSON)
collectivity_xlsx = export(CollectivityFilterSet, COLLECTIVITY_DATASET, XLSX)
partner_csv = export(PartnerFilterSet, PARTNER_DATASET, CSV)
partner_geojson = export(PartnerFilterSet, PARTNER_DATASET, GEOJSON)
partner_xlsx = export(PartnerFilterSet, PARTNER_DATASET, XLSX)
country_csv = export(CountryFilterSet, COUNTRY_DATASET, CSV)
country_geojson = export(CountryFilterSet, COUNTRY_DATASET, GEOJSON)
country_xlsx = export(CountryFilterSet, COUNTRY_DATASET, XLSX)


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
