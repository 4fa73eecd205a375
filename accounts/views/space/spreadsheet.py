"""Spreadsheets in the space of an agent: download, send, look, propose."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from django.views.generic.base import View

from accounts.people import permissions
from accounts.proposals.spreadsheets.answers import answer_remark
from accounts.proposals.spreadsheets.columns import list_own_advice, select_own_entries
from accounts.proposals.spreadsheets.preview import SpreadsheetPreview, build_preview
from accounts.proposals.spreadsheets.submission import (
    OutdatedPreview,
    Submission,
    receive_own_file,
    submit_file,
)
from accounts.views.base import InvalidFormMixin
from cooperation.imports.jobs import BatchError
from cooperation.imports.upload import discard_batch
from cooperation.models import ImportBatch
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.template import XLSX_CONTENT_TYPE
from cooperation.spreadsheets.workbook import stream_selection_workbook
from cooperation.web.context import Context


class SpreadsheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("XLSX, ODS ou CSV, 500 lignes et 10 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Le fichier est vide."),
        },
    )


class SpreadsheetView(InvalidFormMixin, FormView):  # type: ignore[type-arg]
    """The files of one's authorities to download, and the one to send."""

    template_name = "accounts/spreadsheet.html"
    form_class = SpreadsheetForm

    def get_context_data(self, **kwargs: Any) -> Context:
        memberships = list(permissions.get_memberships(self.request.user))
        return super().get_context_data(**kwargs) | {"memberships": memberships}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_membership(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SpreadsheetForm) -> HttpResponse:
        """Read the file; one that cannot be read is refused with its reason."""
        try:
            batch = receive_own_file(form.cleaned_data["file"], self.request.user)
        except (UnreadableFile, BatchError) as problem:
            form.add_error("file", str(problem))
            return self.form_invalid(form)
        return redirect("accounts:spreadsheet_preview", batch.pk)


class SpreadsheetPreviewView(View):
    """What one's file would propose; it is sent, or discarded."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_own_batch(request, pk)
        if not batch.is_pending:
            return redirect_to_space(request)
        try:
            preview = build_preview(batch, request.user)
        except UnreadableFile:
            return redirect_to_space(request)
        return render_preview(request, batch, preview)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_own_batch(request, pk)
        try:
            if request.POST.get("geste") == "abandonner":
                discard_batch(batch, by=request.user)
                return redirect("accounts:spreadsheet")
            if "valeur" in request.POST:
                return self.answer(batch)
            digest = request.POST.get("apercu", "")
            result = submit_file(batch, request.user, digest)
        except OutdatedPreview as outdated:
            return render_preview(request, batch, outdated.preview, is_outdated=True)
        except (BatchError, UnreadableFile):
            return redirect_to_space(request)
        add_result_messages(request, result)
        return redirect("accounts:space")

    def answer(self, batch: ImportBatch) -> HttpResponse:
        """Keep the value chosen for a cell, and show the preview again."""
        names = {"sheet": "feuille", "line": "ligne", "column": "colonne"}
        said = {name: self.request.POST.get(key, "") for name, key in names.items()}
        value = self.request.POST["valeur"]
        if not answer_remark(batch, self.request.user, value=value, **said):
            words = _("Ce choix n’est plus proposé : relisez la ligne.")
            messages.warning(self.request, words)
        return redirect("accounts:spreadsheet_preview", batch.pk)


def check_membership(request: HttpRequest) -> None:
    """Raise ``Http404`` for a person who looks after no authority."""
    get_object_or_404(permissions.get_memberships(request.user)[:1])


def get_own_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """Return a file that the person sent; another's does not exist."""
    check_membership(request)
    return get_object_or_404(ImportBatch.objects.sent_by(request.user), pk=pk)


def redirect_to_space(request: HttpRequest) -> HttpResponse:
    words = _("Ce fichier est déjà traité : voyez vos propositions.")
    messages.warning(request, words)
    return redirect("accounts:space")


def render_preview(
    request: HttpRequest,
    batch: ImportBatch,
    preview: SpreadsheetPreview,
    *,
    is_outdated: bool = False,
) -> HttpResponse:
    context = {"batch": batch, "preview": preview, "is_outdated": is_outdated}
    status = 409 if is_outdated else 200
    return render(request, "accounts/spreadsheet_preview.html", context, status=status)


def add_result_messages(request: HttpRequest, result: Submission) -> None:
    """Tell how many proposals were sent and published, and why others were not."""
    if result.sent:
        words = ngettext(
            "%(n)s proposition envoyée à la relecture : l’équipe vous répondra par "
            "courriel.",
            "%(n)s propositions envoyées à la relecture : l’équipe vous répondra par "
            "courriel.",
            result.sent,
        )
        messages.success(request, words % {"n": result.sent})
    if result.published:
        words = ngettext(
            "%(n)s fiche publiée aussitôt : merci.",
            "%(n)s fiches publiées aussitôt : merci.",
            result.published,
        )
        messages.success(request, words % {"n": result.published})
    for title, reason in result.failed:
        words = _("« %(title)s » n’est pas proposée : %(reason)s")
        messages.warning(request, words % {"title": title, "reason": reason})


@require_safe
def download_own_entries(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Return the workbook of the entries of one's own authority."""
    authority = get_object_or_404(
        permissions.get_user_authorities(request.user), slug=slug
    )
    today = localdate()
    about = _("%(name)s : les fiches au %(day)s.") % {
        "name": authority,
        "day": date_format(today, "j F Y"),
    }
    pieces = stream_selection_workbook(
        select_own_entries(authority), [about], list_own_advice()
    )
    name = f"fiches-{slug}-{today.isoformat()}.xlsx"
    return StreamingHttpResponse(
        pieces,
        content_type=XLSX_CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
