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
    """A question as the page shows it."""

    question: Question
    field: forms.BoundField
    more: forms.BoundField | None
    is_shown: bool
    problem: str = ""

    @property
    def conditions(self) -> str:
        """Give the answers that show it, for the page's script."""
        return ",".join(self.question.shown_values)

    @property
    def is_group(self) -> bool:
        """Whether it is several controls under one legend."""
        return bool(self.field.use_fieldset)

    @property
    def detail_for(self) -> str:
        """Give the answer that asks for words, for the page's script."""
        if self.question.kind == QuestionKind.YES_NO:
            return ""
        others = (one.code for one in self.question.options.all() if one.is_other)
        return next(others, "")


class PageForm(forms.Form):
    """The questions of a page, shown or not; what is not answered is no error here."""

    def __init__(
        self,
        data: Any = None,
        *,
        section: Section,
        given: Mapping[str, Given],
        values: Mapping[str, Any],
        must: bool = False,
    ) -> None:
        """Make the fields; ``values`` are those on which conditions depend.

        ``must`` tells which questions must be answered and are not.
        """
        self.questions = list(section.questions.all())
        self.given, self.values, self.must = given, values, must
        super().__init__(data)
        for question in self.questions:
            self.add(question)

    def add(self, question: Question) -> None:
        """Add the field of a question, and that of its words."""
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
        """Give what the form says of a question, once it was read."""
        value = value_of(question, self.cleaned_data.get(question.code))
        if value is None:
            return None
        return Given(value, self.cleaned_data.get(question.code + MORE, "").strip())

    def values_now(self) -> dict[str, Any]:
        """Give the values on which conditions depend, what was just typed included."""
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
        """Give the questions that are asked, given what was typed."""
        return shown(self.questions, self.values_now())

    def answers(self) -> dict[Question, Given | None]:
        """Give what was typed and can be read, for the questions that are asked."""
        return {
            question: self.said(question)
            for question in self.shown_now()
            if question.code not in self.errors
            and question.code + MORE not in self.errors
        }

    def problems(self) -> list[tuple[str, str, str]]:
        """Give what is wrong: the control's id, the question, the words."""
        return [
            (asked.field.id_for_label, asked.question.label, asked.problem)
            for asked in self.asked()
            if asked.problem
        ]

    def has_errors(self) -> bool:
        """Say whether something that is asked cannot be read."""
        codes = {question.code for question in self.shown_now()}
        return any(name.removesuffix(MORE) in codes for name in self.errors)

    def asked(self) -> list[Asked]:
        """Give the questions as the page shows them, those that are hidden too."""
        kept = set(self.shown_now())
        return [
            self.asked_one(question, question in kept) for question in self.questions
        ]

    def asked_one(self, question: Question, is_shown: bool) -> Asked:
        """Give one question."""
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
        """Say what is wrong with an answer, or that it is missing."""
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
