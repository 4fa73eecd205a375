"""What keeps a questionnaire from being answered, found before a wave is started.

A started wave freezes its questionnaire: what is wrong by then stays wrong.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.models import Question, Questionnaire

YES_NO_VALUES = {"oui", "non"}
# Seconds that an answer takes; a choice is read and ticked, a text is written.
SECONDS_BY_KIND = {QuestionKind.LONG_TEXT: 120, QuestionKind.RANKING: 60}
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
    questions = [one for _page, found in pages for one in found]
    if not questions:
        return [_("Ce questionnaire n’a pas de question.")]
    before: dict[str, Question] = {}
    found = []
    for question in questions:
        found += [
            f"« {question.label} » : {problem}"
            for problem in iter_question_problems(question, before)
        ]
        before[question.code] = question
    return [*empty, *found]


def iter_question_problems(
    question: Question, before: dict[str, Question]
) -> Iterator[str]:
    """Yield what is wrong with a question, given those asked before it."""
    number = len(question.options.all())
    if question.kind in QuestionKind.CHOOSING:
        if number < 2:
            yield _("il faut au moins deux réponses possibles.")
        elif question.least is not None and question.least > number:
            yield _("elle demande plus de réponses qu’il n’y en a.")
    if question.kind == QuestionKind.SCALE and None in (question.least, question.most):
        yield _("une échelle a un premier et un dernier point.")
    if question.shown_if:
        yield from iter_condition_problems(question, before.get(question.shown_if))


def iter_condition_problems(
    question: Question, deciding: Question | None
) -> Iterator[str]:
    if deciding is None:
        yield _("sa condition nomme « %s », qui n’est pas posée avant.") % (
            question.shown_if
        )
        return
    if deciding.kind not in QuestionKind.DECIDING:
        yield _("sa condition nomme « %s », qui n’a pas de choix.") % question.shown_if
        return
    known = (
        YES_NO_VALUES
        if deciding.kind == QuestionKind.YES_NO
        else {option.code for option in deciding.options.all()}
    )
    for value in question.shown_values:
        if value not in known:
            yield _("sa condition attend « %s », que personne ne peut choisir.") % value


def estimate_minutes(questionnaire: Questionnaire) -> int:
    """Return how long the questionnaire takes, one cooperation counted, in minutes."""
    kinds = Question.objects.filter(
        section__questionnaire=questionnaire.pk
    ).values_list("kind", flat=True)
    seconds = sum(SECONDS_BY_KIND.get(QuestionKind(kind), SECONDS) for kind in kinds)
    return max(1, round(seconds / 60))
