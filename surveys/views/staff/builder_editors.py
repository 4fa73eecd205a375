"""The forms of one part of a questionnaire together: read, checked, saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.models import Option, Question, Questionnaire, Section
from surveys.questionnaires import builder
from surveys.questionnaires.checkup import get_known_questions
from surveys.questionnaires.codes import build_code
from surveys.views.staff.builder_forms import (
    WITH_OPTIONS,
    ConditionForm,
    OptionFormSet,
    PastedOptionsForm,
    QuestionForm,
    QuestionnaireForm,
    QuestionPageForm,
)
from surveys.views.staff.builder_states import (
    State,
    describe_condition,
    describe_fields,
    describe_options,
    list_changes,
    write_state,
)

Data = dict[str, Any]


def list_earlier_questions(
    questionnaire: Questionnaire, section: Section, before: Question | None = None
) -> list[Question]:
    """Return the questions whose answers are known on a page, or before a question."""
    known: dict[str, Question] = {}
    for question in builder.list_questions(questionnaire):
        is_reached = question == before if before else question.section == section
        if is_reached:
            break
        if (question.section.position, question.section_id) <= (
            section.position,
            section.pk,
        ):
            known[question.code] = question
    return list(get_known_questions(known, section if before else None).values())


def describe_row_condition(row: Section | Question, earlier: list[Question]) -> State:
    questions = {question.code: question for question in earlier}
    return {_("Condition"): describe_condition(row.condition, questions)}


class StampedEditor:
    """The forms of a part, with what is stored of it when they are made."""

    state: State

    @property
    def stamp(self) -> str:
        """What the forms send back, to tell what changed meanwhile."""
        return write_state(self.state)


class QuestionnaireEditor(StampedEditor):
    """The titles and introductions of a questionnaire."""

    def __init__(self, questionnaire: Questionnaire, data: Any = None) -> None:
        self.form = QuestionnaireForm(data, instance=questionnaire)
        self.state = describe_fields(self.form)

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def save(self) -> None:
        self.form.save()


class SectionEditor(StampedEditor):
    """A page with its condition."""

    def __init__(self, section: Section, data: Any = None) -> None:
        self.section = section
        earlier = list_earlier_questions(section.questionnaire, section)
        self.condition = ConditionForm(data, stored=section.condition, earlier=earlier)
        self.form = QuestionPageForm(data, instance=section)
        own = describe_row_condition(section, earlier)
        self.state = describe_fields(self.form) | own

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.condition.is_valid()])

    def save(self) -> None:
        self.section.condition = self.condition.get_condition()
        self.form.save()


class QuestionEditor(StampedEditor):
    """A question with its options and its condition."""

    def __init__(self, question: Question, data: Any = None) -> None:
        self.question, self.data = question, data
        self.stored_kind = question.kind
        self.stored_section = question.section_id
        questionnaire = question.section.questionnaire
        earlier = list_earlier_questions(questionnaire, question.section, question)
        self.condition = ConditionForm(data, stored=question.condition, earlier=earlier)
        self.form = QuestionForm(data, instance=question)
        self.pasted = PastedOptionsForm(data)
        self.state = describe_fields(self.form) | {
            **describe_row_condition(question, earlier),
            _("Réponses possibles"): describe_options(question),
        }

    @cached_property
    def options(self) -> Any:
        """The options; of a scale, those of the points without a label to fill."""
        missing: Sequence[Data] = self.list_unlabelled_points()
        formset: Any = OptionFormSet(
            self.forget_deleted_options(),
            instance=self.question,
            prefix="reponses",
            form_kwargs={"kind": self.stored_kind},
            initial=missing,
        )
        if missing:
            formset.extra = len(missing)
        return formset

    def forget_deleted_options(self) -> Any:
        """Return what was typed; an option that somebody deleted becomes a new one."""
        if not self.data:
            return self.data
        data = self.data.copy()
        known = {str(pk) for pk in self.question.options.values_list("pk", flat=True)}
        for name in list(data):
            is_key = name.startswith("reponses-") and name.endswith("-id")
            if is_key and data[name].isdecimal() and data[name] not in known:
                data[name] = ""
        return data

    @property
    def has_options(self) -> bool:
        return self.stored_kind in WITH_OPTIONS

    def list_unlabelled_points(self) -> list[Data]:
        question = self.question
        if self.stored_kind != QuestionKind.SCALE or None in (
            question.least,
            question.most,
        ):
            return []
        known = {option.code for option in question.options.all()}
        points = range(int(question.least or 0), int(question.most or 0) + 1)[:20]
        return [{"code": str(point)} for point in points if str(point) not in known]

    def is_valid(self) -> bool:
        forms = [self.form, self.condition, self.pasted]
        forms += [self.options] if self.has_options else []
        # All of them, so that every form shows what is wrong in it.
        return not [form for form in forms if not form.is_valid()]

    def list_problems(self) -> list[str]:
        """Return what is wrong, for a frame that shows no form."""
        forms = [self.form, self.condition, *self.condition.tests, self.pasted]
        forms += self.options.forms if self.has_options else []
        return [
            f"{form.fields[name].label} : {error}"
            if name in form.fields
            else str(error)
            for form in forms
            for name, errors in form.errors.items()
            for error in errors
        ]

    def save(self) -> None:
        """Save the question; a kind without options keeps none."""
        question = self.question
        question.condition = self.condition.get_condition()
        self.form.save()
        if question.section_id != self.stored_section:
            question.position = builder.get_next_position(question.section)
            question.save(update_fields=["position"])
        if question.kind not in WITH_OPTIONS:
            question.options.all().delete()
        elif self.has_options:
            self.save_options()
        if question.kind in WITH_OPTIONS:
            builder.add_options(question, self.pasted.cleaned_data["lines"])
        self.rename()

    def save_options(self) -> None:
        """Save the rows in the order of their places."""
        rows: list[tuple[int, int, Option]] = []
        for at, form in enumerate(self.options.forms):
            if form.cleaned_data.get("DELETE"):
                if form.instance.pk:
                    form.instance.delete()
            elif form.instance.pk or form.has_changed():
                place = form.cleaned_data["position"]
                rows.append((place, at, form.save(commit=False)))
        known = set(self.question.options.values_list("code", flat=True))
        known |= {option.code for _place, _at, option in rows if option.code}
        for place, (_place, _at, option) in enumerate(
            sorted(rows, key=lambda row: row[:2])
        ):
            option.position = place
            if not option.code:
                option.code = build_code(option.label_fr, known, 60)
                known.add(option.code)
            option.save()

    def rename(self) -> None:
        """Set the code of the question: the one asked for, or one made of its text."""
        question, wanted = self.question, self.form.wanted_code
        codes = builder.list_codes(question.section.questionnaire) - {question.code}
        wanted = wanted or build_code(question.label_fr, codes, 60)
        if wanted != question.code:
            builder.rename_question(question, wanted)


Editor = QuestionnaireEditor | SectionEditor | QuestionEditor


# Saving -----------------------------------------------------------------------------


class OvertakenForms(Exception):
    """The part is not as it was when its form was opened."""

    def __init__(self, build: Callable[[], Editor], changes: list[str]) -> None:
        super().__init__()
        self.build, self.changes = build, changes


class InvalidForms(Exception):
    """What was typed is wrong: the page shows it again, with the reasons."""

    def __init__(self, **context: Any) -> None:
        super().__init__()
        self.context = context


def save_editor(typed: QueryDict, build: Callable[[], Editor]) -> None:
    """Save the forms of a part, or show them again with what is wrong.

    What somebody else changed since they were opened is not written over; the same
    thing saved twice is no change.
    """
    editor = build()
    changes = list_changes(typed.get("avant"), editor.state)
    if not editor.is_valid():
        raise InvalidForms(editor=editor, changes=changes)
    stored = dict(editor.state)
    editor.save()
    if changes and build().state != stored:
        raise OvertakenForms(build, changes)
