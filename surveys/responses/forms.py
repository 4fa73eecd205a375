"""A page of a questionnaire as a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.models import Question, Section
from surveys.questionnaires.conditions import (
    filter_shown_questions,
    is_passed,
    parse_condition,
)
from surveys.responses.form_fields import (
    build_field,
    get_initial_value,
    get_stored_value,
    has_detail_field,
)
from surveys.responses.response import AnswerValue, ValuesByCode

DETAIL_SUFFIX = "--precision"
MAX_DETAIL_LENGTH = 1_000


@dataclass
class BoundQuestion:
    """A question with its bound field, as templates show it."""

    question: Question
    field: forms.BoundField
    more: forms.BoundField | None
    is_shown: bool
    problem: str = ""
    condition: str = ""
    """What shows the question, as JSON for the script of the page; "" for always."""

    @property
    def is_group(self) -> bool:
        """Whether the field is a group of controls under one legend."""
        return bool(self.field.use_fieldset)

    @property
    def detail_for(self) -> str:
        """Return the code of the option "other", for the script of the page."""
        if self.question.kind == QuestionKind.YES_NO:
            return ""
        others = (one.code for one in self.question.options.all() if one.is_other)
        return next(others, "")


class PageForm(forms.Form):
    """All questions of a page, shown or not; a missing answer is no error."""

    def __init__(
        self,
        data: Any = None,
        *,
        section: Section,
        given: Mapping[str, AnswerValue],
        values: Mapping[str, Any],
        show_missing: bool = False,
    ) -> None:
        """Build the fields; ``values`` are those on which conditions depend.

        With ``show_missing``, the form reports required questions without an answer.
        """
        self.questions = list(section.questions.all())
        self.given, self.values, self.show_missing = given, values, show_missing
        super().__init__(data)
        for question in self.questions:
            self.add_question_field(question)

    def add_question_field(self, question: Question) -> None:
        field = self.fields[question.code] = build_field(question)
        known = self.given.get(question.code)
        if known:
            field.initial = get_initial_value(question, known.value)
        if has_detail_field(question):
            self.fields[question.code + DETAIL_SUFFIX] = forms.CharField(
                required=False,
                max_length=MAX_DETAIL_LENGTH,
                label=_("Précisez"),
                initial=known.other if known else "",
            )

    def parsed_answer(self, question: Question) -> AnswerValue | None:
        """Return the parsed answer to a question, once the form was validated."""
        value = get_stored_value(question, self.cleaned_data.get(question.code))
        if value is None:
            return None
        return AnswerValue(
            value, self.cleaned_data.get(question.code + DETAIL_SUFFIX, "").strip()
        )

    def current_values(self) -> ValuesByCode:
        """Return the values for conditions, including what was just typed."""
        values = dict(self.values)
        if not self.is_bound:
            return values
        self.is_valid()
        for question in self.questions:
            parsed_answer = self.parsed_answer(question)
            values.pop(question.code, None)
            if parsed_answer:
                values[question.code] = parsed_answer.value
        return values

    def visible_questions(self) -> list[Question]:
        """Return the questions that are shown, given what was typed."""
        return filter_shown_questions(self.questions, self.current_values())

    def answers(self) -> dict[Question, AnswerValue | None]:
        """Return the valid answers to the questions that are shown."""
        return {
            question: self.parsed_answer(question)
            for question in self.visible_questions()
            if question.code not in self.errors
            and question.code + DETAIL_SUFFIX not in self.errors
        }

    def list_problems(self) -> list[tuple[str, str, str]]:
        """Return problems as (HTML id, question, message)."""
        return [
            (asked.field.id_for_label, asked.question.label, asked.problem)
            for asked in self.bound_questions()
            if asked.problem
        ]

    def has_errors(self) -> bool:
        """Return whether a question that is shown has an error."""
        codes = {question.code for question in self.visible_questions()}
        return any(name.removesuffix(DETAIL_SUFFIX) in codes for name in self.errors)

    def bound_questions(self) -> list[BoundQuestion]:
        """Return all questions of the page, including hidden ones."""
        visible = set(self.visible_questions())
        return [
            self.bind_question(question, question in visible)
            for question in self.questions
        ]

    def bind_question(self, question: Question, is_shown: bool) -> BoundQuestion:
        name = question.code + DETAIL_SUFFIX
        more = self[name] if name in self.fields else None
        return BoundQuestion(
            question=question,
            field=self[question.code],
            more=more,
            is_shown=is_shown,
            problem=self.get_problem(question) if is_shown else "",
            condition=self.build_script_condition(question),
        )

    def build_script_condition(self, question: Question) -> str:
        """Return a condition as JSON, with the results of tests of other pages."""
        condition = parse_condition(question.condition)
        if not condition.tests:
            return ""
        here = {one.code for one in self.questions}
        tests = [
            test._asdict()
            if test.question in here
            else {"isPassed": is_passed(test, self.values.get(test.question))}
            for test in condition.tests
        ]
        return json.dumps({"join": condition.join, "tests": tests})

    def get_problem(self, question: Question) -> str:
        """Return the error of an answer, or that it is missing; "" for none."""
        errors: list[str] = []
        if self.is_bound:
            for name in (question.code, question.code + DETAIL_SUFFIX):
                errors += [str(error) for error in self.errors.get(name, [])]
        if errors:
            return " ".join(errors)
        known = (
            self.parsed_answer(question)
            if self.is_bound
            else self.given.get(question.code)
        )
        if self.show_missing and question.is_required and known is None:
            return _("Répondez à cette question pour pouvoir envoyer.")
        return ""
