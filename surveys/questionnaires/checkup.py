"""What keeps a questionnaire from being answered, found before a wave is started.

A started wave freezes its questionnaire: what is wrong by then stays wrong.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import ConditionJoin, ConditionOperator, QuestionKind
from surveys.models import Question, Questionnaire, Section
from surveys.questionnaires.conditions import (
    ConditionTest,
    get_comparable,
    list_operators,
    parse_condition,
)
from surveys.questionnaires.piping import list_row_references

YES_NO_VALUES = {"oui", "non"}
# Seconds that an answer takes; a choice is read and ticked, a text is written.
SECONDS_BY_KIND = {
    QuestionKind.LONG_TEXT: 120,
    QuestionKind.RANKING: 60,
    QuestionKind.MATRIX: 60,
    QuestionKind.FILE: 60,
}
SECONDS = 20


def list_questionnaire_problems(questionnaire: Questionnaire) -> list[str]:
    """Return what must be mended before anybody is asked, in sentences."""
    whole = Questionnaire.objects.complete().get(pk=questionnaire.pk)
    pages = [(page, list(page.questions.all())) for page in whole.sections.all()]
    empty = [
        _("La page « %s » n’a pas de question.") % page.title
        for page, questions in pages
        if not questions
    ]
    if not any(questions for _page, questions in pages):
        return [_("Ce questionnaire n’a pas de question.")]
    before: dict[str, Question] = {}
    codes = {question.code for _page, questions in pages for question in questions}
    found = []
    for page, questions in pages:
        found += [
            _("Page « %(page)s » : %(problem)s")
            % {"page": page.title, "problem": problem}
            for problem in (
                *iter_condition_problems(page.condition, get_known_questions(before)),
                *iter_reference_problems(page, get_known_questions(before), codes),
            )
        ]
        for question in questions:
            known = get_known_questions(before, page)
            found += [
                f"« {question.label} » : {problem}"
                for problem in (
                    *iter_question_problems(question, known),
                    *iter_reference_problems(question, known, codes),
                )
            ]
            before[question.code] = question
    return [*empty, *found]


def get_known_questions(
    before: Mapping[str, Question], page: Section | None = None
) -> dict[str, Question]:
    """Return the earlier questions whose answers are known on a page, by code.

    Those of a repeated page have as many answers as there are cooperations: they are
    known on that page only.
    """
    return {
        code: one
        for code, one in before.items()
        if not one.section.is_repeated or (page and one.section_id == page.pk)
    }


def iter_question_problems(
    question: Question, before: Mapping[str, Question]
) -> Iterator[str]:
    """Yield what is wrong with a question, given those asked before it."""
    options = list(question.options.all())
    number = sum(not one.is_row for one in options)
    if question.kind in (*QuestionKind.CHOOSING, QuestionKind.MATRIX):
        if number < 2:
            yield _("il faut au moins deux réponses possibles.")
        elif question.least is not None and question.least > number:
            yield _("elle demande plus de réponses qu’il n’y en a.")
    if question.kind == QuestionKind.MATRIX and number == len(options):
        yield _("il faut au moins une ligne.")
    if question.kind == QuestionKind.SCALE and None in (question.least, question.most):
        yield _("une échelle a un premier et un dernier point.")
    yield from iter_condition_problems(question.condition, before)


def iter_reference_problems(
    row: Section | Question, before: Mapping[str, Question], codes: set[str]
) -> Iterator[str]:
    """Yield the codes that texts take up, and whose answer is not known by then."""
    rows = [row, *row.options.all()] if isinstance(row, Question) else [row]
    named = [code for one in rows for code in list_row_references(one)]
    for code in dict.fromkeys(named):
        if code not in codes:
            yield _("un texte reprend « %s », qui n’existe pas.") % code
        elif code not in before:
            yield _("un texte reprend « %s », qui n’est pas posée avant.") % code


def iter_condition_problems(
    condition: dict[str, Any], before: Mapping[str, Question]
) -> Iterator[str]:
    """Yield what is wrong with a condition, given the questions whose answers count."""
    if not condition:
        return
    try:
        parsed = parse_condition(condition)
    except (KeyError, TypeError, AttributeError):
        yield _("sa condition est mal écrite.")
        return
    if not parsed.tests or parsed.join not in ConditionJoin.values:
        yield _("sa condition est mal écrite.")
    for test in parsed.tests:
        yield from iter_test_problems(test, before.get(test.question))


def iter_test_problems(test: ConditionTest, deciding: Question | None) -> Iterator[str]:
    if deciding is None:
        yield _("sa condition nomme « %s », qui n’est pas posée avant.") % test.question
    elif test.operator not in list_operators(deciding.kind):
        yield _("sa condition nomme « %s », qui ne se compare pas ainsi.") % (
            test.question
        )
    elif test.operator in ConditionOperator.WITH_BOUND:
        if not test.values or get_comparable(test.values[0]) is None:
            yield _("sa condition attend un nombre ou une date.")
    elif test.operator in ConditionOperator.WITH_CODES:
        yield from iter_code_problems(test, deciding)


def iter_code_problems(test: ConditionTest, deciding: Question) -> Iterator[str]:
    """Yield the codes of a test that nobody can choose."""
    if not test.values:
        yield _("sa condition n’attend aucune réponse.")
    if deciding.kind in QuestionKind.DIRECTORY:
        return
    known = {option.code for option in deciding.options.all()}
    if deciding.kind == QuestionKind.YES_NO:
        known = YES_NO_VALUES
    elif deciding.kind == QuestionKind.SCALE:
        known = {str(n) for n in range(deciding.least or 0, (deciding.most or 0) + 1)}
    for value in test.values:
        if value not in known:
            yield _("sa condition attend « %s », que personne ne peut choisir.") % value


def estimate_minutes(questionnaire: Questionnaire) -> int:
    """Return how long the questionnaire takes, one cooperation counted, in minutes."""
    kinds = Question.objects.filter(
        section__questionnaire=questionnaire.pk
    ).values_list("kind", flat=True)
    seconds = sum(SECONDS_BY_KIND.get(QuestionKind(kind), SECONDS) for kind in kinds)
    return max(1, round(seconds / 60))
