"""What a page of questions asks the site for: names of the directory, files given."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from cooperation.views.api.media import send_file
from surveys.enums import QuestionKind
from surveys.responses.directory import search_choices
from surveys.views.respondent.access import RespondentView

MAX_QUERY_LENGTH, MIN_QUERY_LENGTH = 100, 2


class SuggestionsView(RespondentView):
    """The rows of the directory that a typed text may mean, as JSON."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in QuestionKind.DIRECTORY:
            raise Http404
        text = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
        found = search_choices(kind, text) if len(text) >= MIN_QUERY_LENGTH else []
        suggestions = [
            {"value": one.label, "label": one.detail, "key": one.key} for one in found
        ]
        return JsonResponse({"suggestions": suggestions})


class AnswerFileView(RespondentView):
    """A file of the participation, for those who may answer it."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        row = get_object_or_404(self.access.participation.files, pk=key)
        name = slugify(Path(row.name).stem) or "fichier"
        return send_file(request, str(row.file.name), name=name)
