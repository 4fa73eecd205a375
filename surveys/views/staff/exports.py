"""Exports of answers for analysis, and their log."""

from typing import IO, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.web.jobs import is_worker_running
from surveys import permissions
from surveys.enums import ExportKind, ExportState
from surveys.exports.files import (
    EXPORT_FORMATS,
    TooFewAnswersError,
    create_export_file,
)
from surveys.exports.jobs import get_export_path, is_long, start_export
from surveys.exports.source import MIN_ANONYMOUS
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
        every = AnswerExport.objects.filter(wave_slug=wave.slug)
        log, own = every[:MAX_LOG_ROWS], every.for_person(get_person(request).email)
        context = {
            "wave": wave,
            "own": list(own[:MAX_LOG_ROWS]),
            "has_worker": is_worker_running(),
            "few": wave.participations.submitted().count() < MIN_ANONYMOUS,
            "least": MIN_ANONYMOUS,
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
        wanted, by = ExportKind(kind), get_person(request)
        try:
            if is_long(wave):
                start_export(wave, kind=wanted, file_format=file_format, by=by)
                messages.success(request, _("Le fichier se prépare."))
                return redirect("waves:exports", slug)
            file = create_export_file(
                wave=wave, kind=wanted, file_format=file_format, by=by
            )
        except TooFewAnswersError:
            words = _("Moins de %(n)s réponses : pas d’export anonymisé.")
            messages.error(request, words % {"n": MIN_ANONYMOUS})
            return redirect("waves:exports", slug)
        return send_file(file, slug, wanted, file_format)


class ExportFileView(WavePageView):
    """A file that a worker made, for who asked for it."""

    has_permission = staticmethod(permissions.may_see_answers)

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        own = AnswerExport.objects.for_person(get_person(request).email)
        ready = own.filter(wave_slug=slug, state=ExportState.READY)
        export = get_object_or_404(ready, pk=pk)
        if not permissions.may_export(request, ExportKind(export.kind)):
            raise PermissionDenied
        try:
            file = get_export_path(export).open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return send_file(file, slug, ExportKind(export.kind), export.file_format)


def get_person(request: HttpRequest) -> User:
    return cast(User, request.user)


def send_file(
    file: IO[bytes], slug: str, kind: ExportKind, file_format: str
) -> FileResponse:
    content_type, end = CONTENT_TYPES[file_format]
    name = f"passerelles-{slug}-{kind}-{timezone.localdate().isoformat()}.{end}"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type=content_type
    )
