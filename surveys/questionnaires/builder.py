"""What the builder does to a draft: add, move, duplicate, delete, rename, copy.

Each verb locks the questionnaire first, so that a wave that starts meanwhile freezes
it before or after, never in between.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.enums import QuestionKind, QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section
from surveys.models.questionnaires import FROZEN_MESSAGE
from surveys.questionnaires.checkup import list_questionnaire_problems
from surveys.questionnaires.codes import build_code
from surveys.questionnaires.fixtures import create_question
from surveys.questionnaires.piping import iter_text_fields, list_row_references
from surveys.questionnaires.versions import copy_question

Data = dict[str, Any]
Part = Section | Question


class NotEditable(Exception):
    """The questionnaire is no draft; the message says what to do."""


def lock_draft(pk: int) -> Questionnaire:
    """Return a draft, locked; raise ``NotEditable``, or ``DoesNotExist``."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=pk)
    if questionnaire.is_frozen:
        raise NotEditable(str(FROZEN_MESSAGE))
    if questionnaire.state != QuestionnaireState.DRAFT:
        words = _("Ce questionnaire est déclaré utilisable : reprenez-le d’abord.")
        raise NotEditable(words)
    return questionnaire


def get_token(questionnaire: Questionnaire) -> str:
    """Return what changes with each change: a page that is behind is told so."""
    return questionnaire.updated_at.isoformat()


# Pages and questions ------------------------------------------------------------------


def list_questions(questionnaire: Questionnaire) -> list[Question]:
    """Return the questions in the order in which they are asked."""
    rows = Question.objects.filter(section__questionnaire=questionnaire)
    return list(rows.select_related("section").prefetch_related("options"))


def list_codes(questionnaire: Questionnaire) -> set[str]:
    return {question.code for question in list_questions(questionnaire)}


def add_section(questionnaire: Questionnaire, title: str) -> Section:
    known = {section.code for section in questionnaire.sections.all()}
    return Section.objects.create(
        questionnaire=questionnaire,
        code=build_code(title, known, 40),
        position=len(known),
        title_fr=title,
    )


def add_question(section: Section, label: str, kind: QuestionKind) -> Question:
    code = build_code(label, list_codes(section.questionnaire), 60)
    least, most = (1, 5) if kind == QuestionKind.SCALE else (None, None)
    return Question.objects.create(
        section=section,
        code=code,
        position=get_next_position(section),
        kind=kind,
        label_fr=label,
        least=least,
        most=most,
    )


def get_next_position(section: Section) -> int:
    last = section.questions.order_by("position", "pk").last()
    return last.position + 1 if last else 0


def duplicate_question(question: Question) -> Question:
    """Copy a question after itself, with its options, under a code of its own."""
    section = question.section
    code = build_code(question.code, list_codes(section.questionnaire), 60)
    after = question.pk
    question.code = code
    copy_question(question, section)
    rows = [one for one in section.questions.all() if one.pk != question.pk]
    at = next(at for at, one in enumerate(rows) if one.pk == after)
    set_positions([*rows[: at + 1], question, *rows[at + 1 :]])
    return question


def set_positions(rows: Iterable[Part]) -> None:
    for place, row in enumerate(rows):
        if row.position != place:
            type(row)._base_manager.filter(pk=row.pk).update(position=place)


def move_section(section: Section, step: int) -> None:
    swap(list(section.questionnaire.sections.all()), section, step)


def move_question(question: Question, step: int) -> None:
    """Move a question by one place; beyond its page, onto the next one."""
    rows = list(question.section.questions.all())
    if swap(rows, question, step):
        return
    sections = list(question.section.questionnaire.sections.all())
    at = sections.index(question.section) + step
    if not 0 <= at < len(sections):
        return
    inside = list(sections[at].questions.all())
    question.section = sections[at]
    question.save(update_fields=["section"])
    set_positions([*inside, question] if step < 0 else [question, *inside])


def swap(rows: list[Any], row: Part, step: int) -> bool:
    """Exchange a row with the one before or after it, if there is one."""
    at = rows.index(row)
    if not 0 <= at + step < len(rows):
        return False
    rows[at], rows[at + step] = rows[at + step], rows[at]
    set_positions(rows)
    return True


def list_dependents(question: Question) -> list[Part]:
    """Return the pages and questions whose condition or text names a question."""
    questionnaire = question.section.questionnaire
    rows: list[Part] = [*questionnaire.sections.all()]
    rows += list_questions(questionnaire)
    return [row for row in rows if depends_on(row, question.code)]


def depends_on(row: Part, code: str) -> bool:
    tests = row.condition.get("tests", [])
    is_named = any(test["question"] == code for test in tests)
    return is_named or any(code in list_row_references(one) for one in list_told(row))


def list_told(row: Part) -> list[Part | Option]:
    """Return a page, or a question with its options: what has texts."""
    return [row, *row.options.all()] if isinstance(row, Question) else [row]


def rename_question(question: Question, code: str) -> None:
    """Change the code of a question, also where conditions and texts name it."""
    pattern = re.escape(f"${{{question.code}}}")
    for row in list_dependents(question):
        for test in row.condition.get("tests", []):
            if test["question"] == question.code:
                test["question"] = code
        for told in list_told(row):
            for name in iter_text_fields(told):
                text = re.sub(pattern, f"${{{code}}}", getattr(told, name))
                setattr(told, name, text)
            told.save()
    Question.objects.filter(pk=question.pk).update(code=code)
    question.code = code


def add_options(question: Question, labels: Iterable[str]) -> None:
    """Add options by their labels, with codes made of them."""
    known = {option.code for option in question.options.all()}
    for place, label in enumerate(labels, start=len(known)):
        code = build_code(label, known, 60)
        known.add(code)
        Option.objects.create(
            question=question, code=code, position=place, label_fr=label
        )


# Library ----------------------------------------------------------------------------


def copy_from_library(
    section: Section, questions: Iterable[Data]
) -> tuple[int, list[str]]:
    """Add shipped questions to a page; return how many, and remarks.

    Codes stay, so that answers come from and go back to the directory. A question that
    is there already is not asked twice; a condition stays if what it names is there.
    """
    known, remarks = list_codes(section.questionnaire), []
    first = position = get_next_position(section)
    for data in questions:
        if data["code"] in known:
            remarks.append(_("« %s » y est déjà : pas recopiée.") % data["fr"])
            continue
        tests = data.get("condition", {}).get("tests", [])
        if any(test["question"] not in known for test in tests):
            data = {name: value for name, value in data.items() if name != "condition"}
            words = _("« %s » : sans sa condition, qui nomme une question absente.")
            remarks.append(words % data["fr"])
        create_question(section, position, data)
        known.add(data["code"])
        position += 1
    return position - first, remarks


# State ------------------------------------------------------------------------------


@transaction.atomic
def declare_usable(questionnaire: Questionnaire) -> list[str]:
    """Make a draft usable, or return what keeps it from being answered."""
    problems = list_questionnaire_problems(questionnaire)
    if not problems:
        questionnaire.state = QuestionnaireState.USABLE
        questionnaire.save()
    return problems


@transaction.atomic
def take_back_draft(pk: int) -> Questionnaire:
    """Make a usable questionnaire a draft again; raise ``NotEditable`` if used."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=pk)
    if questionnaire.is_frozen:
        raise NotEditable(str(FROZEN_MESSAGE))
    questionnaire.state = QuestionnaireState.DRAFT
    questionnaire.save()
    return questionnaire
