"""Exports of answers for analysis, and their log."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from surveys import permissions
from surveys.enums import ExportKind
from surveys.exports.files import EXPORT_FORMATS, create_export_file
from surveys.models import AnswerExport
from surveys.views.staff.base import WavePageView

MAX_LOG_ROWS = 200
CONTENT_TYPES = {
    "csv": ("application/zip", "zip"),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
}


class ExportsView(WavePageView):
    """The exports of a wave and their log."""

    @staticmethod
    def has_permission(request: HttpRequest) -> bool:
        return permissions.may_see_answers(request) or permissions.may_manage(request)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the possible exports; managers also see the log."""
        wave = self.wave
        log = AnswerExport.objects.filter(wave_slug=wave.slug)[:MAX_LOG_ROWS]
        context = {
            "wave": wave,
            "may_export": permissions.may_see_answers(request),
            "may_export_full": permissions.may_export_full(request),
            "sees_log": permissions.may_manage(request),
            "log": log if permissions.may_manage(request) else [],
        }
        return render(request, "surveys/results/exports.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Send a file, and log it."""
        wave = self.wave
        kind, file_format = request.POST.get("contenu"), request.POST.get("format")
        if kind not in ExportKind.values or file_format not in EXPORT_FORMATS:
            return redirect("waves:exports", slug)
        if not permissions.may_export(request, ExportKind(kind)):
            raise PermissionDenied
        assert isinstance(request.user, User)  # noqa: S101 -- ensured by the rights above
        file = create_export_file(
            wave=wave, kind=ExportKind(kind), file_format=file_format, by=request.user
        )
        content_type, end = CONTENT_TYPES[file_format]
        day = timezone.localdate().isoformat()
        name = f"passerelles-{wave.slug}-{kind}-{day}.{end}"
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=content_type
        )
