"""What the builder shows of a questionnaire: its pages, its questions in one line."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Question, Questionnaire, Section
from surveys.questionnaires.translations import iter_texts
from surveys.views.staff.builder_editors import (
    Editor,
    QuestionEditor,
    SectionEditor,
)
from surveys.views.staff.builder_forms import NewQuestionForm
from surveys.views.staff.builder_states import describe_condition

Data = dict[str, Any]


@dataclass
class OutlineQuestion:
    """A question as a line: its number, its facts, what depends on it."""

    row: Question
    number: int
    facts: list[str]
    condition: str
    dependents: str = ""
    is_open: bool = False


@dataclass
class OutlinePage:
    row: Section
    condition: str
    new_question: NewQuestionForm
    questions: list[OutlineQuestion] = field(default_factory=list)
    is_open: bool = False


def build_outline(
    questionnaire: Questionnaire,
    editor: Editor | None,
    typed: tuple[int, NewQuestionForm] | None = None,
) -> list[OutlinePage]:
    """Return the pages of a complete questionnaire; one part may be open.

    ``typed`` is a new question that was refused, with the key of its page.
    """
    questions = {
        question.code: question
        for section in questionnaire.sections.all()
        for question in section.questions.all()
    }
    pages, number = [], 0
    for section in questionnaire.sections.all():
        form = NewQuestionForm(prefix=f"nouvelle-{section.pk}")
        if typed and typed[0] == section.pk:
            form = typed[1]
        condition = describe_condition(section.condition, questions)
        page = OutlinePage(section, condition, form)
        page.is_open = isinstance(editor, SectionEditor) and editor.section == section
        for question in section.questions.all():
            number += 1
            page.questions.append(build_line(question, number, questions, editor))
        pages.append(page)
    return pages


def build_line(
    question: Question,
    number: int,
    questions: dict[str, Question],
    editor: Editor | None,
) -> OutlineQuestion:
    named = [one.label for one in questions.values() if names(one, question.code)]
    return OutlineQuestion(
        row=question,
        number=number,
        facts=list_facts(question),
        condition=describe_condition(question.condition, questions),
        dependents=" · ".join(named),
        is_open=isinstance(editor, QuestionEditor) and editor.question == question,
    )


def names(question: Question, code: str) -> bool:
    tests = question.condition.get("tests", [])
    return any(test["question"] == code for test in tests)


def list_facts(question: Question) -> list[str]:
    """Return what a line says of a question beside its text."""
    facts = [str(question.get_kind_display())]
    if number := len(question.options.all()):
        words = ngettext("%(n)s réponse possible", "%(n)s réponses possibles", number)
        facts.append(words % {"n": number})
    if question.is_required:
        facts.append(_("obligatoire"))
    if question.is_confidential:
        facts.append(_("confidentielle"))
    missing = sum(
        pair.is_missing for pair in iter_texts([question, *question.options.all()])
    )
    if missing:
        words = ngettext("%(n)s texte à traduire", "%(n)s textes à traduire", missing)
        facts.append(words % {"n": missing})
    return facts
