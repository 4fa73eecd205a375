"""A questionnaire as respondents see it: by page, to the end, in the builder's frame.

Nothing is saved: answers go from page to page in the form itself.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator

from surveys import permissions
from surveys.models import Question, Questionnaire, Section
from surveys.questionnaires import builder
from surveys.questionnaires.checkup import (
    estimate_minutes,
    list_questionnaire_problems,
)
from surveys.questionnaires.conditions import is_shown
from surveys.questionnaires.piping import fill_text
from surveys.responses.answer_labels import format_answer_lines
from surveys.responses.forms import PageForm
from surveys.responses.response import AnswerValue, ValuesByCode
from surveys.views.base import parse_key
from surveys.views.staff.builder import QuestionnaireView
from surveys.views.staff.builder_editors import QuestionEditor

Answers = dict[Question, AnswerValue | None]
# What belongs to the page itself, and not to the answers.
OWN_NAMES = {"csrfmiddlewaretoken", "geste"}


class RecapPart(NamedTuple):
    section: Section
    lines: list[tuple[Question, list[str]]]


class Run:
    """Answers to the pages of a questionnaire, as they were sent with the form."""

    def __init__(self, sections: list[Section], data: Any) -> None:
        self.sections, self.data = sections, data
        self.answers: dict[int, Answers] = {}

    @property
    def words(self) -> dict[str, str]:
        """The answers that texts of later pages may take up, by code."""
        return {
            question.code: ", ".join(format_answer_lines(question, answer))
            for answers in self.answers.values()
            for question, answer in answers.items()
            if answer
        }

    def get_values(self, before: Section | None = None) -> ValuesByCode:
        """Return the values that are known at a page, by code; at the end without."""
        values: ValuesByCode = {}
        for section in self.sections:
            if section == before:
                break
            if not is_shown(section, values):
                continue
            form = PageForm(self.data, section=section, given={}, values=values)
            self.answers[section.pk] = form.answers()
            if section.is_repeated:
                continue
            values |= {
                question.code: answer.value
                for question, answer in self.answers[section.pk].items()
                if answer
            }
        return values

    def find_next(self, after: Section) -> Section | None:
        """Return the next page that is shown; None at the end."""
        at = self.sections.index(after) + 1
        for section in self.sections[at:]:
            if is_shown(section, self.get_values(section)):
                return section
        return None

    def build_recap(self) -> list[RecapPart]:
        self.get_values()
        return [
            RecapPart(
                section,
                [
                    (question, format_answer_lines(question, answer) if answer else [])
                    for question, answer in self.answers[section.pk].items()
                ],
            )
            for section in self.sections
            if section.pk in self.answers
        ]

    def iter_carried(self, section: Section | None) -> Iterator[tuple[str, str]]:
        """Yield what other pages were answered, for hidden fields."""
        here = (
            {question.code for question in section.questions.all()} if section else {}
        )
        for name, values in self.data.lists() if self.data else ():
            code = name.partition("--")[0].partition(".")[0]
            if name not in OWN_NAMES and code not in here:
                yield from ((name, value) for value in values)


class QuestionnairePreviewView(QuestionnaireView):
    """A questionnaire as respondents see it; nothing is saved."""

    has_permission = staticmethod(permissions.may_read_questionnaires)
    template = "surveys/preview.html"

    @cached_property
    def sections(self) -> list[Section]:
        rows = Questionnaire.objects.complete()
        questionnaire = get_object_or_404(rows, pk=self.kwargs["pk"])
        return list(questionnaire.sections.all())

    def find_section(self) -> Section | None:
        """Return the page that the address names, else the first one."""
        code = self.request.GET.get("page", "")
        named = (one for one in self.sections if one.code == code)
        return next(named, None) or next(iter(self.sections), None)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_page(self.find_section(), None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Check a page; where the test goes on, show the next one or the recap."""
        section, run = self.find_section(), Run(self.sections, request.POST)
        if section is None:
            return self.render_page(None, None)
        is_going_on = request.POST.get("geste") == "suite"
        form = self.build_form(section, run, show_missing=is_going_on)
        if not is_going_on or form.list_problems():
            return self.render_page(section, run, form)
        following = run.find_next(section)
        if following is None:
            return self.render_page(None, run, recap=run.build_recap())
        return self.render_page(following, run, self.build_form(following, run, False))

    def build_form(
        self, section: Section, run: Run | None, show_missing: bool = False
    ) -> PageForm:
        """Return the form of a page, bound where it has been answered."""
        values = run.get_values(section) if run else {}
        data = run.data if run else None
        codes = {question.code for question in section.questions.all()}
        names = {name.partition("--")[0].partition(".")[0] for name in data or ()}
        is_sent = section == self.find_section() or names & codes
        return PageForm(
            data if is_sent else None,
            self.request.FILES if is_sent else None,
            section=section,
            given={},
            values=values,
            show_missing=show_missing,
            words=run.words if run else None,
        )

    def render_page(
        self,
        section: Section | None,
        run: Run | None,
        form: PageForm | None = None,
        **more: Any,
    ) -> HttpResponse:
        if section and form is None:
            form = self.build_form(section, run)
        context = {
            "skeleton": "staff/base.html",
            "questionnaire": self.questionnaire,
            "sections": self.sections,
            "part": section,
            "title": fill_text(section.title, form.words) if section and form else "",
            "asked": form.bound_questions() if form else [],
            "problems": form.list_problems() if form else [],
            "focus": self.request.GET.get("question", "")[:60],
            "carried": list(run.iter_carried(section)) if run else [],
            "checkup": list_questionnaire_problems(self.questionnaire),
            "minutes": estimate_minutes(self.questionnaire),
            "is_last": bool(section and section == self.sections[-1]),
            "may_build": permissions.may_build_questionnaires(self.request),
        }
        return render(self.request, self.template, context | more)


@method_decorator(csp_replace({"frame-ancestors": [SELF]}), name="dispatch")
class PreviewFrameView(QuestionnairePreviewView):
    """A page of a questionnaire in the builder, with what is being typed beside it."""

    has_permission = staticmethod(permissions.may_build_questionnaires)
    template = "surveys/builder/frame.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was typed, render the page, and undo it: the one way to show it."""
        with transaction.atomic():
            response = self.render_typed(request)
            transaction.set_rollback(True)
        return response

    def render_typed(self, request: HttpRequest) -> HttpResponse:
        try:
            draft = builder.lock_draft(self.questionnaire.pk)
        except builder.NotEditable:
            return self.render_page(self.find_section(), None)
        rows = Question.objects.filter(section__questionnaire=draft)
        key = parse_key(request.POST.get("question"))
        question = get_object_or_404(rows.select_related("section"), pk=key)
        editor = QuestionEditor(question, request.POST)
        if not editor.is_valid():
            return self.render_page(None, None, wrong=editor.list_problems())
        editor.save()
        section = next(one for one in self.sections if one.pk == question.section_id)
        return self.render_page(section, None, focus=question.code)
