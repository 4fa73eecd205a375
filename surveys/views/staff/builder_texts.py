"""The texts of a questionnaire side by side, French and English."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from surveys.models import Questionnaire
from surveys.questionnaires import builder
from surveys.questionnaires.translations import (
    TextPair,
    count_missing_texts,
    iter_texts,
    list_section_rows,
)
from surveys.views.base import parse_key
from surveys.views.staff.builder import QuestionnaireView

LONG_TEXT = 120


class TranslationForm(forms.Form):
    """The English of some texts, beside their French."""

    def __init__(self, pairs: list[TextPair], data: Any = None) -> None:
        super().__init__(data)
        self.pairs = pairs
        for pair in pairs:
            self.fields[pair.key] = self.build_field(pair)

    def build_field(self, pair: TextPair) -> forms.Field:
        most = pair.field.max_length
        is_long = (
            isinstance(pair.field, models.TextField) or len(pair.french) > LONG_TEXT
        )
        widget: Any = forms.TextInput()
        if is_long:
            widget = forms.Textarea(attrs={"rows": min(len(pair.french) // 60 + 1, 8)})
        widget.attrs["lang"] = "en"
        return forms.CharField(
            label=pair.french or pair.english,
            max_length=most,
            required=False,
            initial=pair.english,
            widget=widget,
        )

    def iter_rows(self) -> Iterator[tuple[TextPair, forms.BoundField]]:
        for pair in self.pairs:
            yield pair, self[pair.key]

    def save(self) -> None:
        changed: dict[int, Any] = {}
        for pair in self.pairs:
            if pair.key in self.changed_data:
                setattr(pair.row, f"{pair.name}_en", self.cleaned_data[pair.key])
                changed[id(pair.row)] = pair.row
        for row in changed.values():
            row.save()


class TranslatedPart(NamedTuple):
    """The texts of one page, or of the questionnaire itself (key 0)."""

    key: int
    title: str
    form: TranslationForm
    missing: int


class TranslationView(QuestionnaireView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_page(self.read_whole())

    def read_whole(self) -> Questionnaire:
        rows = Questionnaire.objects.complete()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the texts of one page; those of the others stay as they are."""
        key = parse_key(request.POST.get("page"))
        try:
            with transaction.atomic():
                draft = builder.lock_draft(self.questionnaire.pk)
                whole = self.read_whole()
                part = next(
                    (one for one in self.list_parts(whole, key) if one.key == key), None
                )
                if part and not part.form.is_valid():
                    return self.render_page(whole, part)
                if part:
                    part.form.save()
                    draft.refresh_from_db()
                    draft.save()
        except builder.NotEditable as refusal:
            messages.error(request, str(refusal))
            return redirect("waves:translation", pk)
        messages.success(request, _("Traduction enregistrée."))
        return redirect(f"{request.path}#textes-{key}")

    def list_parts(
        self, whole: Questionnaire, sent: int | None = None
    ) -> Iterator[TranslatedPart]:
        """Yield the parts; that whose texts were sent is bound to them."""
        groups: list[tuple[int, str, list[Any]]] = [(0, whole.title_fr, [whole])]
        groups += [
            (section.pk, section.title_fr, list_section_rows(section))
            for section in whole.sections.all()
        ]
        for key, title, rows in groups:
            pairs = list(iter_texts(rows))
            data = self.request.POST if key == sent else None
            missing = sum(pair.is_missing for pair in pairs)
            yield TranslatedPart(key, title, TranslationForm(pairs, data), missing)

    def render_page(
        self, whole: Questionnaire, wrong: TranslatedPart | None = None
    ) -> HttpResponse:
        parts = [
            wrong if wrong and part.key == wrong.key else part
            for part in self.list_parts(whole)
        ]
        context = {
            "questionnaire": whole,
            "parts": parts,
            "missing": count_missing_texts(whole),
            "is_editable": self.is_editable,
            "wrong": wrong.key if wrong else None,
        }
        return render(
            self.request,
            "surveys/builder/translation.html",
            context,
            status=400 if wrong else 200,
        )
