"""Lists of the admin, as filtered and searched, as a workbook or as CSV files."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import (
    MAY_EXPORT,
    MAY_IMPORT,
    ModelAdmin,
    build_path,
    get_page_url,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.exports.prepared import is_for_worker, prepare_file
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.prepared import (
    MAX_WORKBOOK_ROWS,
    WRITERS,
    describe_request,
    prepare_list_export,
)
from cooperation.spreadsheets.selection import WorkbookSelection, stream_worksheet_csv
from cooperation.spreadsheets.template import XLSX_CONTENT_TYPE
from cooperation.web.context import Context

MAX_LOGGED_EXPORTS = 10
CONTENT_TYPES = {"xlsx": XLSX_CONTENT_TYPE, "zip": "application/zip"}
SELECTION_BUILDERS: dict[Any, Callable[[QuerySet[Any]], WorkbookSelection]] = {
    Action: WorkbookSelection.from_actions,
    Agreement: WorkbookSelection.from_agreements,
    Partner: WorkbookSelection.from_partners,
}


class ExportableAdmin(ModelAdmin):
    """An admin whose list can be exported, by those who have that right."""

    change_list_template = "cooperation/admin/exportable.html"

    def get_urls(self) -> list[Any]:
        return [
            build_path(self, "exporter/", self.export_view, "export"),
            build_path(self, "exporter.xlsx", self.xlsx_view, "export_xlsx"),
            build_path(self, "exporter.zip", self.zip_view, "export_zip"),
            build_path(self, "exporter/<slug:code>.csv", self.csv_view, "export_csv"),
            *super().get_urls(),
        ]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may export; the right to view is not enough."""
        return bool(
            request.user.has_perm(MAY_EXPORT) and self.has_view_permission(request)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> Any:
        """Link from the list to its export and, for those who may, to imports."""
        query = request.META.get("QUERY_STRING", "")
        context: Context = {"may_import": request.user.has_perm(MAY_IMPORT)}
        if self.has_export_permission(request):
            context["export_url"] = get_page_url(
                self.model, "export"
            ) + f"?{query}" * bool(query)
        return super().changelist_view(request, context | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer the export of selected rows to those who may export."""
        found = super().get_actions(request)
        if found and self.has_export_permission(request):
            found["export_rows"] = self.get_action("export_rows")
        return found

    @admin.action(
        description=gettext_lazy("Exporter en classeur XLSX"), permissions=["export"]
    )
    def export_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        selection = SELECTION_BUILDERS[self.model](rows)
        return self.get_workbook_response(request, selection, [_("lignes cochées")])

    def get_selection(
        self, request: HttpRequest
    ) -> tuple[WorkbookSelection, list[str]]:
        """Return the rows of the list, on all its pages, and its filters as text.

        Raise PermissionDenied for those who may not export.
        """
        if not self.has_export_permission(request):
            raise PermissionDenied
        changelist = self.get_changelist_instance(request)
        return SELECTION_BUILDERS[self.model](changelist.queryset), describe_filters(
            changelist
        )

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        try:
            selection, words = self.get_selection(request)
        except IncorrectLookupParameters:
            return redirect(get_page_url(self.model, "changelist"))
        query = request.META.get("QUERY_STRING", "")
        query = f"?{query}" * bool(query)
        context = self.admin_site.each_context(request) | {
            "title": _("Exporter : %s") % capfirst(str(self.opts.verbose_name_plural)),
            "trail": [
                (
                    capfirst(str(self.opts.verbose_name_plural)),
                    get_page_url(self.model, "changelist") + query,
                )
            ],
            "words": words,
            "back_url": get_page_url(self.model, "changelist") + query,
            "xlsx_url": get_page_url(self.model, "export_xlsx") + query,
            "zip_url": get_page_url(self.model, "export_zip") + query,
            "worksheets": [
                (
                    WORKSHEETS[code],
                    len(keys),
                    get_page_url(self.model, "export_csv", code) + query,
                )
                for code, keys in selection.keys.items()
            ],
            "exports": LogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(self.model),
                object_id=None,
            ).select_related("user")[:MAX_LOGGED_EXPORTS],
        }
        return render(request, "cooperation/admin/export.html", context)

    def xlsx_view(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_workbook_response(request, *self.get_selection(request))

    def get_workbook_response(
        self, request: HttpRequest, selection: WorkbookSelection, words: list[str]
    ) -> HttpResponseBase:
        """Log the export and return the selection as a workbook."""
        log_export(request, self.model, selection, "XLSX", words)
        about = describe_export(request, self.model, words)
        return self.get_selection_response(request, selection, about, "xlsx")

    def zip_view(self, request: HttpRequest) -> HttpResponseBase:
        selection, words = self.get_selection(request)
        log_export(request, self.model, selection, "CSV", words)
        about = describe_export(request, self.model, words)
        return self.get_selection_response(request, selection, about, "zip")

    def get_selection_response(
        self,
        request: HttpRequest,
        selection: WorkbookSelection,
        about: list[str],
        suffix: str,
    ) -> HttpResponseBase:
        """Return a selection as a file; redirect to its page if a worker makes it."""
        rows = sum(map(len, selection.keys.values()))
        if not is_for_worker(rows, MAX_WORKBOOK_ROWS):
            pieces = WRITERS[suffix](selection, about)
            return self.get_file_response(pieces, suffix, CONTENT_TYPES[suffix])
        file = prepare_file(
            prepare_list_export,
            describe_request(selection, about, suffix),
            name=self.get_file_name(suffix),
            content_type=CONTENT_TYPES[suffix],
            back_url=get_page_url(self.model, "changelist"),
            steps=rows,
            owner=request.user,
        )
        return redirect("cooperation:prepared_file", file.key)

    def csv_view(self, request: HttpRequest, code: str) -> HttpResponseBase:
        selection, words = self.get_selection(request)
        if code not in WORKSHEETS:
            raise Http404
        one = WorkbookSelection(
            {code: selection.keys[code]} if code in selection.keys else {}
        )
        log_export(request, self.model, one, f"CSV, {WORKSHEETS[code].label}", words)
        pieces = stream_worksheet_csv(WORKSHEETS[code], one.records(code))
        return self.get_file_response(pieces, "csv", "text/csv; charset=utf-8", code)

    def get_file_response(
        self, pieces: Iterator[bytes], suffix: str, kind: str, name: str = ""
    ) -> StreamingHttpResponse:
        """Return a download named after the list and the day."""
        stem = self.get_file_name(suffix, name)
        return StreamingHttpResponse(
            pieces,
            content_type=kind,
            headers={
                "Content-Disposition": f'attachment; filename="{stem}"',
                "Cache-Control": "private, no-store",
            },
        )

    def get_file_name(self, suffix: str, name: str = "") -> str:
        day = timezone.localdate().isoformat()
        return f"{name or FILE_STEMS[self.model]}-{day}.{suffix}"


FILE_STEMS: dict[Any, str] = {
    Action: "actions",
    Agreement: "accords",
    Partner: "partenaires",
}


def describe_filters(changelist: Any) -> list[str]:
    """Return the search and the filters of a list as texts."""
    words = [_("recherche : %s") % changelist.query] if changelist.query else []
    for one in changelist.filter_specs:
        choices = list(one.choices(changelist))[1:]
        found = [str(choice["display"]) for choice in choices if choice["selected"]]
        if found:
            words.append(f"{one.title} : {', '.join(found)}")
    return words


def describe_export(request: HttpRequest, model: Any, words: list[str]) -> list[str]:
    """Return the lines that describe a file: what, when, by whom, how selected."""
    values = {
        "what": capfirst(str(model._meta.verbose_name_plural)),
        "when": date_format(timezone.localtime(), "j F Y, H:i"),
        "who": request.user,
        "words": " ; ".join(words) or _("toute la liste"),
    }
    return [_("%(what)s (%(words)s), export du %(when)s par %(who)s.") % values]


def log_export(
    request: HttpRequest,
    model: Any,
    selection: WorkbookSelection,
    kind: str,
    words: list[str],
) -> None:
    """Write to the admin's log who exported what, and how many rows."""
    rows = sum(map(len, selection.keys.values()))
    log_list_export(request, model, rows, kind, words)


def log_list_export(
    request: HttpRequest, model: Any, rows: int, kind: str, words: list[str]
) -> None:
    values = {
        "kind": kind,
        "rows": rows,
        "words": " ; ".join(words) or _("toute la liste"),
    }
    title, message = _("Export %(kind)s"), _("%(rows)s lignes : %(words)s")
    log_operation(request, model, title % values, message % values)


def log_operation(request: HttpRequest, model: Any, title: str, message: str) -> None:
    """Write to the admin's log what a person did with a whole table."""
    LogEntry.objects.create(
        user_id=int(request.user.pk or 0),
        content_type=ContentType.objects.get_for_model(model),
        object_repr=title[:200],
        action_flag=CHANGE,
        change_message=message,
    )
