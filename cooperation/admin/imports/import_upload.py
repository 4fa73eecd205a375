"""The first pages of an import: upload of the file, mapping of its columns."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation import imports
from cooperation.admin.imports.columns import (
    list_import_tables,
    list_mapping_problems,
    parse_column_mappings,
)
from cooperation.admin.imports.pages import ImportPages
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.imports import BatchError
from cooperation.models import ImportBatch
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.template import XLSX_CONTENT_TYPE, build_xlsx_template


class ImportFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )


class ImportUploadPages(ImportPages):
    def send_view(self, request: HttpRequest) -> HttpResponse:
        self.require_import_permission(request)
        is_sent = request.method == "POST"
        form = (
            ImportFileForm(request.POST, request.FILES) if is_sent else ImportFileForm()
        )
        if form.is_valid():
            try:
                return self.receive(request, form.cleaned_data["file"])
            except UnreadableFile as error:
                form.add_error("file", str(error))
        context = {
            "title": _("Importer un tableur"),
            "form": form,
            "step": "file",
            "template_url": self.get_page_url("template"),
        }
        status = 400 if form.errors else 200
        return self.page(request, "import_file", context, status)

    def receive(self, request: HttpRequest, file: Any) -> HttpResponse:
        """Keep a file; redirect to its columns, or to the preview if all are known."""
        batch = imports.receive_file(file, name=file.name or "", by=request.user)
        if any(table.is_doubtful for table in list_import_tables(batch)):
            return redirect(self.get_page_url("columns", batch.pk))
        return self.preview_batch(request, batch)

    def preview_batch(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Compute what the file would change; redirect to the preview."""
        try:
            imports.preview_batch(batch)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self.get_page_url("columns", batch.pk))
        except BatchError as problem:
            return self.report_problem(request, batch, problem)
        return redirect(self.get_page_url("batch", batch.pk))

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how the file's columns map to ours; save the mapping on POST."""
        batch = self.get_own_batch(request, pk)
        if not batch.is_pending:
            return redirect(self.get_page_url("batch", batch.pk))
        problems: list[str] = []
        choices = parse_column_mappings(batch, request.POST)
        if request.method == "POST":
            try:
                if self.update_worksheets(request, batch):
                    return redirect(self.get_page_url("columns", batch.pk))
            except BatchError as problem:
                problems = [str(problem)]
            problems = problems or list_mapping_problems(batch, choices)
            if not problems:
                return self.save_columns(request, batch, choices)
        context = {
            "title": _("Colonnes"),
            "batch": batch,
            "step": "columns",
            "tables": [
                table
                for table in list_import_tables(batch, choices, with_samples=True)
                if not table.is_explanatory
            ],
            "problems": problems,
        }
        return self.page(request, "import_columns", context, 400 if problems else 200)

    def update_worksheets(self, request: HttpRequest, batch: ImportBatch) -> bool:
        """Apply the choice of worksheets; return whether that changed anything."""
        changed = False
        for table in list_import_tables(batch):
            code = request.POST.get(table.input, table.code)
            if code != table.code and (code in WORKSHEETS or not code):
                imports.assign_worksheet(batch, table.name, code, by=request.user)
                changed = True
        if changed:
            words = _("Les colonnes ont été cherchées de nouveau : vérifiez-les.")
            messages.info(request, words)
        return changed

    def save_columns(
        self, request: HttpRequest, batch: ImportBatch, choices: dict[str, Any]
    ) -> HttpResponse:
        """Save the column mapping, for this file and the next ones like it."""
        try:
            for name, columns in choices.items():
                imports.map_columns(batch, name, columns, by=request.user)
        except BatchError as problem:
            return self.report_problem(request, batch, problem)
        return self.preview_batch(request, batch)

    def template_view(self, request: HttpRequest) -> HttpResponse:
        self.require_import_permission(request)
        return build_template_response(build_xlsx_template(), "modele-actions.xlsx")


def build_template_response(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX_CONTENT_TYPE, headers=headers)
