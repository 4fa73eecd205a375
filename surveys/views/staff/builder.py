"""Staff pages of questionnaires: the list, and one page to build a draft."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cooperation.text import get_translated_text
from surveys import permissions
from surveys.enums import QuestionKind
from surveys.models import Question, Questionnaire, Section
from surveys.questionnaires import builder
from surveys.questionnaires.builder import NotEditable
from surveys.questionnaires.checkup import (
    estimate_minutes,
    list_questionnaire_problems,
)
from surveys.questionnaires.documents import create_empty
from surveys.questionnaires.fixtures import list_missing_questionnaires
from surveys.questionnaires.translations import count_missing_texts
from surveys.questionnaires.versions import create_new_version
from surveys.views.base import parse_key
from surveys.views.staff.base import StaffView
from surveys.views.staff.builder_editors import (
    Editor,
    InvalidForms,
    OvertakenForms,
    QuestionEditor,
    QuestionnaireEditor,
    SectionEditor,
    save_editor,
)
from surveys.views.staff.builder_forms import (
    NewQuestionForm,
    NewQuestionnaireForm,
    NewSectionForm,
)
from surveys.views.staff.builder_outline import build_outline

MAX_SHOWN = 200


class QuestionnaireView(StaffView):
    """A page about the questionnaire whose key is in the address."""

    may_read = staticmethod(permissions.may_read_questionnaires)
    has_permission = staticmethod(permissions.may_build_questionnaires)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return get_object_or_404(Questionnaire, pk=self.kwargs["pk"])

    @property
    def is_editable(self) -> bool:
        """Whether this person may change it now."""
        return self.questionnaire.is_editable and self.has_permission(self.request)


class QuestionnaireListView(StaffView):
    may_read = staticmethod(permissions.may_read_questionnaires)
    has_permission = staticmethod(permissions.may_add_questionnaires)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_list(NewQuestionnaireForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make an empty questionnaire, and open it."""
        form = NewQuestionnaireForm(request.POST)
        if not form.is_valid():
            return self.render_list(form, status=400)
        made = create_empty(form.cleaned_data["title"])
        messages.success(request, _("Questionnaire créé : ajoutez sa première page."))
        return redirect("waves:builder", made.pk)

    def render_list(
        self, form: NewQuestionnaireForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "questionnaires": Questionnaire.objects.with_used()[:MAX_SHOWN],
            "form": form,
            "may_add": permissions.may_add_questionnaires(self.request),
            "missing": [
                f"{get_translated_text(data['title_fr'], data.get('title_en', ''))}"
                f" (v{data['version']})"
                for data in list_missing_questionnaires()
            ],
        }
        return render(
            self.request, "surveys/builder/questionnaires.html", context, status=status
        )


# The builder ------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What a verb says, and where the page opens again."""

    text: str
    opened: str = ""
    anchor: str = ""


@dataclass
class Work:
    """A draft that is locked, and the request that changes it."""

    draft: Questionnaire
    request: HttpRequest

    @property
    def typed(self) -> QueryDict:
        return self.request.POST

    def get_draft(self) -> Questionnaire:
        """Return the draft as it is stored."""
        return Questionnaire.objects.get(pk=self.draft.pk)

    def get_section(self) -> Section:
        key = parse_key(self.request.POST.get("page"))
        return get_object_or_404(self.draft.sections, pk=key)

    def get_question(self) -> Question:
        rows = Question.objects.filter(section__questionnaire=self.draft)
        rows = rows.select_related("section__questionnaire")
        return get_object_or_404(rows, pk=parse_key(self.request.POST.get("question")))


@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class BuilderView(QuestionnaireView):
    """A questionnaire on one page, with a form for the part that is open."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        editor = self.open_editor() if self.is_editable else None
        return self.render_page(editor=editor)

    def open_editor(self) -> Editor | None:
        """Return the forms of the part that the address asks for."""
        asked = self.request.GET
        if "titre" in asked:
            return QuestionnaireEditor(self.questionnaire)
        if section := find(self.questionnaire.sections, asked.get("page")):
            return SectionEditor(section)
        rows = Question.objects.filter(section__questionnaire=self.questionnaire)
        rows = rows.select_related("section__questionnaire")
        question = find(rows, asked.get("question"))
        return QuestionEditor(question) if question else None

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a button asks; what is wrong is shown with what was typed."""
        verb = request.POST.get("geste", "")
        if verb in STATE_VERBS:
            return STATE_VERBS[verb](request, self.questionnaire)
        if verb not in VERBS:
            raise Http404
        try:
            with transaction.atomic():
                outcome = self.change(verb)
        except NotEditable as refusal:
            messages.error(request, str(refusal))
            return redirect("waves:builder", pk)
        except InvalidForms as wrong:
            return self.render_page(status=400, **wrong.context)
        except OvertakenForms as late:
            # What was typed, beside what is stored now: the next save is meant.
            return self.render_page(
                status=409, editor=late.build(), changes=late.changes
            )
        messages.success(request, outcome.text)
        address = f"{request.path}{outcome.opened}{outcome.anchor}"
        return redirect(address)

    def change(self, verb: str) -> Outcome:
        try:
            draft = builder.lock_draft(self.questionnaire.pk)
        except Questionnaire.DoesNotExist as error:
            raise Http404 from error
        is_behind = self.request.POST.get("etat") != builder.get_token(draft)
        if verb in ONCE and is_behind:
            words = _(
                "La page avait changé entre-temps (autre onglet, double clic) : rien "
                "n’est fait, voici où elle en est."
            )
            raise NotEditable(words)
        outcome = VERBS[verb](Work(draft, self.request))
        # Its token changes; its texts are those that the verb may have saved.
        draft.refresh_from_db()
        draft.save()
        return outcome

    def render_page(
        self, *, editor: Editor | None = None, status: int = 200, **wrong: Any
    ) -> HttpResponse:
        questionnaire = Questionnaire.objects.complete().get(pk=self.questionnaire.pk)
        context = {
            "questionnaire": questionnaire,
            "token": builder.get_token(questionnaire),
            "is_editable": self.is_editable,
            "pages": build_outline(questionnaire, editor, wrong.get("new_question")),
            "editor": editor,
            "changes": wrong.get("changes", []),
            "is_title_open": isinstance(editor, QuestionnaireEditor),
            "problems": list_questionnaire_problems(questionnaire),
            "minutes": estimate_minutes(questionnaire),
            "missing": count_missing_texts(questionnaire),
            "new_section": wrong.get("new_section", NewSectionForm()),
            "may_build": self.has_permission(self.request),
            "may_add": permissions.may_add_questionnaires(self.request),
            "may_delete": permissions.may_delete_questionnaires(self.request),
        }
        return render(
            self.request, "surveys/builder/builder.html", context, status=status
        )


def find(rows: Any, key: str | None) -> Any:
    return rows.filter(pk=parse_key(key)).first() if key else None


# Verbs on a draft -------------------------------------------------------------------

MORE_ROWS = "enregistrer-suite"


def save_title(work: Work) -> Outcome:
    save_editor(work.typed, lambda: QuestionnaireEditor(work.get_draft(), work.typed))
    return Outcome(_("Titre et introduction enregistrés."))


def save_section(work: Work) -> Outcome:
    section = work.get_section()
    save_editor(work.typed, lambda: SectionEditor(work.get_section(), work.typed))
    return Outcome(_("Page enregistrée."), anchor=f"#page-{section.pk}")


def save_question(work: Work) -> Outcome:
    before, typed = work.get_question(), work.typed
    save_editor(work.typed, lambda: QuestionEditor(work.get_question(), typed))
    kind, key = work.get_question().kind, before.pk
    is_going_on = kind != before.kind or typed["geste"] == MORE_ROWS
    opened = f"?question={key}" if is_going_on else ""
    return Outcome(_("Question enregistrée."), opened, f"#question-{key}")


def add_section(work: Work) -> Outcome:
    form = NewSectionForm(work.request.POST)
    if not form.is_valid():
        raise InvalidForms(new_section=form)
    section = builder.add_section(work.draft, form.cleaned_data["title"])
    return Outcome(_("Page ajoutée à la fin."), anchor=f"#page-{section.pk}")


def add_question(work: Work) -> Outcome:
    section = work.get_section()
    form = NewQuestionForm(work.request.POST, prefix=f"nouvelle-{section.pk}")
    if not form.is_valid():
        raise InvalidForms(new_question=(section.pk, form))
    label, kind = form.cleaned_data["label"], QuestionKind(form.cleaned_data["kind"])
    question = builder.add_question(section, label, kind)
    words = _("Question ajoutée : complétez-la.")
    return Outcome(words, f"?question={question.pk}", f"#question-{question.pk}")


def move_up(work: Work) -> Outcome:
    return move(work, -1)


def move_down(work: Work) -> Outcome:
    return move(work, 1)


def move(work: Work, step: int) -> Outcome:
    if "question" in work.request.POST:
        question = work.get_question()
        builder.move_question(question, step)
        return Outcome(_("Question déplacée."), anchor=f"#question-{question.pk}")
    section = work.get_section()
    builder.move_section(section, step)
    return Outcome(_("Page déplacée."), anchor=f"#page-{section.pk}")


def duplicate(work: Work) -> Outcome:
    copy = builder.duplicate_question(work.get_question())
    return Outcome(_("Question dupliquée."), anchor=f"#question-{copy.pk}")


def delete(work: Work) -> Outcome:
    """Delete a question, or a page with its questions."""
    if "question" not in work.request.POST:
        work.get_section().delete()
        return Outcome(_("Page supprimée, avec ses questions."))
    question = work.get_question()
    section = question.section_id
    question.delete()
    return Outcome(_("Question supprimée."), anchor=f"#page-{section}")


VERBS: dict[str, Callable[[Work], Outcome]] = {
    "enregistrer-titre": save_title,
    "enregistrer-page": save_section,
    "enregistrer-question": save_question,
    MORE_ROWS: save_question,
    "ajouter-page": add_section,
    "ajouter-question": add_question,
    "monter": move_up,
    "descendre": move_down,
    "dupliquer": duplicate,
    "supprimer": delete,
}
# Done twice, or on a page that is behind, these would do something else.
ONCE = {"ajouter-page", "ajouter-question", "monter", "descendre", "dupliquer"}


# Verbs on the whole -----------------------------------------------------------------


def declare_usable(request: HttpRequest, row: Questionnaire) -> HttpResponse:
    try:
        with transaction.atomic():
            problems = builder.declare_usable(builder.lock_draft(row.pk))
    except NotEditable as refusal:
        problems = [str(refusal)]
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        words = _("Utilisable : on peut préparer une enquête avec ce questionnaire.")
        messages.success(request, words)
    return redirect("waves:builder", row.pk)


def take_back(request: HttpRequest, row: Questionnaire) -> HttpResponse:
    try:
        builder.take_back_draft(row.pk)
        messages.success(request, _("C’est de nouveau un brouillon."))
    except NotEditable as refusal:
        messages.error(request, str(refusal))
    return redirect("waves:builder", row.pk)


def make_version(request: HttpRequest, row: Questionnaire) -> HttpResponse:
    if not permissions.may_add_questionnaires(request):
        return HttpResponse(status=403)
    made = create_new_version(row)
    messages.success(request, _("%(name)s est prête.") % {"name": made})
    return redirect("waves:builder", made.pk)


def delete_questionnaire(request: HttpRequest, row: Questionnaire) -> HttpResponse:
    """Delete a draft that no wave names."""
    if not permissions.may_delete_questionnaires(request):
        return HttpResponse(status=403)
    try:
        with transaction.atomic():
            draft = builder.lock_draft(row.pk)
            if draft.waves.exists():
                words = _("Une enquête est préparée avec ce questionnaire : il reste.")
                raise NotEditable(words)
            draft.delete()
    except NotEditable as refusal:
        messages.error(request, str(refusal))
        return redirect("waves:builder", row.pk)
    messages.success(request, _("Questionnaire supprimé."))
    return redirect("waves:questionnaires")


STATE_VERBS: dict[str, Callable[[HttpRequest, Questionnaire], HttpResponse]] = {
    "utilisable": declare_usable,
    "brouillon": take_back,
    "version": make_version,
    "effacer": delete_questionnaire,
}
