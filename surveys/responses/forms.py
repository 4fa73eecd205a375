"""A page of a questionnaire as a form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.models import Participation, Question, Section
from surveys.questionnaires.conditions import (
    filter_shown_questions,
    is_passed,
    parse_condition,
)
from surveys.questionnaires.piping import fill_options, mark_text
from surveys.responses.directory_field import DirectoryField
from surveys.responses.files import AnswerFileField
from surveys.responses.form_fields import (
    MAX_RADIO_BUTTONS,
    asks_detail,
    build_field,
    get_initial_value,
    get_stored_value,
    has_detail_field,
)
from surveys.responses.response import AnswerValue, ValuesByCode, is_answered

DETAIL_SUFFIX = "--precision"
MAX_DETAIL_LENGTH = 1_000
# Errors that a question may tell in its own words.
RULE_CODES = ("rule", "max_length")


@dataclass
class BoundQuestion:
    """A question with its bound field, as templates show it."""

    question: Question
    label: str
    help: str
    field: forms.BoundField
    more: forms.BoundField | None
    is_shown: bool
    problem: str = ""
    condition: str = ""
    """What shows the question, as JSON for the script of the page; "" for always."""

    @property
    def is_personal(self) -> bool:
        """Whether only staff read the answer, whatever becomes of the others."""
        return self.question.kind in QuestionKind.PERSONAL

    @property
    def has_notes(self) -> bool:
        """Whether something is said under the question before its answer."""
        is_private = self.question.is_confidential or self.is_personal
        return bool(self.help) or is_private

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
        files: Any = None,
        *,
        section: Section,
        given: Mapping[str, AnswerValue],
        values: Mapping[str, Any],
        show_missing: bool = False,
        words: Mapping[str, str] | None = None,
        participation: Participation | None = None,
        home: str = "",
    ) -> None:
        """Build the fields; ``values`` are those on which conditions depend.

        ``words`` are the answers that texts take up. Files are stored for
        ``participation``; ``home`` is where suggestions and files have their addresses.
        With ``show_missing``, the form reports required questions without an answer.
        """
        self.questions = list(section.questions.all())
        self.codes = {question.code for question in self.questions}
        self.given, self.values, self.show_missing = given, values, show_missing
        self.words, self.participation, self.home = words or {}, participation, home
        super().__init__(data, files)
        for question in self.questions:
            self.add_question_field(question)

    def add_question_field(self, question: Question) -> None:
        told = fill_options(question, lambda text: self.tell(question, text))
        field = self.fields[question.code] = build_field(told)
        known = self.given.get(question.code)
        if known:
            field.initial = get_initial_value(question, known.value)
        if isinstance(field, DirectoryField):
            field.set_known(known.value if known else [])
            if self.home:
                field.widget.suggest_url = f"{self.home}suggestions/{question.kind}/"
        elif isinstance(field, AnswerFileField):
            field.participation = self.participation
            field.widget.url = self.home and f"{self.home}fichiers/"
        if has_detail_field(question):
            self.fields[question.code + DETAIL_SUFFIX] = forms.CharField(
                required=False,
                max_length=MAX_DETAIL_LENGTH,
                label=_("Précisez"),
                initial=known.other if known else "",
            )

    def tell(self, question: Question, text: str) -> str:
        """Return a text with the answers that it takes up.

        Those of this page are marked for its script, which a list to open cannot hold.
        """
        is_list = len(question.options.all()) > MAX_RADIO_BUTTONS
        return mark_text(text, self.words, set() if is_list else self.codes)

    def parsed_answer(self, question: Question) -> AnswerValue | None:
        """Return the parsed answer to a question, once the form was validated."""
        value = get_stored_value(question, self.cleaned_data.get(question.code))
        if value is None:
            return None
        detail = self.cleaned_data.get(question.code + DETAIL_SUFFIX, "").strip()
        return AnswerValue(value, detail if asks_detail(question, value) else "")

    def clean(self) -> dict[str, Any]:
        """Refuse a detail of "other" that is new while "other" is not chosen.

        One that was there before goes with the choice.
        """
        for question in self.questions:
            name = question.code + DETAIL_SUFFIX
            detail = self.cleaned_data.get(name, "").strip()
            value = get_stored_value(question, self.cleaned_data.get(question.code))
            known = self.given.get(question.code)
            if detail and not asks_detail(question, value):
                if detail == (known.other if known else ""):
                    continue
                message = (
                    _("Répondez par oui ou non, ou effacez la précision.")
                    if question.kind == QuestionKind.YES_NO
                    else _("Choisissez « autre », ou effacez la précision.")
                )
                self.add_error(name, message)
        return self.cleaned_data

    def has_files(self) -> bool:
        """Return whether the page asks for a file."""
        return any(one.kind == QuestionKind.FILE for one in self.questions)

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
            (asked.field.id_for_label, asked.label, asked.problem)
            for asked in self.bound_questions()
            if asked.problem
        ]

    def has_errors(self) -> bool:
        """Return whether a question that is shown has an error, or is open."""
        questions = self.visible_questions()
        codes = {question.code for question in questions}
        return any(self.get_open_question(one) for one in questions) or any(
            name.removesuffix(DETAIL_SUFFIX) in codes for name in self.errors
        )

    def get_open_question(self, question: Question) -> str:
        """Return what the site asks of a text that it did not understand."""
        field = self.fields[question.code]
        return field.question if isinstance(field, DirectoryField) else ""

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
            label=mark_text(question.label, self.words, self.codes),
            help=mark_text(question.help, self.words, self.codes),
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
        tests = [
            test._asdict()
            if test.question in self.codes
            else {"isPassed": is_passed(test, self.values.get(test.question))}
            for test in condition.tests
        ]
        return json.dumps({"join": condition.join, "tests": tests})

    def get_problem(self, question: Question) -> str:
        """Return the error of an answer, or that it is missing; "" for none."""
        if self.is_bound:
            names = (question.code, question.code + DETAIL_SUFFIX)
            found = self.errors.as_data()
            errors = [error for name in names for error in found.get(name, ())]
            if question.rule_message and any(one.code in RULE_CODES for one in errors):
                return question.rule_message
            if errors:
                return " ".join(text for error in errors for text in error.messages)
            if asked := self.get_open_question(question):
                return asked
        known = (
            self.parsed_answer(question)
            if self.is_bound
            else self.given.get(question.code)
        )
        if (
            self.show_missing
            and question.is_required
            and not is_answered(question, known)
        ):
            return _("Répondez à cette question pour pouvoir envoyer.")
        return ""
