"""Pages of the admin about the lists of a year: compared, applied, undone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.base import MAY_IMPORT, ModelAdmin, build_path, get_page_url
from cooperation.admin.imports.views import redirect_htmx
from cooperation.curation.succession import get_closed_with_entries
from cooperation.enums import YearlyUpdateState
from cooperation.imports.jobs import BatchError
from cooperation.imports.yearly_updates import (
    preview_lists,
    preview_site_lists,
    refresh_run,
    start_undo,
    start_update,
)
from cooperation.models import Collectivity, YearlyUpdateRun
from cooperation.reference.source_files import ReferenceDataError
from cooperation.web.jobs import describe_wait

MAX_LIST_BYTES = 20_000_000
MAX_RUNS = 20


class YearlyUpdateForm(forms.Form):
    """The lists of communes and of EPCI of a newer year."""

    communes = forms.FileField(label=gettext_lazy("Liste des communes (CSV)"))
    epcis = forms.FileField(label=gettext_lazy("Liste des EPCI (CSV)"))
    on = forms.DateField(
        label=gettext_lazy("Premier jour de ces listes"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("communes", "epcis"):
            if data.get(name) and data[name].size > MAX_LIST_BYTES:
                self.add_error(name, _("Ce fichier est trop lourd : 20 Mo au plus."))
        return data


class YearlyUpdateAdmin(ModelAdmin):
    """The pages of the yearly update, in the admin of authorities.

    Who may change authorities may compare lists; applying and undoing them needs the
    right to import too.
    """

    def get_urls(self) -> list[Any]:
        run = "millesime/<int:pk>/"
        return [
            build_path(self, "millesime/", self.yearly_update_view, "edition"),
            build_path(self, run, self.run_view, "edition_run"),
            build_path(self, f"{run}appliquer/", self.apply_view, "edition_apply"),
            build_path(self, f"{run}annuler/", self.undo_run_view, "edition_undo"),
            build_path(self, f"{run}avancement/", self.progress_view, "edition_wait"),
            *super().get_urls(),
        ]

    def render_page(
        self, request: HttpRequest, template: str, status: int = 200, **context: Any
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return render(request, f"cooperation/admin/{template}", whole, status=status)

    def require_change_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def may_apply(self, request: HttpRequest) -> bool:
        return bool(
            self.has_change_permission(request) and request.user.has_perm(MAY_IMPORT)
        )

    def yearly_update_view(self, request: HttpRequest) -> HttpResponse:
        """Compare the site's lists, or uploaded ones, with the directory."""
        self.require_change_permission(request)
        initial = {"on": date(timezone.localdate().year, 1, 1)}
        is_of_site = request.method == "POST" and "site" in request.POST
        sent = (request.POST or None, request.FILES or None)
        form = YearlyUpdateForm(
            *((None, None) if is_of_site else sent), initial=initial
        )
        run, problem = None, ""
        try:
            if is_of_site:
                run = preview_site_lists(by=request.user)
            elif form.is_valid():
                data = form.cleaned_data
                run = preview_lists(data, data["on"], by=request.user)
        except ReferenceDataError as error:
            problem = str(error)
        if run is not None:
            return redirect(get_page_url(Collectivity, "edition_run", run.pk))
        return self.render_page(
            request,
            "yearly_update.html",
            400 if request.method == "POST" else 200,
            title=_("Changements du 1er janvier"),
            form=form,
            problem=problem,
            runs=list_runs(),
        )

    def run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what lists would change, or what they changed."""
        self.require_change_permission(request)
        run = get_run(pk)
        if run.is_at_work:
            return redirect(get_page_url(Collectivity, "edition_wait", pk))
        return self.render_page(
            request,
            "yearly_update_run.html",
            title=get_run_title(run),
            run=run,
            problems=run.problem.splitlines(),
            may_apply=self.may_apply(request),
            closed=get_closed_with_entries().count(),
            is_undoing=False,
        )

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.start_job(request, pk, start_update)

    def undo_run_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to undo what lists changed; start undoing it on POST."""
        if request.method == "POST":
            return self.start_job(request, pk, start_undo)
        if not self.may_apply(request):
            raise PermissionDenied
        run = get_run(pk)
        if run.state != YearlyUpdateState.APPLIED:
            return redirect(get_page_url(Collectivity, "edition_run", pk))
        return self.render_page(
            request,
            "yearly_update_run.html",
            title=_("Annuler ces changements"),
            run=run,
            may_apply=True,
            is_undoing=True,
        )

    def start_job(
        self, request: HttpRequest, pk: int, start: Callable[..., None]
    ) -> HttpResponse:
        """Have a worker do something once; a second click is told so."""
        if not self.may_apply(request):
            raise PermissionDenied
        if request.method != "POST":
            raise Http404
        try:
            start(get_run(pk), by=request.user)
        except BatchError as error:
            self.message_user(request, str(error), messages.WARNING)
        return redirect(get_page_url(Collectivity, "edition_run", pk))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how far a worker is; redirect to the page of the lists once done."""
        self.require_change_permission(request)
        run = get_run(pk)
        if not run.is_at_work:
            return redirect_htmx(request, get_page_url(Collectivity, "edition_run", pk))
        is_partial = bool(request.headers.get("HX-Request"))
        return self.render_page(
            request,
            "_yearly_progress.html" if is_partial else "yearly_update_progress.html",
            title=get_run_title(run),
            trail=build_trail(),
            run=run,
            wait=describe_wait(run),
        )


def get_run(pk: int) -> YearlyUpdateRun:
    rows = YearlyUpdateRun.objects.defer("changes")
    rows = rows.select_related("compared_by", "applied_by", "undone_by")
    return refresh_run(get_object_or_404(rows, pk=pk))


def list_runs() -> list[YearlyUpdateRun]:
    """Return the last runs, without their changes."""
    rows = YearlyUpdateRun.objects.defer("changes", "summary")
    return list(rows.select_related("compared_by", "applied_by")[:MAX_RUNS])


def get_run_title(run: YearlyUpdateRun) -> str:
    values = {"year": run.on.year}
    return {
        YearlyUpdateState.RUNNING: _("Changements de %(year)s : écriture en cours"),
        YearlyUpdateState.APPLIED: _("Changements de %(year)s, appliqués"),
        YearlyUpdateState.UNDOING: _("Changements de %(year)s : annulation en cours"),
        YearlyUpdateState.UNDONE: _("Changements de %(year)s, annulés"),
    }.get(YearlyUpdateState(run.state), _("Ce que %(year)s changerait")) % values


def build_trail() -> list[tuple[str, str]]:
    return [
        (_("Collectivités"), get_page_url(Collectivity, "changelist")),
        (_("Changements du 1er janvier"), get_page_url(Collectivity, "edition")),
    ]
