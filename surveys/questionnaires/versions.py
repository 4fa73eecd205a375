"""New versions of questionnaires."""

from django.db import transaction
from django.db.models import Max

from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section


@transaction.atomic
def create_new_version(questionnaire: Questionnaire) -> Questionnaire:
    """Copy a questionnaire with its questions as the next version, a draft.

    Codes stay the same, so that waves of different versions can be compared.
    """
    code = questionnaire.code
    last = Questionnaire.objects.filter(code=code).aggregate(last=Max("version"))
    whole = Questionnaire.objects.complete().get(pk=questionnaire.pk)
    sections = list(whole.sections.all())
    whole.pk, whole.state = None, QuestionnaireState.DRAFT
    whole.version = (last["last"] or 0) + 1
    whole._state.adding = True
    whole.save()
    for section in sections:
        copy_section(section, whole)
    return whole


def copy_section(section: Section, to: Questionnaire) -> None:
    questions = list(section.questions.all())
    section.pk, section.questionnaire = None, to
    section._state.adding = True
    section.save()
    for question in questions:
        copy_question(question, section)


def copy_question(question: Question, to: Section) -> None:
    options = list(question.options.all())
    question.pk, question.section = None, to
    question._state.adding = True
    question.save()
    for option in options:
        option.pk, option.question = None, question
    Option.objects.bulk_create(options)
