"""Questionnaires out and in: JSON of the site, XLSForm; copies from the library."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.template import XLSX_CONTENT_TYPE
from surveys import permissions
from surveys.questionnaires import builder
from surveys.questionnaires.documents import (
    InvalidDocument,
    create_draft,
    describe_questionnaire,
    parse_document,
    write_json,
)
from surveys.questionnaires.fixtures import read_fixtures
from surveys.questionnaires.xlsform import read_xlsform, write_xlsform
from surveys.questionnaires.xlsform.rows import FORM_LIMITS, format_remarks
from surveys.views.base import parse_key
from surveys.views.staff.base import StaffView
from surveys.views.staff.builder import QuestionnaireView
from surveys.views.staff.builder_forms import QuestionnaireFileForm

Data = dict[str, Any]


class QuestionnaireJsonView(QuestionnaireView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        text = write_json(self.questionnaire)
        return send_file(text.encode(), self.get_name("json"), "application/json")

    def get_name(self, suffix: str) -> str:
        row = self.questionnaire
        return f"questionnaire-{row.code}-v{row.version}.{suffix}"


class QuestionnaireXlsformView(QuestionnaireJsonView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        content = write_xlsform(describe_questionnaire(self.questionnaire))
        return send_file(content, self.get_name("xlsx"), XLSX_CONTENT_TYPE)


def send_file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


class ImportQuestionnaireView(StaffView):
    """A questionnaire of a file: what is read of it is shown before it is made."""

    has_permission = staticmethod(permissions.may_add_questionnaires)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_page(QuestionnaireFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "document" in request.POST:
            return self.create(request.POST["document"])
        form = QuestionnaireFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_page(form, status=400)
        try:
            data, remarks = read_file(form.cleaned_data["file"])
        except UnreadableFile as problem:
            form.add_error("file", str(problem))
            return self.render_page(form, status=400)
        except InvalidDocument as problem:
            return self.render_page(form, status=400, reasons=problem.reasons)
        return self.render_page(form, data=data, remarks=remarks)

    def create(self, text: str) -> HttpResponse:
        """Make a draft of what was shown."""
        try:
            made = create_draft(parse_document(text))
        except InvalidDocument as problem:
            reasons = problem.reasons
            return self.render_page(
                QuestionnaireFileForm(), status=400, reasons=reasons
            )
        messages.success(self.request, _("%(name)s est prête.") % {"name": made})
        return redirect("waves:builder", made.pk)

    def render_page(
        self,
        form: QuestionnaireFileForm,
        *,
        status: int = 200,
        data: Data | None = None,
        **more: Any,
    ) -> HttpResponse:
        questions = [
            question
            for section in (data or {}).get("sections", [])
            for question in section.get("questions", [])
        ]
        context = {
            "form": form,
            "data": data,
            "document": json.dumps(data, ensure_ascii=False) if data else "",
            "number": len(questions),
        }
        return render(
            self.request, "surveys/builder/import.html", context | more, status=status
        )


def read_file(file: Any) -> tuple[Data, list[str]]:
    """Return the data of a file, checked, and remarks on what was not taken.

    Raises ``UnreadableFile`` or ``InvalidDocument``.
    """
    if file.size > FORM_LIMITS.bytes:
        raise UnreadableFile(_("Le fichier dépasse 5 Mo."))
    content = file.read()
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return parse_document(decode(content)), []
    suffix = Path(file.name).suffix.lower()[:8]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"questionnaire{suffix}"
        path.write_bytes(content)
        data, remarks = read_xlsform(path, file.name)
    return parse_document(json.dumps(data)), format_remarks(remarks)


def decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = _("Le fichier n’est pas en UTF-8 : enregistrez-le ainsi.")
        raise UnreadableFile(words) from error


# Library ----------------------------------------------------------------------------


class LibraryView(QuestionnaireView):
    """The questions that come with the site, to copy onto a page."""

    has_permission = may_read = staticmethod(permissions.may_build_questionnaires)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.is_editable:
            return redirect("waves:builder", pk)
        known = builder.list_codes(self.questionnaire)
        context = {
            "questionnaire": self.questionnaire,
            "library": list_library(),
            "known": known,
            "sections": self.questionnaire.sections.all(),
            "chosen": parse_key(request.GET.get("page")),
        }
        return render(request, "surveys/builder/library.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Copy the questions that were ticked."""
        wanted = set(request.POST.getlist("question"))
        found = [
            question
            for _title, questions in list_library()
            for question in questions
            if question["code"] in wanted
        ]
        try:
            with transaction.atomic():
                draft = builder.lock_draft(self.questionnaire.pk)
                key = parse_key(request.POST.get("page"))
                section = get_object_or_404(draft.sections, pk=key)
                number, remarks = builder.copy_from_library(section, found)
                draft.save()
        except builder.NotEditable as refusal:
            messages.error(request, str(refusal))
            return redirect("waves:builder", pk)
        for remark in remarks:
            messages.warning(request, remark)
        words = ngettext("%(n)s question copiée.", "%(n)s questions copiées.", number)
        messages.success(request, words % {"n": number})
        return redirect(f"{draft.get_absolute_url()}#page-{section.pk}")


def list_library() -> list[tuple[str, list[Data]]]:
    """Return the shipped questions by page, of the newest versions."""
    newest = {data["code"]: data for data in read_fixtures()}
    return [
        (part["title_fr"], part["questions"])
        for data in newest.values()
        for part in data["sections"]
    ]
