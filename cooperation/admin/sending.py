"""The first pages of an import: upload of the file, mapping of its columns."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.admin.import_columns import chosen_columns, problems_of, tables
from cooperation.admin.import_pages import ImportPages
from cooperation.exchange.sheets import SHEETS
from cooperation.exchange.template import XLSX, template_xlsx
from cooperation.importing import batches
from cooperation.importing.batches import BatchProblem
from cooperation.importing.reading import UnreadableFile
from cooperation.models import ImportBatch


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )


class SendingPages(ImportPages):
    def send_view(self, request: HttpRequest) -> HttpResponse:
        self.require_right(request)
        is_sent = request.method == "POST"
        form = FileForm(request.POST, request.FILES) if is_sent else FileForm()
        if form.is_valid():
            try:
                return self.receive(request, form.cleaned_data["file"])
            except UnreadableFile as error:
                form.add_error("file", str(error))
        context = {
            "title": _("Importer un tableur"),
            "form": form,
            "step": "file",
            "template_url": self.address("template"),
        }
        status = 400 if form.errors else 200
        return self.page(request, "import_file", context, status)

    def receive(self, request: HttpRequest, file: Any) -> HttpResponse:
        """Keep a file; redirect to its columns, or to the preview if all are known."""
        batch = batches.receive(file, name=file.name or "", by=request.user)
        if any(table.is_doubtful for table in tables(batch)):
            return redirect(self.address("columns", batch.pk))
        return self.read(request, batch)

    def read(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Compute what the file would change; redirect to the preview."""
        try:
            batches.preview(batch)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(self.address("columns", batch.pk))
        except BatchProblem as problem:
            return self.refuse(request, batch, problem)
        return redirect(self.address("batch", batch.pk))

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show how the file's columns map to ours; save the mapping on POST."""
        batch = self.own(request, pk)
        if not batch.is_pending:
            return redirect(self.address("batch", batch.pk))
        problems: list[str] = []
        choices = chosen_columns(batch, request.POST)
        if request.method == "POST":
            try:
                if self.change_sheets(request, batch):
                    return redirect(self.address("columns", batch.pk))
            except BatchProblem as problem:
                problems = [str(problem)]
            problems = problems or problems_of(batch, choices)
            if not problems:
                return self.map(request, batch, choices)
        context = {
            "title": _("Colonnes"),
            "batch": batch,
            "step": "columns",
            "tables": [
                table
                for table in tables(batch, choices, with_samples=True)
                if not table.speaks_to_people
            ],
            "problems": problems,
        }
        return self.page(request, "import_columns", context, 400 if problems else 200)

    def change_sheets(self, request: HttpRequest, batch: ImportBatch) -> bool:
        """Apply the choice of worksheets; return whether that changed anything."""
        changed = False
        for table in tables(batch):
            code = request.POST.get(table.input, table.code)
            if code != table.code and (code in SHEETS or not code):
                batches.sheet_is(batch, table.name, code, by=request.user)
                changed = True
        if changed:
            words = _("Les colonnes ont été cherchées de nouveau : vérifiez-les.")
            messages.info(request, words)
        return changed

    def map(
        self, request: HttpRequest, batch: ImportBatch, choices: dict[str, Any]
    ) -> HttpResponse:
        """Save the column mapping, for this file and the next ones like it."""
        try:
            for name, columns in choices.items():
                batches.map_columns(batch, name, columns, by=request.user)
        except BatchProblem as problem:
            return self.refuse(request, batch, problem)
        return self.read(request, batch)

    def template_view(self, request: HttpRequest) -> HttpResponse:
        self.require_right(request)
        return template_answer(template_xlsx(), "modele-actions.xlsx")


def template_answer(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)
