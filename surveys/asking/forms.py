"""A page of a questionnaire as a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.asking.fields import asks_more, field_of, initial_of, value_of
from surveys.conditions import shown
from surveys.enums import QuestionKind
from surveys.models import Question, Section
from surveys.papers import Given

MORE = "--precision"
LONGEST_DETAIL = 1_000


@dataclass
class Asked:
    """A question with its bound field, as templates show it."""

    question: Question
    field: forms.BoundField
    more: forms.BoundField | None
    is_shown: bool
    problem: str = ""

    @property
    def conditions(self) -> str:
        """Return the values that show the question, for the script of the page."""
        return ",".join(self.question.shown_values)

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
        given: Mapping[str, Given],
        values: Mapping[str, Any],
        must: bool = False,
    ) -> None:
        """Build the fields; ``values`` are those on which conditions depend.

        With ``show_missing``, the form reports required questions without an answer.
        """
        self.questions = list(section.questions.all())
        self.given, self.values, self.must = given, values, must
        super().__init__(data)
        for question in self.questions:
            self.add(question)

    def add(self, question: Question) -> None:
        field = self.fields[question.code] = field_of(question)
        known = self.given.get(question.code)
        if known:
            field.initial = initial_of(question, known.value)
        if asks_more(question):
            self.fields[question.code + MORE] = forms.CharField(
                required=False,
                max_length=LONGEST_DETAIL,
                label=_("Précisez"),
                initial=known.other if known else "",
            )

    def said(self, question: Question) -> Given | None:
        """Return the parsed answer to a question, once the form was validated."""
        value = value_of(question, self.cleaned_data.get(question.code))
        if value is None:
            return None
        return Given(value, self.cleaned_data.get(question.code + MORE, "").strip())

    def values_now(self) -> dict[str, Any]:
        """Return the values for conditions, including what was just typed."""
        values = dict(self.values)
        if not self.is_bound:
            return values
        self.is_valid()
        for question in self.questions:
            said = self.said(question)
            values.pop(question.code, None)
            if said:
                values[question.code] = said.value
        return values

    def shown_now(self) -> list[Question]:
        """Return the questions that are shown, given what was typed."""
        return shown(self.questions, self.values_now())

    def answers(self) -> dict[Question, Given | None]:
        """Return the valid answers to the questions that are shown."""
        return {
            question: self.said(question)
            for question in self.shown_now()
            if question.code not in self.errors
            and question.code + MORE not in self.errors
        }

    def problems(self) -> list[tuple[str, str, str]]:
        """Return problems as (HTML id, question, message)."""
        return [
            (asked.field.id_for_label, asked.question.label, asked.problem)
            for asked in self.asked()
            if asked.problem
        ]

    def has_errors(self) -> bool:
        """Return whether a question that is shown has an error."""
        codes = {question.code for question in self.shown_now()}
        return any(name.removesuffix(MORE) in codes for name in self.errors)

    def asked(self) -> list[Asked]:
        """Return all questions of the page, including hidden ones."""
        kept = set(self.shown_now())
        return [
            self.asked_one(question, question in kept) for question in self.questions
        ]

    def asked_one(self, question: Question, is_shown: bool) -> Asked:
        name = question.code + MORE
        more = self[name] if name in self.fields else None
        return Asked(
            question=question,
            field=self[question.code],
            more=more,
            is_shown=is_shown,
            problem=self.problem_of(question) if is_shown else "",
        )

    def problem_of(self, question: Question) -> str:
        """Return the error of an answer, or that it is missing; "" for none."""
        errors: list[str] = []
        if self.is_bound:
            for name in (question.code, question.code + MORE):
                errors += [str(error) for error in self.errors.get(name, [])]
        if errors:
            return " ".join(errors)
        known = self.said(question) if self.is_bound else self.given.get(question.code)
        if self.must and question.is_required and known is None:
            return _("Répondez à cette question pour pouvoir envoyer.")
        return ""
